package io.quarterdeck.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a Deployment reports. Pure; {@link Progress} computes the conditions. */
record DeploymentStatus(
        long observedGeneration,
        int replicas,
        int updatedReplicas,
        int readyReplicas,
        int availableReplicas,
        int unavailableReplicas,
        int terminatingReplicas,
        int collisionCount,
        List<Condition> conditions) {

    DeploymentStatus {
        conditions = List.copyOf(conditions);
    }

    /** The counts of the ReplicaSets as they reported them, with the conditions as they were. */
    static DeploymentStatus count(DeploymentView deployment, ReplicaSets sets) {
        return new DeploymentStatus(
                deployment.generation(),
                sets.replicas(),
                sets.updated(),
                sets.ready(),
                sets.available(),
                Math.max(0, sets.desired() - sets.available()),
                sets.terminating(),
                deployment.status().collisionCount(),
                deployment.status().conditions());
    }

    static DeploymentStatus parse(JsonNode tree) {
        JsonNode status = Json.at(tree, "status");
        return new DeploymentStatus(
                Json.at(status, "observedGeneration").asLong(0),
                Json.at(status, "replicas").asInt(0),
                Json.at(status, "updatedReplicas").asInt(0),
                Json.at(status, "readyReplicas").asInt(0),
                Json.at(status, "availableReplicas").asInt(0),
                Json.at(status, "unavailableReplicas").asInt(0),
                Json.at(status, "terminatingReplicas").asInt(0),
                Json.at(status, "collisionCount").asInt(0),
                Json.items(status, "conditions").stream().map(Condition::parse).toList());
    }

    @Nullable
    Condition condition(String type) {
        for (Condition condition : conditions) {
            if (condition.type().equals(type)) {
                return condition;
            }
        }
        return null;
    }

    /** This status with the condition in place of the one of its type. */
    DeploymentStatus with(Condition condition) {
        List<Condition> changed = new ArrayList<>(conditions);
        changed.replaceAll(one -> one.type().equals(condition.type()) ? condition : one);
        if (condition(condition.type()) == null) {
            changed.add(condition);
        }
        return withConditions(changed);
    }

    DeploymentStatus without(String type) {
        return withConditions(
                conditions.stream().filter(one -> !one.type().equals(type)).toList());
    }

    DeploymentStatus withCollision() {
        return new DeploymentStatus(
                observedGeneration,
                replicas,
                updatedReplicas,
                readyReplicas,
                availableReplicas,
                unavailableReplicas,
                terminatingReplicas,
                collisionCount + 1,
                conditions);
    }

    /** A merge patch that writes this status; a count of nothing is left out, as Kubernetes does. */
    byte[] patch() {
        ObjectNode patch = Json.object();
        ObjectNode status = patch.putObject("status");
        status.put("observedGeneration", observedGeneration);
        put(status, "replicas", replicas);
        put(status, "updatedReplicas", updatedReplicas);
        put(status, "readyReplicas", readyReplicas);
        put(status, "availableReplicas", availableReplicas);
        put(status, "unavailableReplicas", unavailableReplicas);
        status.put("terminatingReplicas", terminatingReplicas);
        put(status, "collisionCount", collisionCount);
        ArrayNode list = status.putArray("conditions");
        conditions.forEach(condition -> list.add(condition.toJson()));
        return Json.encode(patch);
    }

    private DeploymentStatus withConditions(List<Condition> changed) {
        return new DeploymentStatus(
                observedGeneration,
                replicas,
                updatedReplicas,
                readyReplicas,
                availableReplicas,
                unavailableReplicas,
                terminatingReplicas,
                collisionCount,
                changed);
    }

    private static void put(ObjectNode status, String field, int count) {
        if (count == 0) {
            status.putNull(field);
        } else {
            status.put(field, count);
        }
    }
}
