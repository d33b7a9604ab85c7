package io.quarterdeck.machinery.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request's body as a tree.
 *
 * @param duplicates what is to be said of each field that stands there more than once; the last one counts
 */
public record Body(JsonNode tree, List<String> duplicates) {

    /** What Kubernetes accepts: a little above what etcd takes as one value. */
    public static final int LENGTH_MAX = 3 * 1024 * 1024;

    /** The media type of an applied configuration. */
    public static final String APPLY = "application/apply-patch+yaml";

    /** No manifest nests deeper than this; a body that does is made to exhaust the stack. */
    private static final int DEPTH_MAX = 500;

    private static final StreamReadConstraints CONSTRAINTS =
            StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build();
    private static final JsonFactory JSON_READER = JsonFactory.builder()
            .streamReadConstraints(CONSTRAINTS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final YAMLFactory YAML_READER =
            YAMLFactory.builder().streamReadConstraints(CONSTRAINTS).build();

    /**
     * Reads an object.
     *
     * @throws ApiException 413, 415 or 400
     */
    public static Body decodeObject(byte[] body, String contentType) {
        Body decoded = decode(body, contentType);
        if (!decoded.tree.isObject()) {
            throw Refusals.badRequest(
                    "couldn't get version/kind; json parse error: an object was expected, but the body is of type "
                            + decoded.tree.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        return decoded;
    }

    /** Reads any JSON value, the same way. */
    public static Body decode(byte[] body, String contentType) {
        requireLength(body);
        String mediaType = mediaType(contentType);
        boolean yaml = mediaType.equals("application/yaml") || mediaType.endsWith("+yaml");
        if (!yaml && !mediaType.isEmpty() && !mediaType.equals("application/json") && !mediaType.endsWith("+json")) {
            throw Refusals.unsupportedMediaType("application/json, application/yaml");
        }
        return decode(body, yaml && !looksLikeJson(body));
    }

    private static Body decode(byte[] body, boolean yaml) {
        List<String> duplicates = new ArrayList<>();
        try (JsonParser parser = yaml ? YAML_READER.createParser(body) : JSON_READER.createParser(body)) {
            if (parser.nextToken() == null) {
                throw Refusals.badRequest("the body of the request is empty; an object was expected");
            }
            JsonNode tree = value(parser, new Path(null, "", -1), duplicates);
            if (parser.nextToken() != null) {
                throw Refusals.badRequest("couldn't get version/kind; json parse error: something follows the object");
            }
            return new Body(tree, List.copyOf(duplicates));
        } catch (JsonProcessingException e) {
            String what = yaml ? "error converting YAML to JSON: " : "couldn't get version/kind; json parse error: ";
            throw new ApiException(Status.badRequest(what + reason(e)), e);
        } catch (IOException e) {
            throw new ApiException(Status.badRequest("the body of the request is no UTF-8: " + e.getMessage()), e);
        }
    }

    /** What the parser says, without the names of its own settings. */
    private static String reason(JsonProcessingException e) {
        if (e instanceof StreamConstraintsException) {
            return "it nests deeper than " + DEPTH_MAX + " levels, or has a number or a text that is too long";
        }
        String message = e.getOriginalMessage();
        int source = message.indexOf(" (start marker at");
        return source < 0 ? message : message.substring(0, source);
    }

    /** Most programs apply JSON, which is YAML, too, but is read many times as fast for what it is. */
    private static boolean looksLikeJson(byte[] body) {
        int brace = skipSpace(body, 0);
        int key = skipSpace(body, brace + 1);
        return key < body.length && body[brace] == '{' && body[key] == '"';
    }

    private static int skipSpace(byte[] body, int from) {
        int at = from;
        while (at < body.length && (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t')) {
            at++;
        }
        return at;
    }

    /** A media type without its parameters, in lower case. */
    public static String mediaType(String contentType) {
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    public ObjectNode object() {
        return (ObjectNode) tree;
    }

    /** Answers 413 to a body that is too large. */
    public static void requireLength(byte[] body) {
        if (body.length > LENGTH_MAX) {
            throw new ApiException(
                    Status.of(413, "RequestEntityTooLarge", "Request entity too large: limit is " + LENGTH_MAX));
        }
    }

    private static JsonNode value(JsonParser parser, Path path, List<String> duplicates) throws IOException {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser, path, duplicates);
            case START_ARRAY -> array(parser, path, duplicates);
            case VALUE_STRING -> nodes.textNode(parser.getText());
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT -> nodes.numberNode(parser.getIntValue());
                    case LONG -> nodes.numberNode(parser.getLongValue());
                    default -> nodes.numberNode(parser.getBigIntegerValue());
                };
            case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            case VALUE_NULL -> nodes.nullNode();
            default -> throw new ApiException(Status.badRequest("unexpected " + token + " in the body"));
        };
    }

    private static ObjectNode object(JsonParser parser, Path path, List<String> duplicates) throws IOException {
        ObjectNode object = Json.object();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Path field = new Path(path, name, -1);
            if (object.has(name)) {
                duplicates.add(duplicate(parser, field));
            }
            parser.nextToken();
            object.set(name, value(parser, field, duplicates));
        }
        return object;
    }

    /** Who wrote YAML looks for a line, a program for a path. */
    private static String duplicate(JsonParser parser, Path field) {
        return parser instanceof YAMLParser
                ? "line " + parser.currentTokenLocation().getLineNr() + ": key \"" + field.name()
                        + "\" already set in map"
                : "duplicate field \"" + field + "\"";
    }

    private static ArrayNode array(JsonParser parser, Path path, List<String> duplicates) throws IOException {
        ArrayNode array = Json.array();
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            array.add(value(parser, new Path(path, "", i), duplicates));
        }
        return array;
    }

    /** A place in the document, written out only if something is wrong there. */
    private record Path(@Nullable Path parent, String name, int index) {
        @Override
        public String toString() {
            String before = parent == null ? "" : parent.toString();
            if (index >= 0) {
                return before + "[" + index + "]";
            }
            return before.isEmpty() ? name : before + "." + name;
        }
    }
}
