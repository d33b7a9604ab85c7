package io.quarterdeck.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.scheduler.SchedulePlanner.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pods come and go at random; what the scheduler counts is compared with counting anew. */
class SchedulerInvariantsTest {

    private static final List<String> APPS = List.of("web", "db", "cache");

    static LongStream seeds() {
        Long one = Long.getLong("seed");
        return one == null ? LongStream.range(0, 200) : LongStream.of(one);
    }

    @ParameterizedTest(name = "-Dseed={0}")
    @MethodSource("seeds")
    void breaksNoHardRuleAndCountsRight(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<NodeView> nodes = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(5); i++) {
            nodes.add(World.node("n" + i, 1 + random.nextInt(4) + "", "z" + random.nextInt(3), "{}"));
        }
        SchedulerCache cache = World.cache(nodes.toArray(NodeView[]::new));
        for (int step = 0; step < 40; step++) {
            List<PodView> placed = cache.allPlaced();
            if (!placed.isEmpty() && random.nextInt(3) == 0) {
                cache.remove(placed.get(random.nextInt(placed.size())).key());
            } else if (random.nextInt(15) == 0) {
                relabel(cache, random);
            } else {
                schedule(pod(step, random), cache);
            }
            checkRoom(cache);
            checkCounts(cache);
        }
    }

    private static void schedule(PodView pod, SchedulerCache cache) {
        Decision decision = SchedulePlanner.decide(pod, cache, 0);
        assertThat(SchedulePlanner.decide(pod, cache, 0)).isEqualTo(decision);
        if (decision instanceof Decision.Place(String node, int looked)) {
            assertThat(looked).isLessThanOrEqualTo(cache.nodes().size());
            for (PodView other : cache.allPlaced()) {
                assertThat(repels(pod, node, other, cache) || repels(other, other.node(), pod.on(node), cache))
                        .as("%s beside %s", pod.key(), other.key())
                        .isFalse();
            }
            cache.place(pod.on(node));
        }
    }

    /** The dumb version of required anti-affinity: one look at one pair of pods. */
    private static boolean repels(PodView holder, String holderNode, PodView other, SchedulerCache cache) {
        return holder.wants().pods().apart().stream()
                .anyMatch(term -> cache.counts().matches(term, other)
                        && domain(holderNode, term.key(), cache).equals(domain(other.node(), term.key(), cache)));
    }

    private static String domain(String node, String key, SchedulerCache cache) {
        for (NodeState state : cache.nodes()) {
            NodeView view = state.view();
            if (view != null && view.name().equals(node)) {
                return view.labels().getOrDefault(key, "none of " + node);
            }
        }
        return "no node " + node;
    }

    private static void relabel(SchedulerCache cache, SplittableRandom random) {
        NodeView view = cache.nodes().get(random.nextInt(cache.nodes().size())).view();
        assertThat(view).isNotNull();
        NodeView other = World.node(java.util.Objects.requireNonNull(view).name(), "9", "z" + random.nextInt(3), "{}");
        cache.node(other.name(), other);
        // Labels that change under running pods may break their wishes; only what is placed later has to keep them.
        cache.allPlaced().stream()
                .filter(pod -> !pod.wants().pods().apart().isEmpty())
                .forEach(pod -> cache.remove(pod.key()));
    }

    private static void checkRoom(SchedulerCache cache) {
        for (NodeState node : cache.nodes()) {
            NodeView view = node.view();
            long cpu = node.pods().values().stream()
                    .mapToLong(pod -> pod.wants().amounts().cpu())
                    .sum();
            assertThat(node.taken().cpu()).isEqualTo(cpu);
            assertThat(view).isNotNull();
            assertThat(cpu)
                    .isLessThanOrEqualTo(
                            java.util.Objects.requireNonNull(view).allocatable().cpu());
        }
    }

    private static void checkCounts(SchedulerCache cache) {
        SchedulerCache fresh = new SchedulerCache();
        cache.nodes().forEach(node -> {
            NodeView view = java.util.Objects.requireNonNull(node.view());
            fresh.node(view.name(), view);
        });
        cache.allPlaced().forEach(fresh::place);
        for (String app : APPS) {
            for (TopologyTerm term :
                    World.pod("any", app, "1", spec(app, "zone")).wants().pods().apart()) {
                for (String zone : List.of("z0", "z1", "z2")) {
                    TopologyCounts.Tally kept = cache.counts().of(term);
                    TopologyCounts.Tally anew = fresh.counts().of(term);
                    assertThat(kept.matching(zone)).isEqualTo(anew.matching(zone));
                    assertThat(kept.repelled(zone)).isEqualTo(anew.repelled(zone));
                    assertThat(kept.pull(zone)).isEqualTo(anew.pull(zone));
                }
            }
        }
    }

    private static PodView pod(int number, SplittableRandom random) {
        String app = APPS.get(random.nextInt(APPS.size()));
        String other = APPS.get(random.nextInt(APPS.size()));
        String key = random.nextBoolean() ? "zone" : World.HOSTNAME;
        String spec = random.nextInt(3) == 0 ? spec(other, key) : "{}";
        return World.pod("p" + number, app, random.nextInt(1, 1500) + "m", spec);
    }

    private static String spec(String app, String key) {
        return "{'affinity':{'podAntiAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[{'topologyKey':'"
                + key + "','labelSelector':{'matchLabels':{'app':'" + app + "'}}}]}}}";
    }
}
