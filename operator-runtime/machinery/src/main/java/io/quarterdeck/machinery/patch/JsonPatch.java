package io.quarterdeck.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON patch (RFC 6902): operations on places named by JSON pointers (RFC 6901), all of them or none. */
final class JsonPatch {

    /** What Kubernetes allows: each operation walks the object, and copies can double it. */
    private static final int OPERATIONS_MAX = 10_000;

    private final List<Operation> operations;

    private JsonPatch(List<Operation> operations) {
        this.operations = operations;
    }

    private record Operation(
            String name,
            List<String> path,
            List<String> from,
            @Nullable JsonNode value) {}

    /** The last step of a pointer, and what it is a step in. */
    private record Place(JsonNode parent, String step) {}

    /** Reads a patch. Throws an ApiException with a 400 or 413. */
    static JsonPatch parse(ArrayNode patch) {
        if (patch.size() > OPERATIONS_MAX) {
            throw new ApiException(Status.of(
                    413,
                    "RequestEntityTooLarge",
                    "Request entity too large: The allowed maximum operations in a JSON patch is " + OPERATIONS_MAX
                            + ", got " + patch.size()));
        }
        List<Operation> operations = new ArrayList<>(patch.size());
        for (JsonNode entry : patch) {
            String name = Json.text(entry, "op");
            JsonNode value = entry.get("value");
            boolean needsValue = name.equals("add") || name.equals("replace") || name.equals("test");
            boolean needsFrom = name.equals("move") || name.equals("copy");
            if (!needsValue && !needsFrom && !name.equals("remove")) {
                throw Refusals.badRequest("error decoding patch: unexpected kind of operation \"" + name + "\"");
            }
            if (!Json.at(entry, "path").isTextual()
                    || (needsFrom && !Json.at(entry, "from").isTextual())) {
                throw Refusals.badRequest("error decoding patch: the operation " + name + " has no path or no from");
            }
            if (needsValue && value == null) {
                throw Refusals.badRequest("error decoding patch: the operation " + name + " has no value");
            }
            operations.add(new Operation(
                    name,
                    pointer(Json.text(entry, "path")),
                    needsFrom ? pointer(Json.text(entry, "from")) : List.of(),
                    value));
        }
        return new JsonPatch(operations);
    }

    /** Applies every operation. Throws an ApiException with a 422 at the first that does not fit. */
    ObjectNode apply(ObjectNode target) {
        ObjectNode root = Json.object();
        root.set("", target);
        for (Operation operation : operations) {
            apply(root, operation);
        }
        if (root.get("") instanceof ObjectNode object) {
            return object;
        }
        throw unfit("the patch leaves no object");
    }

    private static void apply(ObjectNode root, Operation operation) {
        JsonNode value = operation.value();
        switch (operation.name()) {
            case "add" -> add(root, operation.path(), copy(value));
            case "remove" -> remove(root, operation.path());
            case "replace" -> {
                Place place = place(root, operation.path());
                read(place, operation.path());
                put(place, copy(value), operation.path());
            }
            case "test" -> {
                JsonNode there = find(root, operation.path());
                if (!Trees.same(there == null ? root.nullNode() : there, value)) {
                    throw unfit("testing value " + text(operation.path()) + " failed: test failed");
                }
            }
            case "copy" ->
                add(root, operation.path(), read(root, operation.from()).deepCopy());
            case "move" -> {
                boolean within = operation.path().size() > operation.from().size()
                        && operation.path().subList(0, operation.from().size()).equals(operation.from());
                if (within) {
                    throw unfit("cannot move " + text(operation.from()) + " into itself");
                }
                JsonNode moved = read(root, operation.from());
                remove(root, operation.from());
                add(root, operation.path(), moved);
            }
            default -> throw new IllegalStateException("an operation was not checked: " + operation.name());
        }
    }

    private static JsonNode copy(@Nullable JsonNode value) {
        if (value == null) {
            throw new IllegalStateException("an operation was not checked for its value");
        }
        return value.deepCopy();
    }

    private static void add(ObjectNode root, List<String> path, JsonNode value) {
        Place place = place(root, path);
        if (place.parent() instanceof ArrayNode array) {
            int index = place.step().equals("-") ? array.size() : index(place.step(), array.size() + 1, path);
            array.insert(index, value);
        } else {
            put(place, value, path);
        }
    }

    private static void put(Place place, JsonNode value, List<String> path) {
        switch (place.parent()) {
            case ObjectNode object -> object.set(place.step(), value);
            case ArrayNode array -> array.set(index(place.step(), array.size(), path), value);
            default -> throw missing(path);
        }
    }

    private static void remove(ObjectNode root, List<String> path) {
        Place place = place(root, path);
        read(place, path);
        switch (place.parent()) {
            case ObjectNode object -> object.remove(place.step());
            case ArrayNode array -> array.remove(index(place.step(), array.size(), path));
            default -> throw missing(path);
        }
    }

    private static JsonNode read(ObjectNode root, List<String> path) {
        return read(place(root, path), path);
    }

    private static JsonNode read(Place place, List<String> path) {
        JsonNode value = step(place.parent(), place.step());
        if (value == null) {
            throw missing(path);
        }
        return value;
    }

    private static @Nullable JsonNode find(ObjectNode root, List<String> path) {
        JsonNode here = root;
        for (String step : path) {
            JsonNode next = step(here, step);
            if (next == null) {
                return null;
            }
            here = next;
        }
        return here;
    }

    private static Place place(ObjectNode root, List<String> path) {
        JsonNode parent = find(root, path.subList(0, path.size() - 1));
        if (parent == null || !parent.isContainerNode()) {
            throw missing(path);
        }
        return new Place(parent, path.getLast());
    }

    private static @Nullable JsonNode step(JsonNode here, String step) {
        if (here instanceof ArrayNode array) {
            return isIndex(step) ? array.get(Integer.parseInt(step)) : null;
        }
        return here.get(step);
    }

    private static int index(String step, int end, List<String> path) {
        if (!isIndex(step) || Integer.parseInt(step) >= end) {
            throw unfit("invalid array index " + text(path));
        }
        return Integer.parseInt(step);
    }

    private static boolean isIndex(String step) {
        boolean digits = !step.isEmpty() && step.length() <= 9 && step.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && (step.length() == 1 || step.charAt(0) != '0');
    }

    /** The steps of a pointer; the first one is the empty name under which the document itself hangs. */
    private static List<String> pointer(String text) {
        if (!text.isEmpty() && text.charAt(0) != '/') {
            throw Refusals.badRequest("error decoding patch: the path \"" + text + "\" does not begin with a slash");
        }
        List<String> steps = new ArrayList<>();
        for (String step : text.split("/", -1)) {
            steps.add(step.replace("~1", "/").replace("~0", "~"));
        }
        return steps;
    }

    private static ApiException missing(List<String> path) {
        return unfit("doc is missing path: " + text(path) + ": missing value");
    }

    private static String text(List<String> path) {
        return "\"" + String.join("/", path) + "\"";
    }

    private static ApiException unfit(String why) {
        return new ApiException(new Status(
                422,
                "Invalid",
                "the server rejected our request due to an error in our request: " + why,
                Status.Subject.NONE,
                List.of(),
                0));
    }
}
