package io.quarterdeck.network;

import static io.quarterdeck.network.Samples.CONFIG;
import static io.quarterdeck.network.Samples.leaving;
import static io.quarterdeck.network.Samples.ready;
import static io.quarterdeck.network.Samples.service;
import static io.quarterdeck.network.Samples.slice;
import static io.quarterdeck.network.Samples.unready;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.network.Ruleset.Container;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RulesetPlannerTest {

    private static final String WEB = "10.96.0.5 . tcp . 80";

    @Test
    void oneEndpointIsTranslatedToDirectly() {
        Ruleset rules = plan(service("web", "10.96.0.5", 0), slice("web", 8080, ready("10.244.1.2", "n1")));
        assertThat(elements(rules, "services")).containsExactly(Map.entry(WEB, "goto slot-0"));
        assertThat(elements(rules, "slot-0")).containsExactly(Map.entry(WEB, "10.244.1.2 . 8080"));
    }

    @Test
    void severalEndpointsShareTheConnections() {
        Ruleset rules = plan(
                service("web", "10.96.0.5", 0),
                slice("web", 8080, ready("10.244.2.2", "n2"), ready("10.244.1.2", "n1"), ready("10.244.1.2", "n1")));
        assertThat(elements(rules, "services")).containsEntry(WEB, "goto pick-2");
        assertThat(elements(rules, "slot-0")).containsEntry(WEB, "10.244.1.2 . 8080");
        assertThat(elements(rules, "slot-1")).containsEntry(WEB, "10.244.2.2 . 8080");
        assertThat(chain(rules, "pick-2"))
                .containsExactly("numgen random mod 2 vmap { 0 : goto slot-0, 1 : goto slot-1 }");
    }

    @Test
    void onlyEndpointsOfThisNodeCanMeetThemselves() {
        Ruleset rules = plan(
                service("web", "10.96.0.5", 0),
                slice("web", 8080, ready("10.244.1.2", "n1"), ready("10.244.2.2", "n2")));
        assertThat(elements(rules, "hairpin").keySet()).containsExactly("10.244.1.2 . 10.244.1.2");
    }

    @Test
    void endpointsThatAreNotReadyGetNothing() {
        Ruleset rules = plan(service("web", "10.96.0.5", 0), slice("web", 8080, unready("10.244.1.2", "n1")));
        assertThat(elements(rules, "services")).isEmpty();
    }

    @Test
    void endpointsOnTheirWayOutServeOnlyWhereNoOtherDoes() {
        ServiceView web = service("web", "10.96.0.5", 0);
        assertThat(elements(plan(web, slice("web", 80, leaving("10.244.1.2", "n1"))), "slot-0"))
                .containsEntry(WEB, "10.244.1.2 . 80");
        assertThat(elements(
                        plan(web, slice("web", 80, leaving("10.244.1.2", "n1"), ready("10.244.1.3", "n1"))), "slot-0"))
                .containsEntry(WEB, "10.244.1.3 . 80");
    }

    @Test
    void aNodePortLeadsToTheSameEndpointsAndIsRefusedWithoutAny() {
        Ruleset served = plan(service("web", "10.96.0.5", 30080), slice("web", 8080, ready("10.244.1.2", "n1")));
        assertThat(elements(served, "node-services")).containsEntry("tcp . 30080", "goto node-slot-0");
        assertThat(elements(served, "node-slot-0")).containsEntry("tcp . 30080", "10.244.1.2 . 8080");
        Ruleset empty = plan(service("web", "10.96.0.5", 30080), slice("web", 8080));
        assertThat(elements(empty, "refused-node-ports")).containsKey("tcp . 30080");
    }

    @Test
    void internalPolicyLocalLeavesOutOtherNodes() {
        ServiceView web =
                new Samples.Builder("web", "10.96.0.5").internalLocal().build();
        EndpointSliceView slice = slice("web", 80, ready("10.244.1.2", "n1"), ready("10.244.2.2", "n2"));
        assertThat(elements(plan(web, slice), "services")).containsEntry(WEB, "goto slot-0");
        assertThat(elements(plan(web, slice("web", 80, ready("10.244.2.2", "n2"))), "services"))
                .isEmpty();
    }

    @Test
    void externalPolicyLocalBindsClientsFromOutsideOnly() {
        ServiceView web = new Samples.Builder("web", "10.96.0.5")
                .nodePort(30080)
                .external("198.51.100.7")
                .externalLocal()
                .build();
        Ruleset mixed = plan(web, slice("web", 80, ready("10.244.1.2", "n1"), ready("10.244.2.2", "n2")));
        assertThat(elements(mixed, "node-services")).containsEntry("tcp . 30080", "goto node-pick-2");
        assertThat(elements(mixed, "out-node-services")).containsEntry("tcp . 30080", "goto out-node-slot-0");
        assertThat(elements(mixed, "out-node-slot-0")).containsEntry("tcp . 30080", "10.244.1.2 . 80");
        assertThat(elements(mixed, "out-slot-0")).containsEntry("198.51.100.7 . tcp . 80", "10.244.1.2 . 80");
        Ruleset elsewhere = plan(web, slice("web", 80, ready("10.244.2.2", "n2")));
        assertThat(elements(elsewhere, "out-node-services")).containsEntry("tcp . 30080", "drop");
    }

    @Test
    void affinityGivesEachEndpointItsOwnMemory() {
        ServiceView web = new Samples.Builder("web", "10.96.0.5").affinity(60).build();
        Ruleset rules = plan(web, slice("web", 80, ready("10.244.1.2", "n1"), ready("10.244.2.2", "n2")));
        assertThat(elements(rules, "services")).containsEntry(WEB, "goto stay-10.96.0.5-tcp-80");
        assertThat(chain(rules, "stay-10.96.0.5-tcp-80"))
                .hasSize(3)
                .first()
                .isEqualTo("ip saddr @stay-10.96.0.5-tcp-80/10.244.1.2-80 goto stay-10.96.0.5-tcp-80/10.244.1.2-80");
        assertThat(chain(rules, "stay-10.96.0.5-tcp-80/10.244.1.2-80"))
                .first()
                .asString()
                .contains("timeout 60s");
    }

    @Test
    void theDnsAddressIsLeftAlone() {
        Ruleset rules = plan(
                new Samples.Builder("kube-dns", "10.96.0.10")
                        .protocol("udp")
                        .port(53)
                        .build(),
                slice("kube-dns", "udp", 53, ready("10.244.1.2", "n1")));
        assertThat(elements(rules, "services")).isEmpty();
    }

    @Test
    void headlessServicesMakeNoRules() {
        Ruleset rules = plan(service("db", "", 0), slice("db", 80, ready("10.244.1.2", "n1")));
        assertThat(rules).isEqualTo(RulesetPlanner.plan(CONFIG, List.of(), List.of()));
    }

    @Test
    void thePortIsFoundByNameAndProtocol() {
        ServiceView dns =
                new Samples.Builder("web", "10.96.0.5").protocol("udp").build();
        assertThat(elements(plan(dns, slice("web", 80, ready("10.244.1.2", "n1"))), "services"))
                .isEmpty();
    }

    @Test
    void aDifferenceOfOneEndpointIsTwoElements() {
        ServiceView web = service("web", "10.96.0.5", 0);
        Ruleset before = plan(web, slice("web", 80, ready("10.244.1.2", "n1")));
        Ruleset after = plan(web, slice("web", 80, ready("10.244.1.3", "n1")));
        assertThat(RulesetDiff.difference("t", before, after).lines())
                .containsExactlyInAnyOrder(
                        "delete element ip t hairpin { 10.244.1.2 . 10.244.1.2 }",
                        "add element ip t hairpin { 10.244.1.3 . 10.244.1.3 }",
                        "delete element ip t slot-0 { " + WEB + " }",
                        "add element ip t slot-0 { " + WEB + " : 10.244.1.3 . 80 }");
        assertThat(RulesetDiff.difference("t", after, after)).isEmpty();
    }

    @Test
    void aUdpEndpointThatWentLeavesAFlowToForget() {
        ServiceView dns =
                new Samples.Builder("web", "10.96.0.5").protocol("udp").port(53).build();
        Ruleset before = plan(dns, slice("web", "udp", 53, ready("10.244.1.2", "n1"), ready("10.244.1.3", "n1")));
        Ruleset after = plan(dns, slice("web", "udp", 53, ready("10.244.1.3", "n1")));
        assertThat(RulesetDiff.staleFlows(before, after))
                .containsExactly(new RulesetDiff.StaleFlow("10.96.0.5", 53, "10.244.1.2"));
    }

    private static Ruleset plan(ServiceView service, EndpointSliceView slice) {
        return RulesetPlanner.plan(CONFIG, List.of(service), List.of(slice));
    }

    private static Map<String, String> elements(Ruleset rules, String container) {
        Container found = rules.containers().get(container);
        assertThat(found).as(container).isNotNull();
        return found == null ? Map.of() : found.elements();
    }

    private static List<String> chain(Ruleset rules, String name) {
        Ruleset.Chain found = rules.chains().get(name);
        assertThat(found).as(name).isNotNull();
        return found == null ? List.of() : found.rules();
    }
}
