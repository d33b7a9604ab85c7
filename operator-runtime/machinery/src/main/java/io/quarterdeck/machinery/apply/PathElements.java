package io.quarterdeck.machinery.apply;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The steps of a path in the form of FieldsV1: what they may be, and how they are read by people. */
final class PathElements {

    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

    private PathElements() {}

    static String field(String name) {
        return "f:".concat(name);
    }

    /**
     * A step as this package writes it: without blanks, keys in order.
     *
     * @throws IllegalArgumentException if it is none
     */
    static String canonical(String element) {
        if (element.length() > 1 && element.charAt(1) == ':') {
            String rest = element.substring(2);
            switch (element.charAt(0)) {
                case 'f' -> {
                    return element;
                }
                case 'i' -> {
                    if (isNumber(rest)) {
                        return element;
                    }
                }
                case 'v' -> {
                    JsonNode value = parse(rest);
                    if (!value.isMissingNode()) {
                        return "v:" + value;
                    }
                }
                case 'k' -> {
                    if (parse(rest) instanceof ObjectNode key && !key.isEmpty()) {
                        ObjectNode sorted = Json.object();
                        Set<String> names = new TreeSet<>();
                        key.fieldNames().forEachRemaining(names::add);
                        names.forEach(name -> sorted.set(name, key.get(name)));
                        return "k:" + sorted;
                    }
                }
                default -> {}
            }
        }
        throw new IllegalArgumentException("no path element of fieldsV1: " + element);
    }

    /** {@code .spec}, {@code [name="c"]}, {@code [="a"]}, {@code [0]}. */
    static String readable(String element) {
        String rest = element.substring(2);
        return switch (element.charAt(0)) {
            case 'f' -> "." + rest;
            case 'k' ->
                parse(rest).properties().stream()
                        .map(key -> key.getKey() + "=" + key.getValue())
                        .collect(Collectors.joining(",", "[", "]"));
            case 'v' -> "[=" + rest + "]";
            default -> "[" + rest + "]";
        };
    }

    /** Writes a text as JSON. */
    static void quote(String text, StringBuilder into) {
        into.append('"');
        ENCODER.quoteAsString(text, into);
        into.append('"');
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static JsonNode parse(String json) {
        return Json.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
