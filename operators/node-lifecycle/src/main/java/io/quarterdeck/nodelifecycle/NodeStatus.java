package io.quarterdeck.nodelifecycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Writes into a node's status that nothing is known of it. Pure. */
final class NodeStatus {

    private NodeStatus() {}

    static void declareUnknown(ObjectNode node, List<String> conditions, boolean neverSpoke, Instant now) {
        ObjectNode status = Json.ensureObject(node, "status");
        ArrayNode list = status.get("conditions") instanceof ArrayNode array ? array : status.putArray("conditions");
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        for (String type : conditions) {
            ObjectNode condition = Json.condition(node, type) instanceof ObjectNode old
                    ? old
                    : list.addObject().put("type", type);
            if (!condition.has("lastHeartbeatTime")) {
                condition.put("lastHeartbeatTime", time);
            }
            condition
                    .put("status", "Unknown")
                    .put("lastTransitionTime", time)
                    .put("reason", neverSpoke ? "NodeStatusNeverUpdated" : "NodeStatusUnknown")
                    .put(
                            "message",
                            neverSpoke ? "Kubelet never posted node status." : "Kubelet stopped posting node status.");
        }
    }
}
