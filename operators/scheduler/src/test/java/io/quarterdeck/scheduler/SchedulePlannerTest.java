package io.quarterdeck.scheduler;

import static io.quarterdeck.scheduler.World.cache;
import static io.quarterdeck.scheduler.World.node;
import static io.quarterdeck.scheduler.World.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.scheduler.Reason.Helps;
import io.quarterdeck.scheduler.SchedulePlanner.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulePlannerTest {

    private static final String APART =
            "{'affinity':{'podAntiAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':"
                    + "[{'topologyKey':'kubernetes.io/hostname','labelSelector':{'matchLabels':{'app':'web'}}}]}}}";

    private static final String NEAR = "{'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':"
            + "[{'topologyKey':'zone','labelSelector':{'matchLabels':{'app':'web'}}}]}}}";

    private static final String SPREAD = "{'topologySpreadConstraints':[{'maxSkew':1,'topologyKey':'zone',"
            + "'whenUnsatisfiable':'DoNotSchedule','labelSelector':{'matchLabels':{'app':'web'}}}]}";

    @Test
    void saysLikeKubernetesWhyNoNodeTakesThePod() {
        SchedulerCache cache = cache(
                node("a", "1", "z1", "{}"),
                node("b", "1", "z1", "{}"),
                node("c", "8", "z1", "{'taints':[{'key':'gpu','value':'yes','effect':'NoSchedule'}]}"),
                node("d", "8", "z1", "{'unschedulable':true}"));
        assertThat(SchedulePlanner.decide(pod("p", "web", "2", "{}"), cache, 0))
                .isEqualTo(new Decision.Nowhere(
                        "0/4 nodes are available: 1 node(s) had untolerated taint {gpu: yes}, 1 node(s) were"
                                + " unschedulable, 2 Insufficient cpu.",
                        Helps.POD_GONE));
        assertThat(SchedulePlanner.decide(pod("p"), new SchedulerCache(), 0))
                .isEqualTo(new Decision.Nowhere("no nodes available to schedule pods", Helps.NODE));
    }

    @Test
    void toleratesWhatThePodTolerates() {
        SchedulerCache cache =
                cache(node("c", "8", "z1", "{'taints':[{'key':'gpu','value':'yes','effect':'NoSchedule'}]}"));
        assertThat(place(pod("p", "web", "1", "{'tolerations':[{'key':'gpu','operator':'Exists'}]}"), cache))
                .isEqualTo("c");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'nodeSelector':{'zone':'z2'}} | b
            {'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':{'nodeSelectorTerms':[{'matchExpressions':[{'key':'zone','operator':'NotIn','values':['z1']}]}]}}}} | b
            {'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':{'nodeSelectorTerms':[{'matchFields':[{'key':'metadata.name','operator':'In','values':['b']}]}]}}}} | b
            {'affinity':{'nodeAffinity':{'preferredDuringSchedulingIgnoredDuringExecution':[{'weight':5,'preference':{'matchExpressions':[{'key':'zone','operator':'In','values':['z2']}]}}]}}} | b
            """, quoteCharacter = '`')
    void followsNodeLabels(String spec, String expected) {
        SchedulerCache cache = cache(node("a", "4", "z1", "{}"), node("b", "4", "z2", "{}"));
        assertThat(place(pod("p", "web", "1", spec), cache)).isEqualTo(expected);
    }

    @Test
    void countsAStartThatIsGreedierThanThePodItself() {
        SchedulerCache cache = cache(node("a", "1", "z1", "{}"), node("b", "4", "z1", "{}"));
        PodView pod = pod(
                "p",
                "web",
                "",
                "{'containers':[{'resources':{'requests':{'cpu':'100m'}}}],"
                        + "'initContainers':[{'resources':{'requests':{'cpu':'2'}}}]}");
        assertThat(pod.wants().amounts().cpu()).isEqualTo(2000);
        assertThat(place(pod, cache)).isEqualTo("b");
    }

    @Test
    void putsNoTwoPodsOnOneHostPort() {
        SchedulerCache cache = cache(node("a"), node("b"));
        String spec = "{'containers':[{'ports':[{'hostPort':80,'protocol':'TCP'}]}]}";
        cache.place(pod("first", "web", "", spec).on("a"));
        assertThat(place(pod("second", "web", "", spec), cache)).isEqualTo("b");
        cache.place(pod("second", "web", "", spec).on("b"));
        assertThat(message(pod("third", "web", "", spec), cache))
                .contains("2 node(s) didn't have free ports for the requested pod ports");
    }

    @Test
    void choosesTheEmptierNode() {
        SchedulerCache cache = cache(node("a"), node("b"));
        cache.place(pod("big", "db", "3", "{}").on("a"));
        assertThat(place(pod("p"), cache)).isEqualTo("b");
    }

    @Test
    void keepsPodsApartInBothDirections() {
        SchedulerCache cache = cache(node("a"), node("b"));
        cache.place(pod("first", "web", "1", APART).on("a"));
        assertThat(place(pod("second", "web", "1", APART), cache)).isEqualTo("b");
        assertThat(place(pod("plain"), cache))
                .as("the first one does not want it")
                .isEqualTo("b");
        cache.place(pod("second", "web", "1", APART).on("b"));
        assertThat(message(pod("third", "web", "1", APART), cache))
                .contains("2 node(s) didn't match pod anti-affinity rules");
        assertThat(message(pod("plain"), cache)).contains("2 node(s) didn't satisfy existing pods anti-affinity rules");
    }

    @Test
    void joinsThePodsItNeedsAndLetsTheFirstOneStart() {
        SchedulerCache cache = cache(node("a", "4", "z1", "{}"), node("b", "4", "z2", "{}"));
        assertThat(message(pod("lonely", "db", "1", NEAR), cache)).contains("didn't match pod affinity rules");
        cache.place(pod("first", "web", "3", NEAR).on(place(pod("first", "web", "3", NEAR), cache)));
        assertThat(place(pod("second", "web", "1", NEAR), cache)).isEqualTo("a");
        assertThat(place(pod("friend", "db", "100m", NEAR), cache)).isEqualTo("a");
    }

    @Test
    void spreadsOverZonesAsHardAsItIsAsked() {
        SchedulerCache cache = cache(node("a", "4", "z1", "{}"), node("b", "1", "z2", "{}"));
        cache.place(pod("first").on("a"));
        assertThat(place(pod("second", "web", "1", SPREAD), cache)).isEqualTo("b");
        assertThat(message(pod("third", "web", "2", SPREAD), cache))
                .contains("1 node(s) didn't match pod topology spread constraints");
    }

    @Test
    void looksAtAPartOfManyNodesOnly() {
        assertThat(SchedulePlanner.enough(80)).isEqualTo(80);
        assertThat(SchedulePlanner.enough(1000)).isEqualTo(420);
        assertThat(SchedulePlanner.enough(5000)).isEqualTo(500);
    }

    private static String place(PodView pod, SchedulerCache cache) {
        return ((Decision.Place) SchedulePlanner.decide(pod, cache, 0)).node();
    }

    private static String message(PodView pod, SchedulerCache cache) {
        return ((Decision.Nowhere) SchedulePlanner.decide(pod, cache, 0)).message();
    }
}
