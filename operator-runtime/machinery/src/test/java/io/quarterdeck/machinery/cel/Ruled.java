package io.quarterdeck.machinery.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarterdeck.machinery.kinds.CustomKinds;
import io.quarterdeck.machinery.kinds.FieldPath;
import io.quarterdeck.machinery.kinds.Schema;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** A user's schema, and objects to hold against it, as people write them. */
final class Ruled {

    private static final ObjectMapper YAML = new YAMLMapper();

    private final Schema schema;

    private Ruled(Schema schema) {
        this.schema = schema;
    }

    /** @param specSchema of {@code spec} */
    static Ruled spec(String specSchema) {
        ObjectNode root = Json.object().put("type", "object");
        root.putObject("properties").set("spec", yaml(specSchema));
        return of(root);
    }

    static Ruled of(JsonNode root) {
        ObjectNode definition = Json.object();
        ObjectNode version =
                Json.ensureObject(definition, "spec").putArray("versions").addObject();
        version.putObject("schema").set("openAPIV3Schema", root);
        Map<FieldPath, Schema> schemas = CustomKinds.schemas(definition);
        return new Ruled(schemas.values().iterator().next());
    }

    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with the rules themselves. */
    List<String> faults() {
        return brief(RuleCheck.check(schema, FieldPath.ROOT));
    }

    List<String> create(String spec) {
        return brief(Rules.check(schema, object(spec), null));
    }

    List<String> update(String before, String after) {
        return brief(Rules.check(schema, object(after), object(before)));
    }

    private static JsonNode object(String spec) {
        ObjectNode object = Json.object().put("apiVersion", "e.org/v1").put("kind", "Thing");
        object.putObject("metadata").put("name", "thing").put("uid", "u");
        object.set("spec", yaml(spec));
        return object;
    }

    private static List<String> brief(List<Status.Cause> causes) {
        return causes.stream()
                .map(cause -> cause.field() + ": " + cause.message())
                .toList();
    }
}
