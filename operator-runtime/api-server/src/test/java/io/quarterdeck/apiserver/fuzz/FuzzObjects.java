package io.quarterdeck.apiserver.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.Schema;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Objects out of schemas, sound and spoiled. */
public final class FuzzObjects {

    /** Names of objects: few, so that requests meet each other; the last ones are none. */
    static final List<String> NAMES = List.of(
            "a", "a", "a", "b", "b", "b", "c", "c", "d", "default", "A", "-x", "a..b", "x".repeat(300), "é", ".");

    private static final int DEPTH_MAX = 9;

    private static final List<String> JUNK = List.of(
            "null",
            "true",
            "-1",
            "1.5",
            "99999999999999999999",
            "9223372036854775807",
            "1e400",
            "\"\"",
            "\"text\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"10.96.0.5\"",
            "\"2026-13-45T99:00:00Z\"",
            "\"1Ki\"",
            "\"101%\"",
            "[]",
            "[null]",
            "[[]]",
            "[{}]",
            "{}",
            "{\"\":\"\"}",
            "{\"a\":{\"b\":[]}}",
            "{\"name\":\"x\"}");

    private final SplittableRandom random;

    public FuzzObjects(SplittableRandom random) {
        this.random = random;
    }

    /** One of these. */
    <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    JsonNode junk() {
        return Json.parse(any(JUNK).getBytes(StandardCharsets.UTF_8));
    }

    /** An object of a kind that looks as it should, though what it says need not make sense. */
    ObjectNode sound(Kind kind, String name) {
        ObjectNode object = Json.object()
                .put("apiVersion", kind.type().apiVersion())
                .put("kind", kind.type().kind());
        ObjectNode needed = FuzzManifests.of(kind.type().resource());
        if (chance(40) && value(kind.schema(), 0) instanceof ObjectNode fields) {
            fields.remove(List.of("apiVersion", "kind", "metadata"));
            object.setAll(fields);
        }
        if (chance(85)) {
            object.setAll(needed);
        }
        ObjectNode metadata = Json.ensureObject(object, "metadata");
        if (!metadata.has("name") || chance(10)) {
            metadata.put("name", name);
        }
        if (chance(50)) {
            metadata.putObject("labels").put("app", any(List.of("x", "y")));
        }
        return object;
    }

    private JsonNode value(@Nullable Schema schema, int depth) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (schema == null || depth > DEPTH_MAX) {
            return nodes.nullNode();
        }
        if (!schema.enumeration().isEmpty()) {
            return nodes.textNode(any(schema.enumeration()));
        }
        if (schema.intOrString()) {
            return chance(50) ? nodes.numberNode(random.nextInt(100)) : nodes.textNode(random.nextInt(100) + "%");
        }
        return switch (schema.type()) {
            case "object" -> object(schema, depth);
            case "array" -> {
                ArrayNode array = nodes.arrayNode();
                for (int count = random.nextInt(3); count > 0; count--) {
                    array.add(value(schema.items(), depth + 1));
                }
                yield array;
            }
            case "integer", "number" -> nodes.numberNode(random.nextInt(70_000) - 1);
            case "boolean" -> nodes.booleanNode(chance(50));
            case "string" -> nodes.textNode(text(schema.format()));
            default -> junk();
        };
    }

    private String text(String format) {
        return switch (format) {
            case "date-time" -> "2026-01-02T03:04:05Z";
            case "byte" -> "QUI=";
            default -> any(List.of("a", "b", "app", "x", "kubernetes.io/x", "10.96.0.7", "TCP", "100m", "v1"));
        };
    }

    private ObjectNode object(Schema schema, int depth) {
        ObjectNode object = Json.object();
        // In order of their names: the same seed gives the same object whatever the schema's maps are made of.
        for (Map.Entry<String, Schema> field : new TreeMap<>(schema.properties()).entrySet()) {
            if (schema.required().contains(field.getKey()) || random.nextInt(2 + depth) == 0) {
                object.set(field.getKey(), value(field.getValue(), depth + 1));
            }
        }
        if (schema.additionalProperties() != null) {
            object.set(any(List.of("a", "cpu", "app")), value(schema.additionalProperties(), depth + 1));
        }
        return object;
    }

    /** Changes a few places for the worse. */
    void spoil(JsonNode tree) {
        for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
            List<Runnable> places = new ArrayList<>();
            places(tree, places);
            places.get(random.nextInt(places.size())).run();
        }
        if (tree instanceof ObjectNode object && chance(3)) {
            overload(Json.ensureObject(object, "metadata"));
        }
    }

    private void places(JsonNode node, List<Runnable> places) {
        switch (node) {
            case ObjectNode object -> {
                places.add(() -> object.set("x", junk()));
                for (Map.Entry<String, JsonNode> field : object.properties()) {
                    String name = field.getKey();
                    places.add(() -> object.set(name, junk()));
                    places.add(() -> object.remove(name));
                    places(field.getValue(), places);
                }
            }
            case ArrayNode array -> {
                places.add(() -> array.add(junk()));
                array.forEach(element -> places(element, places));
            }
            default -> {}
        }
    }

    private void overload(ObjectNode metadata) {
        ObjectNode labels = metadata.putObject(any(List.of("labels", "annotations")));
        for (int i = 0; i < 3000; i++) {
            labels.put("label-" + i, "value-".repeat(20));
        }
    }

    /** A body that nests, deeper than any reader should follow. */
    static byte[] deep(int depth) {
        return ("{\"metadata\":" + "{\"a\":[".repeat(depth)).getBytes(StandardCharsets.UTF_8);
    }
}
