package io.quarterdeck.scheduler;

import io.quarterdeck.scheduler.Reason.Helps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Decides where a pod goes. Pure: it reads the cache and changes nothing. */
final class SchedulePlanner {

    /** Below so many nodes all are looked at. */
    private static final int ENOUGH_MIN = 100;

    /** Of many nodes only a part is compared: the best of some hundred is as good as the best of thousands. */
    private static final int PERCENT_MIN = 5;

    private static final int PERCENT_MAX = 50;
    private static final int NODES_PER_PERCENT = 125;

    private SchedulePlanner() {}

    /** Where a pod goes, or why it cannot go anywhere. */
    sealed interface Decision {
        /**
         * The node to bind it to.
         *
         * @param looked how many nodes were looked at
         */
        record Place(String node, int looked) implements Decision {}

        /**
         * Nowhere for now.
         *
         * @param helps the widest sort of change after which another look is worth it
         */
        record Nowhere(String message, Helps helps) implements Decision {}
    }

    /**
     * Decides for one pod.
     *
     * @param start at which node to begin: turning it spreads the looks where not all nodes are looked at
     */
    static Decision decide(PodView pod, SchedulerCache cache, int start) {
        List<NodeState> nodes = cache.nodes();
        if (nodes.isEmpty()) {
            return new Decision.Nowhere("no nodes available to schedule pods", Helps.NODE);
        }
        Filters filters = new Filters(pod, cache);
        int enough = enough(nodes.size());
        List<NodeState> feasible = new ArrayList<>();
        List<NodeView> views = new ArrayList<>();
        Map<Reason, Integer> reasons = new HashMap<>();
        int looked = 0;
        while (looked < nodes.size() && feasible.size() < enough) {
            NodeState node = nodes.get((start + looked++) % nodes.size());
            NodeView view = node.view();
            if (view == null) {
                continue;
            }
            List<Reason> against = filters.reasons(node, view);
            if (against.isEmpty()) {
                feasible.add(node);
                views.add(view);
            }
            against.forEach(reason -> reasons.merge(reason, 1, Integer::sum));
        }
        if (feasible.isEmpty()) {
            return nowhere(nodes.size(), reasons);
        }
        return new Decision.Place(best(pod, feasible, views, cache.counts()), looked);
    }

    /** How many nodes that can take a pod are enough to choose from. */
    static int enough(int nodes) {
        if (nodes <= ENOUGH_MIN) {
            return nodes;
        }
        int percent = Math.max(PERCENT_MIN, PERCENT_MAX - nodes / NODES_PER_PERCENT);
        return Math.max(ENOUGH_MIN, nodes * percent / 100);
    }

    private static String best(PodView pod, List<NodeState> feasible, List<NodeView> views, TopologyCounts counts) {
        if (feasible.size() == 1) {
            return views.getFirst().name();
        }
        double[] totals = new Scores(pod, feasible, views, counts).totals();
        int best = 0;
        for (int i = 1; i < totals.length; i++) {
            int more = Double.compare(totals[i], totals[best]);
            int fewer = Integer.compare(
                    feasible.get(best).pods().size(), feasible.get(i).pods().size());
            if (more > 0 || (more == 0 && fewer > 0)) {
                best = i;
            }
        }
        return views.get(best).name();
    }

    private static Decision nowhere(int nodes, Map<Reason, Integer> reasons) {
        String list = reasons.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().text())
                .sorted()
                .collect(Collectors.joining(", "));
        Helps helps = reasons.keySet().stream()
                .map(Reason::helps)
                .max(Enum::compareTo)
                .orElse(Helps.NODE);
        return new Decision.Nowhere("0/" + nodes + " nodes are available: " + list + ".", helps);
    }
}
