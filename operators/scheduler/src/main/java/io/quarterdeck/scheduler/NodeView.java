package io.quarterdeck.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node as the scheduler sees it.
 *
 * @param unschedulable cordoned
 * @param podsMax how many pods it takes at all
 * @param images the sizes in bytes of those that it has, by each of their names
 */
record NodeView(
        String name,
        Map<String, String> labels,
        List<Taint> taints,
        boolean unschedulable,
        Amounts allocatable,
        int podsMax,
        Map<String, Long> images) {

    static NodeView parse(KubeObject object) {
        ObjectNode tree = object.tree();
        JsonNode allocatable = Json.at(tree, "status", "allocatable");
        Map<String, Long> images = new HashMap<>();
        for (JsonNode image : Json.items(tree, "status", "images")) {
            long size = Json.at(image, "sizeBytes").asLong(0);
            Json.items(image, "names").forEach(name -> images.put(name.asText(), size));
        }
        return new NodeView(
                object.key().name(),
                object.header().labels(),
                Json.items(tree, "spec", "taints").stream().map(Taint::parse).toList(),
                Json.at(tree, "spec", "unschedulable").asBoolean(false),
                Amounts.parse(allocatable),
                Json.at(allocatable, "pods").asInt(0),
                Map.copyOf(images));
    }

    /** Whether the other view lets the same pods in. */
    boolean sameFor(NodeView other) {
        return labels.equals(other.labels)
                && taints.equals(other.taints)
                && unschedulable == other.unschedulable
                && allocatable.equals(other.allocatable)
                && podsMax == other.podsMax;
    }
}
