package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.Json;
import java.util.List;

/** What may not change once it is written. */
final class Immutable {

    static final String FAULT = "field is immutable";

    private Immutable() {}

    /** The field at a path of names, in the words that kubectl users know. */
    static void field(ObjectNode object, ObjectNode current, Faults faults, String... path) {
        JsonNode value = Json.at(object, path);
        if (!Trees.same(value, Json.at(current, path))) {
            faults.invalid(String.join(".", path), value.isMissingNode() ? NullNode.getInstance() : value, FAULT);
        }
    }

    /** Whether two specifications differ in more than these of their fields. */
    static boolean differ(ObjectNode object, ObjectNode current, List<String> free) {
        ObjectNode spec = Json.ensureObject(object.deepCopy(), "spec");
        return Trees.differOutside(spec, Json.ensureObject(current.deepCopy(), "spec"), free);
    }
}
