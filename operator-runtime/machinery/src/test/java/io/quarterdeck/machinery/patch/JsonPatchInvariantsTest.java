package io.quarterdeck.machinery.patch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** JSON patch against a version that works on plain lists and maps and copies everything at every step. */
final class JsonPatchInvariantsTest {

    static List<Long> seeds() {
        Long one = Long.getLong("seed");
        List<Long> seeds = new ArrayList<>();
        for (long seed = 0; seed < 200; seed++) {
            seeds.add(seed);
        }
        return one == null ? seeds : List.of(one);
    }

    private static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest(name = "-Dseed={0}")
    @MethodSource("seeds")
    void doesWhatTheDumbVersionDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ObjectNode object = Json.object();
        object.set("a", value(random, 3));
        object.set("b", value(random, 3));
        ArrayNode patch = Json.array();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            patch.add(operation(random));
        }
        String expected;
        try {
            Object plain = plain(object);
            for (JsonNode operation : patch) {
                plain = dumb(plain, operation);
            }
            expected = plain instanceof Map ? tree(plain).toString() : "unfit";
        } catch (Unfit e) {
            expected = "unfit";
        }
        String actual;
        try {
            actual = JsonPatch.parse(patch).apply(object.deepCopy()).toString();
        } catch (ApiException e) {
            assertThat(e.status().code()).isEqualTo(422);
            actual = "unfit";
        }
        assertThat(actual).as(patch + " on " + object).isEqualTo(expected);
    }

    private static JsonNode value(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth == 0 ? 2 : 4)) {
            case 0 -> Json.object().numberNode(random.nextInt(3));
            case 1 -> Json.object().textNode("t" + random.nextInt(3));
            case 2 -> {
                ArrayNode array = Json.array();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = Json.object();
                for (String name : List.of("a", "b", "c/d")) {
                    if (random.nextBoolean()) {
                        object.set(name, value(random, depth - 1));
                    }
                }
                yield object;
            }
        };
    }

    private static ObjectNode operation(SplittableRandom random) {
        String name =
                List.of("add", "remove", "replace", "move", "copy", "test").get(random.nextInt(6));
        ObjectNode operation = Json.object().put("op", name).put("path", pointer(random));
        if (name.equals("move") || name.equals("copy")) {
            operation.put("from", pointer(random));
        } else if (!name.equals("remove")) {
            operation.set("value", value(random, 1));
        }
        return operation;
    }

    private static String pointer(SplittableRandom random) {
        StringBuilder pointer = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            List<String> steps = List.of("a", "b", "c~1d", "0", "1", "-", "01");
            pointer.append('/').append(steps.get(random.nextInt(pointer.isEmpty() ? 2 : steps.size())));
        }
        return pointer.toString();
    }

    private static Object dumb(Object document, JsonNode operation) throws Unfit {
        List<String> path = steps(Json.text(operation, "path"));
        JsonNode value = operation.get("value");
        return switch (Json.text(operation, "op")) {
            case "add" -> with(document, path, plain(value), true);
            case "replace" -> {
                at(document, path);
                yield with(document, path, plain(value), false);
            }
            case "remove" -> {
                at(document, path);
                yield without(document, path);
            }
            case "copy" -> with(document, path, at(document, steps(Json.text(operation, "from"))), true);
            case "move" -> {
                List<String> from = steps(Json.text(operation, "from"));
                if (path.size() > from.size() && path.subList(0, from.size()).equals(from)) {
                    throw new Unfit();
                }
                Object moved = at(document, from);
                yield with(without(document, from), path, moved, true);
            }
            default -> {
                if (!tree(at(document, path)).equals(value)) {
                    throw new Unfit();
                }
                yield document;
            }
        };
    }

    private static Object at(Object document, List<String> path) throws Unfit {
        if (path.isEmpty()) {
            return document;
        }
        Object next = child(document, path.getFirst());
        if (next == null) {
            throw new Unfit();
        }
        return at(next, path.subList(1, path.size()));
    }

    private static @Nullable Object child(Object parent, String step) {
        if (parent instanceof Map<?, ?> map) {
            return map.get(step);
        }
        if (parent instanceof List<?> list && step.matches("0|[1-9][0-9]*") && Integer.parseInt(step) < list.size()) {
            return list.get(Integer.parseInt(step));
        }
        return null;
    }

    private static Object with(Object parent, List<String> path, Object value, boolean insert) throws Unfit {
        String step = path.getFirst();
        boolean last = path.size() == 1;
        Object inner = value;
        if (!last) {
            inner = with(at(parent, List.of(step)), path.subList(1, path.size()), value, insert);
        }
        if (parent instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((name, there) -> copy.put((String) name, there));
            copy.put(step, inner);
            return copy;
        }
        if (!(parent instanceof List<?> list)) {
            throw new Unfit();
        }
        List<Object> copy = new ArrayList<>(list);
        boolean inserts = last && insert;
        int index = inserts && step.equals("-") ? list.size() : index(step, list.size() + (inserts ? 1 : 0));
        if (inserts) {
            copy.add(index, inner);
        } else {
            copy.set(index, inner);
        }
        return copy;
    }

    private static int index(String step, int end) throws Unfit {
        if (!step.matches("0|[1-9][0-9]*") || Integer.parseInt(step) >= end) {
            throw new Unfit();
        }
        return Integer.parseInt(step);
    }

    private static Object without(Object parent, List<String> path) throws Unfit {
        String step = path.getFirst();
        if (path.size() > 1) {
            return with(parent, List.of(step), without(at(parent, List.of(step)), path.subList(1, path.size())), false);
        }
        if (parent instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((name, there) -> copy.put((String) name, there));
            copy.remove(step);
            return copy;
        }
        List<Object> copy = new ArrayList<>((List<?>) parent);
        copy.remove(Integer.parseInt(step));
        return copy;
    }

    private static List<String> steps(String pointer) {
        return List.of(pointer.substring(1).split("/", -1)).stream()
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties().forEach(field -> map.put(field.getKey(), plain(field.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(element -> list.add(plain(element)));
            return list;
        }
        return node;
    }

    private static JsonNode tree(Object plain) {
        return switch (plain) {
            case Map<?, ?> map -> {
                ObjectNode object = Json.object();
                map.forEach((name, value) -> object.set((String) name, tree(value)));
                yield object;
            }
            case List<?> list -> {
                ArrayNode array = Json.array();
                list.forEach(value -> array.add(tree(value)));
                yield array;
            }
            default -> (JsonNode) plain;
        };
    }
}
