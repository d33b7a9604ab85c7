package io.quarterdeck.machinery.discovery;

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
        String text = DEFINITION.replace("GROUP", group).replace("VERSION", version);
        ObjectNode definition = Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
        return CustomKinds.parse(definition).getFirst();
    }
}
