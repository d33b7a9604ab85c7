package io.quarterdeck.replicaset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.LabelSelector;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.OwnerReference;

/**
 * A ReplicaSet as its operator decides by it.
 *
 * @param ownerUid its Deployment; empty if it has none
 * @param template {@code spec.template}; shared, not to be written to
 * @param status what was last reported
 */
record ReplicaSetView(
        ObjectKey key,
        String uid,
        String ownerUid,
        long generation,
        boolean deleting,
        int replicas,
        int minReadySeconds,
        LabelSelector selector,
        ObjectNode template,
        ReplicaSetStatus status) {

    static ReplicaSetView parse(KubeObject object) {
        ObjectNode tree = object.tree();
        OwnerReference owner = object.header().controller();
        return new ReplicaSetView(
                object.key(),
                object.header().uid(),
                owner == null ? "" : owner.uid(),
                Json.at(tree, "metadata", "generation").asLong(0),
                !Json.text(tree, "metadata", "deletionTimestamp").isEmpty(),
                Json.at(tree, "spec", "replicas").asInt(1),
                Json.at(tree, "spec", "minReadySeconds").asInt(0),
                LabelSelector.parse(Json.at(tree, "spec", "selector")),
                Json.ensureObject(tree, "spec", "template"),
                ReplicaSetStatus.parse(tree));
    }

    /** An empty selector would claim every pod of the namespace; the API refuses it, and so do we. */
    boolean selects(PodView pod) {
        return !selector.isEverything() && selector.matches(pod.labels());
    }
}
