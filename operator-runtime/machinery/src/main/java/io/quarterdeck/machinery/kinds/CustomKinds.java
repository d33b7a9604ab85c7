package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Users' CustomResourceDefinitions: what is wrong with one, and the kinds that a right one means. */
public final class CustomKinds {

    /** Words that mean something in our own documents only. */
    private static final String OUR_WORDS = "x-quarterdeck-";

    private CustomKinds() {}

    /** What is wrong with a definition; empty if it can be served. Its defaults have been applied. */
    public static List<Status.Cause> validate(ObjectNode customResourceDefinition) {
        return new DefinitionCheck().check(customResourceDefinition);
    }

    /** The schema of every version of a sound definition, served or not, by its place in the definition. */
    public static Map<FieldPath, Schema> schemas(ObjectNode customResourceDefinition) {
        Schema metadata = BuiltInKinds.objectMeta();
        Map<FieldPath, Schema> schemas = new LinkedHashMap<>();
        List<JsonNode> versions = Json.items(customResourceDefinition, "spec", "versions");
        for (int i = 0; i < versions.size(); i++) {
            FieldPath path = FieldPath.ROOT
                    .child("spec")
                    .child("versions")
                    .element(i)
                    .child("schema")
                    .child("openAPIV3Schema");
            schemas.put(path, shape(Json.at(versions.get(i), "schema", "openAPIV3Schema"), metadata));
        }
        return schemas;
    }

    /**
     * The served versions of a definition.
     *
     * @throws IllegalArgumentException if {@link #validate} finds a fault, naming the first
     */
    public static List<Kind> parse(ObjectNode customResourceDefinition) {
        List<Status.Cause> faults = validate(customResourceDefinition);
        if (!faults.isEmpty()) {
            Status.Cause first = faults.getFirst();
            throw new IllegalArgumentException(first.field() + ": " + first.message());
        }
        Schema metadata = BuiltInKinds.objectMeta();
        return new DefinitionReader(false, schema -> shape(schema, metadata)).read(accepted(customResourceDefinition));
    }

    /** A definition is served under the names that were accepted, which another definition may keep from being those it asks for. */
    private static ObjectNode accepted(ObjectNode definition) {
        JsonNode names = Json.at(definition, "status", "acceptedNames");
        if (Json.text(names, "kind").isEmpty()) {
            return definition;
        }
        ObjectNode accepted = definition.deepCopy();
        Json.ensureObject(accepted, "spec").set("names", names);
        return accepted;
    }

    private static Schema shape(JsonNode schema, Schema metadata) {
        ObjectNode root = schema instanceof ObjectNode object ? object : Json.object();
        ObjectNode stripped = root.deepCopy();
        strip(stripped, false);
        return ShapeReader.custom().root(stripped, metadata, Compressed.of(Json.encode(root)));
    }

    /** Removes what is of no use in a shape: descriptions are most of a schema's bytes, and would keep equal parts from being shared. */
    private static void strip(JsonNode node, boolean names) {
        if (node instanceof ObjectNode object) {
            if (!names) {
                object.remove(List.of("description", "title", "example", "externalDocs"));
                object.properties().removeIf(field -> field.getKey().startsWith(OUR_WORDS));
            }
            List<String> fields = new ArrayList<>();
            object.fieldNames().forEachRemaining(fields::add);
            for (String field : fields) {
                boolean isData = !names && (field.equals("default") || field.equals("enum"));
                if (!isData) {
                    strip(object.get(field), !names && field.equals("properties"));
                }
            }
        } else if (node.isArray()) {
            node.forEach(item -> strip(item, false));
        }
    }
}
