package io.quarterdeck.apiserver.authorization;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import io.quarterdeck.store.Store;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Which pods are bound to which node, in step with the store. Only headers are read; a pod is parsed the first time that
 * its node asks for something, and again only before a refusal.
 */
final class NodePods implements AutoCloseable {

    private static final String NODE_NAME = "spec.nodeName";

    private final Store store;
    private final Map<String, Map<ObjectKey, Needs>> byNode = new ConcurrentHashMap<>();
    private final Follower follower;

    /** What a pod was seen to need at a revision; revision 0 if nobody has looked yet. */
    private record Needs(long revision, PodReferences references) {
        static final Needs UNKNOWN = new Needs(0, new PodReferences(Set.of(), Set.of(), Set.of(), ""));
    }

    NodePods(Store store) {
        this.store = store;
        this.follower = new Follower(store, Resources.PODS.resource(), new Pods());
    }

    /** Whether a pod of this node, in this namespace, needs something. */
    boolean anyNeeds(String node, String namespace, Predicate<PodReferences> what) {
        follower.refresh();
        if (anyKnownNeeds(node, namespace, what, false)) {
            return true;
        }
        // A pod that was bound this moment, or that got an ephemeral container since it was looked at.
        follower.catchUp();
        return anyKnownNeeds(node, namespace, what, true);
    }

    /** Whether a pod is there and bound to this node. */
    boolean isBound(ObjectKey pod, String node) {
        return store.snapshot(Resources.PODS.resource())
                .get(pod)
                .map(object -> node.equals(object.header().fields().get(NODE_NAME)))
                .orElse(false);
    }

    private boolean anyKnownNeeds(String node, String namespace, Predicate<PodReferences> what, boolean anew) {
        Map<ObjectKey, Needs> pods = byNode.get(node);
        if (pods == null) {
            return false;
        }
        for (Map.Entry<ObjectKey, Needs> entry : pods.entrySet()) {
            ObjectKey key = entry.getKey();
            if (key.namespace().equals(namespace) && what.test(references(pods, key, entry.getValue(), anew))) {
                return true;
            }
        }
        return false;
    }

    private PodReferences references(Map<ObjectKey, Needs> pods, ObjectKey key, Needs seen, boolean anew) {
        if (seen.revision() > 0 && !anew) {
            return seen.references();
        }
        KubeObject pod = store.snapshot(Resources.PODS.resource()).get(key).orElse(null);
        if (pod == null || pod.revision() == seen.revision()) {
            return seen.references();
        }
        PodReferences references = PodReferences.of(pod.tree());
        pods.replace(key, seen, new Needs(pod.revision(), references));
        return references;
    }

    @Override
    public void close() {
        follower.close();
    }

    private final class Pods implements Follower.Index {

        private final Map<ObjectKey, String> nodes = new HashMap<>();

        @Override
        public void reset(Iterator<KubeObject> objects) {
            // What another pod of the same name needed must not live on.
            nodes.clear();
            byNode.clear();
            objects.forEachRemaining(this::put);
        }

        @Override
        public void put(KubeObject pod) {
            String node = pod.header().fields().getOrDefault(NODE_NAME, "");
            if (!node.equals(nodes.getOrDefault(pod.key(), ""))) {
                forget(pod.key());
            }
            if (!node.isEmpty() && !nodes.containsKey(pod.key())) {
                nodes.put(pod.key(), node);
                byNode.computeIfAbsent(node, absent -> new ConcurrentHashMap<>())
                        .put(pod.key(), Needs.UNKNOWN);
            }
        }

        @Override
        public void remove(KubeObject pod) {
            forget(pod.key());
        }

        private void forget(ObjectKey key) {
            String node = nodes.remove(key);
            if (node != null) {
                byNode.computeIfPresent(node, (name, pods) -> {
                    pods.remove(key);
                    return pods.isEmpty() ? null : pods;
                });
            }
        }
    }
}
