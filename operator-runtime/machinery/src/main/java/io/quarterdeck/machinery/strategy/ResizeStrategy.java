package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code pods/resize}: the processor and the memory of containers, within the pod's quality of service. */
final class ResizeStrategy implements Strategy {

    private static final String FIXED = "only cpu and memory resources are mutable";
    private static final List<String> RESIZED = List.of("cpu", "memory");

    @Override
    public ObjectNode confine(ObjectNode proposed, ObjectNode current) {
        ObjectNode next = current.deepCopy();
        for (String list : List.of("containers", "initContainers")) {
            Map<String, JsonNode> wanted = new HashMap<>();
            Json.items(proposed, "spec", list).forEach(node -> wanted.put(Json.text(node, "name"), node));
            for (JsonNode node : Json.items(next, "spec", list)) {
                if (node instanceof ObjectNode container
                        && wanted.get(Json.text(node, "name")) instanceof ObjectNode asked) {
                    Trees.copyField(asked, container, "resources");
                    Trees.copyField(asked, container, "resizePolicy");
                }
            }
        }
        return next;
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        PodSpecRules.validate(Json.at(object, "spec"), "spec", faults);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        ObjectNode spec = Json.ensureObject(object.deepCopy(), "spec");
        ObjectNode before = Json.ensureObject(current.deepCopy(), "spec");
        String quality = QualityOfService.of(before);
        if (!QualityOfService.of(spec).equals(quality)) {
            faults.invalid("spec", QualityOfService.of(spec), "Pod QOS Class may not change as a result of resizing");
        }
        boolean windows = Json.text(before, "os", "name").equals("windows");
        if (windows) {
            faults.forbidden("spec", "windows pods cannot be resized");
        }
        for (String list : List.of("containers", "initContainers")) {
            List<JsonNode> now = Json.items(spec, list);
            List<JsonNode> old = Json.items(before, list);
            for (int i = 0; i < Math.min(now.size(), old.size()); i++) {
                if (now.get(i) instanceof ObjectNode container && old.get(i) instanceof ObjectNode was) {
                    boolean restarts = list.equals("containers")
                            || Json.text(was, "restartPolicy").equals("Always");
                    removed(container, was, "spec." + list + "[" + i + "].resources", faults);
                    if (restarts) {
                        putBack(container, was);
                    }
                }
            }
        }
        if (!Trees.same(spec, before)) {
            faults.forbidden("spec", FIXED);
        }
    }

    /** What a container was given once it keeps, more or less of it. */
    private static void removed(ObjectNode container, ObjectNode was, String path, Faults faults) {
        for (String kind : List.of("requests", "limits")) {
            Map<String, String> before = Json.textMap(was, "resources", kind);
            Map<String, String> now = Json.textMap(container, "resources", kind);
            if (RESIZED.stream().anyMatch(name -> before.containsKey(name) && !now.containsKey(name))) {
                faults.forbidden(path + "." + kind, "resource " + kind + " cannot be removed");
            }
        }
    }

    private static void putBack(ObjectNode container, ObjectNode was) {
        for (String kind : List.of("requests", "limits")) {
            ObjectNode before = Json.ensureObject(was, "resources", kind);
            ObjectNode now = Json.ensureObject(container, "resources", kind);
            RESIZED.forEach(name -> Trees.copyField(before, now, name));
        }
        Trees.copyField(was, container, "resizePolicy");
    }
}
