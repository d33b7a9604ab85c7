package io.quarterdeck.machinery.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.CustomKinds;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;

/** A user's kind, Thing, of any group and version. */
public final class TestKinds {

    private static final String DEFINITION = """
            {"metadata": {"name": "things.GROUP"}, "spec": {"group": "GROUP", "scope": "Cluster",
             "names": {"plural": "things", "kind": "Thing"}, "versions": [{"name": "VERSION", "served": true, "storage": true,
               "schema": {"openAPIV3Schema": {"type": "object", "description": "A thing.", "properties": {
                 "spec": {"type": "object", "description": "What it shall be.", "properties": {
                   "size": {"type": "integer", "description": "How large it is.", "x-kubernetes-validations": [
                     {"rule": "self > 0"}]}}}}}}}]}}
            """;

    private TestKinds() {}

    public static Kind custom(String group, String version) {
        return CustomKinds.parse(definition(group, version)).getFirst();
    }

    /** The same, with fields that it does not name. */
    public static Kind takingAnything(String group, String version) {
        ObjectNode definition = definition(group, version);
        JsonNode first = Json.items(Json.at(definition, "spec"), "versions").getFirst();
        ObjectNode schema = (ObjectNode) Json.at(first, "schema", "openAPIV3Schema");
        schema.put("x-kubernetes-preserve-unknown-fields", true);
        return CustomKinds.parse(definition).getFirst();
    }

    private static ObjectNode definition(String group, String version) {
        String text = DEFINITION.replace("GROUP", group).replace("VERSION", version);
        return Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
    }
}
