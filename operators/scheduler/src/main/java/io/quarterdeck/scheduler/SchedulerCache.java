package io.quarterdeck.scheduler;

import io.quarterdeck.model.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All nodes and all pods that take room on them, bound or assumed. Owned by one thread; nobody else may touch it.
 *
 * <p>A pod that is about to be bound is assumed to be on its node at once. The assumption ends when the pod is seen on a node,
 * when it is gone, or when the binding failed.
 */
final class SchedulerCache {

    private final Map<String, NodeState> nodes = new TreeMap<>();
    private final Map<ObjectKey, PodView> placed = new HashMap<>();
    private final Map<String, Map<String, String>> namespaces = new HashMap<>();
    private final TopologyCounts counts =
            new TopologyCounts(name -> namespaces.getOrDefault(name, Map.of()), nodes::values);
    private List<NodeState> schedulable = List.of();
    private boolean nodesChanged;

    /** The nodes that exist, ordered by name. */
    List<NodeState> nodes() {
        if (nodesChanged) {
            nodesChanged = false;
            schedulable =
                    nodes.values().stream().filter(node -> node.view() != null).toList();
        }
        return schedulable;
    }

    TopologyCounts counts() {
        return counts;
    }

    /** The placed pod of this key, bound or assumed; null if there is none. */
    @Nullable
    PodView placed(ObjectKey key) {
        return placed.get(key);
    }

    /** A node as it is now; null if it is gone. Returns whether the change could let a pod in that had no place. */
    boolean node(String name, @Nullable NodeView view) {
        NodeState state = nodes.computeIfAbsent(name, any -> new NodeState());
        NodeView before = state.view();
        boolean relabelled = view == null || before == null || !before.labels().equals(view.labels());
        state.view(view);
        nodesChanged = true;
        if (view == null && state.pods().isEmpty()) {
            nodes.remove(name);
        }
        if (relabelled && !state.pods().isEmpty()) {
            counts.recount();
        }
        return view != null && (before == null || !view.sameFor(before));
    }

    /** A namespace's labels; null if it is gone. */
    void namespace(String name, @Nullable Map<String, String> labels) {
        Map<String, String> before = labels == null ? namespaces.remove(name) : namespaces.put(name, labels);
        Map<String, String> was = before == null ? Map.of() : before;
        if (!was.equals(labels == null ? Map.of() : labels)) {
            counts.recount();
        }
    }

    /** Puts a pod on its node, in place of what was placed under its key. */
    void place(PodView pod) {
        remove(pod.key());
        NodeState node = nodes.computeIfAbsent(pod.node(), name -> new NodeState());
        node.add(pod);
        placed.put(pod.key(), pod);
        counts.change(pod, node, 1);
    }

    /** Takes a pod off its node; returns whether it was on one. */
    boolean remove(ObjectKey key) {
        PodView pod = placed.remove(key);
        if (pod == null) {
            return false;
        }
        NodeState node = nodes.get(pod.node());
        if (node == null) {
            throw new IllegalStateException("pod " + key + " is placed on node " + pod.node() + ", which is not known");
        }
        counts.change(pod, node, -1);
        node.remove(pod);
        if (node.view() == null && node.pods().isEmpty()) {
            nodes.remove(pod.node());
        }
        return true;
    }

    /** Every placed pod, for checks. */
    List<PodView> allPlaced() {
        return new ArrayList<>(placed.values());
    }
}
