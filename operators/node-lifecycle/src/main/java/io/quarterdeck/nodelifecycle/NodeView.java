package io.quarterdeck.nodelifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What counts of a node.
 *
 * @param podCidr empty if it has none yet
 * @param conditions the status of each condition, by type
 * @param heartbeat what the node said last of its being alive; only compared
 */
record NodeView(
        ObjectKey key,
        String uid,
        String podCidr,
        boolean unschedulable,
        List<Taint> taints,
        Map<String, String> conditions,
        String heartbeat,
        Optional<Instant> created) {

    NodeView {
        taints = List.copyOf(taints);
        conditions = Map.copyOf(conditions);
    }

    static NodeView of(KubeObject object) {
        JsonNode tree = object.tree();
        Map<String, String> conditions = new HashMap<>();
        for (JsonNode condition : Json.items(tree, "status", "conditions")) {
            conditions.put(Json.text(condition, "type"), Json.text(condition, "status"));
        }
        return new NodeView(
                object.key(),
                object.header().uid(),
                Json.text(tree, "spec", "podCIDR"),
                Json.at(tree, "spec", "unschedulable").asBoolean(false),
                Json.items(tree, "spec", "taints").stream().map(Taint::of).toList(),
                conditions,
                Json.text(Json.condition(tree, "Ready"), "lastHeartbeatTime"),
                Optional.ofNullable(Json.time(tree, "metadata", "creationTimestamp")));
    }

    List<Taint> evicting() {
        return taints.stream()
                .filter(taint -> taint.effect().equals(Taint.NO_EXECUTE))
                .toList();
    }

    /** {@code True}, {@code False}, {@code Unknown}, or empty if the node never said. */
    String ready() {
        return conditions.getOrDefault("Ready", "");
    }
}
