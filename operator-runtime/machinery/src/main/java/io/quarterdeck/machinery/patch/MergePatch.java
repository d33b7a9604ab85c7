package io.quarterdeck.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;

/** JSON merge patch: a null takes a field away, an object is merged, anything else replaces. */
final class MergePatch {

    private MergePatch() {}

    static ObjectNode apply(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                target.remove(field.getKey());
            } else if (value instanceof ObjectNode object) {
                ObjectNode before = target.get(field.getKey()) instanceof ObjectNode there ? there : Json.object();
                target.set(field.getKey(), apply(before, object));
            } else {
                target.set(field.getKey(), value.deepCopy());
            }
        });
        return target;
    }
}
