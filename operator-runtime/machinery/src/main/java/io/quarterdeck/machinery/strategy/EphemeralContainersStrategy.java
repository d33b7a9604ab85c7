package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.Json;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code pods/ephemeralcontainers}: containers that are added to look into a pod, and never leave it. */
final class EphemeralContainersStrategy implements Strategy {

    private static final String PATH = "spec.ephemeralContainers";

    /** What makes no sense in a container that nobody waits for and nothing restarts. */
    private static final List<String> UNFIT =
            List.of("ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "resources");

    @Override
    public ObjectNode confine(ObjectNode proposed, ObjectNode current) {
        ObjectNode next = current.deepCopy();
        Trees.copyField(Json.ensureObject(proposed, "spec"), Json.ensureObject(next, "spec"), "ephemeralContainers");
        return next;
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        JsonNode spec = Json.at(object, "spec");
        Set<String> targets = names(Json.items(spec, "containers"));
        targets.addAll(names(Json.items(spec, "initContainers")));
        Set<String> volumes = names(Json.items(spec, "volumes"));
        List<JsonNode> containers = Json.items(spec, "ephemeralContainers");
        for (int i = 0; i < containers.size(); i++) {
            JsonNode container = containers.get(i);
            String at = PATH + "[" + i + "]";
            String name = Json.text(container, "name");
            // Two of this list with one name are the schema's business.
            if (targets.contains(name)) {
                faults.duplicate(at + ".name", name);
            }
            String target = Json.text(container, "targetContainerName");
            if (!target.isEmpty() && !targets.contains(target)) {
                faults.notFound(at + ".targetContainerName", target);
            }
            for (String field : UNFIT) {
                boolean set = !Json.at(container, field).isEmpty()
                        && Json.at(container, field).isContainerNode();
                if (set) {
                    faults.forbidden(at + "." + field, "cannot be set for an Ephemeral Container");
                }
            }
            PodSpecRules.mounts(container, at, volumes, faults);
            subPaths(container, at, faults);
        }
    }

    private static void subPaths(JsonNode container, String at, Faults faults) {
        List<JsonNode> mounts = Json.items(container, "volumeMounts");
        for (int i = 0; i < mounts.size(); i++) {
            for (String field : List.of("subPath", "subPathExpr")) {
                if (!Json.text(mounts.get(i), field).isEmpty()) {
                    faults.forbidden(
                            at + ".volumeMounts[" + i + "]." + field, "cannot be set for an Ephemeral Container");
                }
            }
        }
    }

    private static Set<String> names(List<JsonNode> nodes) {
        return nodes.stream().map(node -> Json.text(node, "name")).collect(Collectors.toCollection(HashSet::new));
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        Map<String, JsonNode> now = new HashMap<>();
        Json.items(object, "spec", "ephemeralContainers").forEach(node -> now.put(Json.text(node, "name"), node));
        for (JsonNode before : Json.items(current, "spec", "ephemeralContainers")) {
            String name = Json.text(before, "name");
            JsonNode after = now.get(name);
            if (after == null) {
                faults.forbidden(PATH, "existing ephemeral containers \"" + name + "\" may not be removed");
            } else if (!Trees.same(after, before)) {
                faults.forbidden(PATH, "existing ephemeral containers \"" + name + "\" may not be changed");
            }
        }
    }
}
