package io.quarterdeck.scheduler;

import io.quarterdeck.scheduler.TopologyCounts.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How good each of the nodes is that can take a pod. Pure. Every wish gives 0 to 100 and has a weight; the weights are those of
 * Kubernetes, so that pods land where its users expect them.
 */
final class Scores {

    private static final double TOP = 100;

    private static final double LEAST_ALLOCATED_WEIGHT = 1;
    private static final double BALANCED_WEIGHT = 1;
    private static final double IMAGE_WEIGHT = 1;
    private static final double SPREAD_WEIGHT = 2;
    private static final double POD_AFFINITY_WEIGHT = 2;
    private static final double NODE_AFFINITY_WEIGHT = 2;
    private static final double TAINT_WEIGHT = 3;

    /** An image below this is fetched so soon that it does not matter where it is already. */
    private static final long IMAGE_MIN = 23L << 20;

    /** One above this is not better to have at hand than any other big one. */
    private static final long IMAGE_MAX = 1000L << 20;

    private final PodView pod;
    private final List<NodeState> nodes;
    private final List<NodeView> views;
    private final double[] totals;

    /** Scores the nodes of a list; {@code views} are theirs, in the same order. */
    Scores(PodView pod, List<NodeState> nodes, List<NodeView> views, TopologyCounts counts) {
        this.pod = pod;
        this.nodes = nodes;
        this.views = views;
        this.totals = new double[nodes.size()];
        allocation();
        owner();
        spread(counts);
        affinity(counts);
        wishes();
        taints();
        images();
    }

    /** One number a node, in the order of the list: the higher the better. */
    double[] totals() {
        return totals;
    }

    private void allocation() {
        Amounts asks = pod.wants().amounts();
        long cpu = NodeState.cpuLikely(asks);
        long memory = NodeState.memoryLikely(asks);
        for (int i = 0; i < totals.length; i++) {
            Amounts has = views.get(i).allocatable();
            double cpuUse = use(nodes.get(i).cpuLikely() + cpu, has.cpu());
            double memoryUse = use(nodes.get(i).memoryLikely() + memory, has.memory());
            double free = (1 - cpuUse + 1 - memoryUse) / 2;
            double uneven = Math.abs(cpuUse - memoryUse) / 2;
            totals[i] += TOP * (LEAST_ALLOCATED_WEIGHT * free + BALANCED_WEIGHT * (1 - uneven));
        }
    }

    private static double use(long taken, long of) {
        return of <= 0 ? 1 : Math.min(1, (double) taken / of);
    }

    /** Pods of one controller are spread over nodes even if nobody says so: losing a node should not lose them all. */
    private void owner() {
        if (pod.ownerUid().isEmpty() || !pod.wants().spread().isEmpty()) {
            return;
        }
        double[] costs = new double[totals.length];
        for (int i = 0; i < costs.length; i++) {
            costs[i] = nodes.get(i).podsOf(pod.ownerUid());
        }
        addReversed(costs, SPREAD_WEIGHT);
    }

    private void spread(TopologyCounts counts) {
        double[] costs = new double[totals.length];
        boolean any = false;
        for (SpreadConstraint constraint : pod.wants().spread()) {
            if (constraint.hard()) {
                continue;
            }
            any = true;
            Tally tally = counts.of(constraint.term());
            for (int i = 0; i < costs.length; i++) {
                String domain = domain(i, tally.key());
                costs[i] += domain.isEmpty() ? Double.POSITIVE_INFINITY : tally.matching(domain);
            }
        }
        if (any) {
            addReversed(costs, SPREAD_WEIGHT);
        }
    }

    private void affinity(TopologyCounts counts) {
        List<PodAffinity.Wish> own = pod.wants().pods().wishes();
        List<Tally> pulling = counts.pulling(pod);
        if (own.isEmpty() && pulling.isEmpty()) {
            return;
        }
        double[] gains = new double[totals.length];
        for (PodAffinity.Wish wish : own) {
            Tally tally = counts.of(wish.term());
            for (int i = 0; i < gains.length; i++) {
                gains[i] += wish.weight() * tally.matching(domain(i, tally.key()));
            }
        }
        for (Tally tally : pulling) {
            for (int i = 0; i < gains.length; i++) {
                gains[i] += tally.pull(domain(i, tally.key()));
            }
        }
        add(gains, POD_AFFINITY_WEIGHT);
    }

    private void wishes() {
        NodeAffinity affinity = pod.wants().nodes();
        if (affinity.wishes().isEmpty()) {
            return;
        }
        double[] gains = new double[totals.length];
        for (int i = 0; i < gains.length; i++) {
            gains[i] = affinity.wishesMet(views.get(i));
        }
        add(gains, NODE_AFFINITY_WEIGHT);
    }

    private void taints() {
        double[] costs = new double[totals.length];
        for (int i = 0; i < costs.length; i++) {
            for (Taint taint : views.get(i).taints()) {
                if (!taint.forbids() && !taint.toleratedBy(pod.wants().tolerations())) {
                    costs[i]++;
                }
            }
        }
        addReversed(costs, TAINT_WEIGHT);
    }

    private void images() {
        for (int i = 0; i < totals.length; i++) {
            Map<String, Long> there = views.get(i).images();
            long bytes = 0;
            for (String image : pod.wants().images()) {
                bytes += there.getOrDefault(image, 0L);
            }
            double part = (double) (bytes - IMAGE_MIN) / (IMAGE_MAX - IMAGE_MIN);
            totals[i] += TOP * IMAGE_WEIGHT * Math.clamp(part, 0, 1);
        }
    }

    private String domain(int node, String key) {
        return views.get(node).labels().getOrDefault(key, "");
    }

    /** Adds gains, stretched so that the least is 0 and the most is 100; equal ones decide nothing. */
    private void add(double[] gains, double weight) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double gain : gains) {
            least = Math.min(least, gain);
            most = Math.max(most, gain);
        }
        for (int i = 0; i < gains.length && most > least; i++) {
            totals[i] += weight * TOP * (gains[i] - least) / (most - least);
        }
    }

    /** Adds costs: none is worth 100, the highest is worth 0, and so is an infinite one. */
    private void addReversed(double[] costs, double weight) {
        List<Double> finite = new ArrayList<>();
        for (double cost : costs) {
            if (Double.isFinite(cost)) {
                finite.add(cost);
            }
        }
        double most = finite.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        for (int i = 0; i < costs.length; i++) {
            if (Double.isFinite(costs[i])) {
                totals[i] += weight * TOP * (most == 0 ? 1 : (most - costs[i]) / most);
            }
        }
    }
}
