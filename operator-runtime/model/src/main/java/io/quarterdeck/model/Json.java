package io.quarterdeck.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON trees: parsing, encoding, and reading by path without a null check at every step.
 *
 * <p>A path that leads nowhere reads as a missing node, an empty text, an empty list. Whoever must tell "absent" from
 * "empty" asks the node.
 */
public final class Json {

    /** No manifest nests deeper than this; a body that does is made to exhaust the stack. */
    private static final int DEPTH_MAX = 500;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** Parses one JSON value. Throws {@link IllegalArgumentException} that says what is wrong and where. */
    public static JsonNode parse(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage() + " at offset "
                    + (e.getLocation() == null ? 0 : e.getLocation().getByteOffset()));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    /** Parses a JSON object; anything else is an {@link IllegalArgumentException}. */
    public static ObjectNode parseObject(byte[] json) {
        if (parse(json) instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("a JSON object was expected");
    }

    public static byte[] encode(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree could not be encoded", e);
        }
    }

    /** The node at the end of a path of field names; a missing node if any step is absent. Never null. */
    public static JsonNode at(JsonNode node, String... path) {
        JsonNode here = node;
        for (String name : path) {
            JsonNode next = here.get(name);
            if (next == null) {
                return MissingNode.getInstance();
            }
            here = next;
        }
        return here;
    }

    /** The text at a path; empty if it is absent. */
    public static String text(JsonNode node, String... path) {
        return at(node, path).asText("");
    }

    /** The time at a path; null if it is absent or no RFC 3339 time. */
    public static @Nullable Instant time(JsonNode node, String... path) {
        String text = text(node, path);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** The entry of {@code status.conditions} of one type; a missing node if there is none. */
    public static JsonNode condition(JsonNode object, String type) {
        for (JsonNode condition : at(object, "status", "conditions")) {
            if (text(condition, "type").equals(type)) {
                return condition;
            }
        }
        return MissingNode.getInstance();
    }

    /** The elements of the array at a path; none if it is absent or no array. */
    public static List<JsonNode> items(JsonNode node, String... path) {
        JsonNode array = at(node, path);
        if (!array.isArray()) {
            return List.of();
        }
        List<JsonNode> items = new ArrayList<>(array.size());
        array.forEach(items::add);
        return items;
    }

    /** The string map at a path, in document order; empty if it is absent. */
    public static Map<String, String> textMap(JsonNode node, String... path) {
        JsonNode object = at(node, path);
        if (!object.isObject() || object.isEmpty()) {
            return Map.of();
        }
        if (object.size() == 1) {
            Map.Entry<String, JsonNode> only = object.properties().iterator().next();
            // Most maps that are kept are labels of this size, and this form takes a tenth of the memory.
            return Map.of(only.getKey(), only.getValue().asText(""));
        }
        Map<String, String> map = LinkedHashMap.newLinkedHashMap(object.size());
        object.properties()
                .forEach(field -> map.put(field.getKey(), field.getValue().asText("")));
        return Collections.unmodifiableMap(map);
    }

    /** A JSON object of a string map. */
    public static ObjectNode of(Map<String, String> map) {
        ObjectNode node = object();
        map.forEach(node::put);
        return node;
    }

    /** The object at a path below {@code root}, made where it is absent or null. */
    public static ObjectNode ensureObject(ObjectNode root, String... path) {
        ObjectNode here = root;
        for (String name : path) {
            here = here.get(name) instanceof ObjectNode next ? next : here.putObject(name);
        }
        return here;
    }
}
