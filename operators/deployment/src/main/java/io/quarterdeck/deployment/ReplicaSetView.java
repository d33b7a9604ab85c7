package io.quarterdeck.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.OwnerReference;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A ReplicaSet as a Deployment decides by it.
 *
 * @param controllerUid who manages it; empty for an orphan
 * @param controllerName the managing Deployment; empty if it has none
 * @param template in {@linkplain Templates#normal normal form}; shared, not to be written to
 * @param replicas how many it is asked to have
 * @param failure its condition {@code ReplicaFailure}; null if it has none
 */
record ReplicaSetView(
        ObjectKey key,
        String uid,
        String controllerUid,
        String controllerName,
        boolean deleting,
        Map<String, String> labels,
        Map<String, String> annotations,
        Instant created,
        ObjectNode template,
        int replicas,
        int minReadySeconds,
        Counts counts,
        @Nullable Condition failure) {

    /** The oldest first. */
    static final Comparator<ReplicaSetView> BY_AGE =
            Comparator.comparing(ReplicaSetView::created).thenComparing(ReplicaSetView::key);

    /** What the ReplicaSet reported; {@code current} if it did so about its present spec. */
    record Counts(int replicas, int ready, int available, int terminating, boolean current) {

        static Counts parse(JsonNode tree) {
            JsonNode status = Json.at(tree, "status");
            long generation = Json.at(tree, "metadata", "generation").asLong(0);
            return new Counts(
                    Json.at(status, "replicas").asInt(0),
                    Json.at(status, "readyReplicas").asInt(0),
                    Json.at(status, "availableReplicas").asInt(0),
                    Json.at(status, "terminatingReplicas").asInt(0),
                    Json.at(status, "observedGeneration").asLong(0) >= generation);
        }
    }

    static ReplicaSetView parse(KubeObject object) {
        ObjectNode tree = object.tree();
        OwnerReference controller = object.header().controller();
        Instant created = Json.time(tree, "metadata", "creationTimestamp");
        JsonNode failure = Json.condition(tree, Condition.REPLICA_FAILURE);
        return new ReplicaSetView(
                object.key(),
                object.header().uid(),
                controller == null ? "" : controller.uid(),
                controller != null && controller.kind().equals("Deployment") ? controller.name() : "",
                !Json.text(tree, "metadata", "deletionTimestamp").isEmpty(),
                object.header().labels(),
                Json.textMap(tree, "metadata", "annotations"),
                created == null ? Instant.EPOCH : created,
                Templates.normal(Json.at(tree, "spec", "template")),
                Json.at(tree, "spec", "replicas").asInt(1),
                Json.at(tree, "spec", "minReadySeconds").asInt(0),
                Counts.parse(tree),
                failure.isMissingNode() ? null : Condition.parse(failure));
    }

    String name() {
        return key.name();
    }

    long revision() {
        return Annotations.number(annotations, Annotations.REVISION);
    }

    /** Neither asked to have pods nor known to have any. */
    boolean drained() {
        return replicas == 0 && counts.current() && counts.replicas() == 0 && counts.terminating() == 0;
    }

    ReplicaSetView withReplicas(int count) {
        return new ReplicaSetView(
                key,
                uid,
                controllerUid,
                controllerName,
                deleting,
                labels,
                annotations,
                created,
                template,
                count,
                minReadySeconds,
                counts,
                failure);
    }
}
