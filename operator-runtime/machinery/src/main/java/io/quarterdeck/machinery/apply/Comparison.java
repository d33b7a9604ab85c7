package io.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Schema;
import io.quarterdeck.model.Json;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is different between two objects. Hot path: one walk over both, which makes nothing for what is the same. The order
 * of a list's elements that have names is no difference.
 *
 * @param added fields that only the second has
 * @param changed fields that both have, with different values
 * @param removed fields that only the first has
 */
public record Comparison(FieldSet added, FieldSet changed, FieldSet removed) {

    private static final Comparison NONE = new Comparison(FieldSet.EMPTY, FieldSet.EMPTY, FieldSet.EMPTY);

    /**
     * Structures that are a part of every object of a built-in kind that may have them, even if nothing is in them; so
     * nobody comes to own them by being first to set something there.
     */
    private static final Set<String> ALWAYS_THERE =
            Set.of("metadata", "spec", "status", "template", "strategy", "updateStrategy");

    /** Compares two objects of a kind. */
    public static Comparison of(Schema schema, boolean builtIn, ObjectNode before, ObjectNode after) {
        Differences found = new Walk(builtIn).map(schema, before, after);
        return found == null ? NONE : new Comparison(found.added, found.changed, found.removed);
    }

    /** What is in an object that was not there at all before. */
    public static Comparison ofNew(Schema schema, boolean builtIn, ObjectNode after) {
        return of(schema, builtIn, Json.object(), after);
    }

    /** What has a value that it had not before. */
    public FieldSet written() {
        return added.union(changed);
    }

    public boolean isEmpty() {
        return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
    }

    /** The three sets while they grow. */
    private static final class Differences {
        private FieldSet added = FieldSet.EMPTY;
        private FieldSet changed = FieldSet.EMPTY;
        private FieldSet removed = FieldSet.EMPTY;

        static Differences ofValue() {
            Differences differences = new Differences();
            differences.changed = FieldSet.LEAF;
            return differences;
        }

        void add(String element, FieldSet set) {
            added = added == FieldSet.EMPTY ? FieldSet.start(false) : added;
            added.put(element, set);
        }

        void remove(String element, FieldSet set) {
            removed = removed == FieldSet.EMPTY ? FieldSet.start(false) : removed;
            removed.put(element, set);
        }

        void below(String element, Differences inner) {
            if (!inner.added.isEmpty()) {
                add(element, inner.added);
            }
            if (!inner.removed.isEmpty()) {
                remove(element, inner.removed);
            }
            if (!inner.changed.isEmpty()) {
                changed = changed == FieldSet.EMPTY ? FieldSet.start(false) : changed;
                changed.put(element, inner.changed);
            }
        }
    }

    /** The walk; null stands for no difference. */
    private record Walk(boolean builtIn) {

        @Nullable
        Differences map(@Nullable Schema schema, JsonNode before, JsonNode after) {
            Differences found = null;
            for (Map.Entry<String, JsonNode> field : after.properties()) {
                String name = field.getKey();
                JsonNode value = field.getValue();
                JsonNode old = before.get(name);
                if (old == null && builtIn && value.isObject() && ALWAYS_THERE.contains(name)) {
                    old = Json.object();
                }
                if (old == null) {
                    found = found == null ? new Differences() : found;
                    found.add(PathElements.field(name), OwnedFields.whole(Typing.field(schema, name), value));
                    continue;
                }
                Differences inner = value(schema, name, old, value);
                if (inner != null) {
                    found = found == null ? new Differences() : found;
                    found.below(PathElements.field(name), inner);
                }
            }
            for (Map.Entry<String, JsonNode> field : before.properties()) {
                String name = field.getKey();
                if (!after.has(name)) {
                    found = found == null ? new Differences() : found;
                    Schema below = Typing.field(schema, name);
                    found.remove(PathElements.field(name), OwnedFields.whole(below, field.getValue()));
                }
            }
            return found;
        }

        private @Nullable Differences value(@Nullable Schema parent, String name, JsonNode before, JsonNode after) {
            // Most values are plain, and of a plain value no schema is needed.
            if (!after.isContainerNode() && !before.isContainerNode()) {
                return leaf(before, after);
            }
            return container(Typing.field(parent, name), before, after);
        }

        private @Nullable Differences container(@Nullable Schema schema, JsonNode before, JsonNode after) {
            if (before.getNodeType() != after.getNodeType()) {
                Differences differences = new Differences();
                differences.added = OwnedFields.whole(schema, after);
                differences.removed = OwnedFields.whole(schema, before);
                return differences;
            }
            return switch (Typing.of(schema, after)) {
                case LEAF -> leaf(before, after);
                case MAP -> map(schema, before, after);
                case SET, KEYED -> list(schema, before, after);
            };
        }

        private @Nullable Differences list(@Nullable Schema schema, JsonNode before, JsonNode after) {
            // Most lists are the same, and their elements need no names then.
            if (Values.same(before, after)) {
                return null;
            }
            ListKeys keys = ListKeys.of(schema);
            Schema items = schema == null ? null : schema.items();
            Map<String, JsonNode> old = keys.index(before);
            Map<String, JsonNode> index = keys.index(after);
            Differences found = null;
            for (Map.Entry<String, JsonNode> element : index.entrySet()) {
                JsonNode was = old.getOrDefault(element.getKey(), MissingNode.getInstance());
                if (was.isMissingNode()) {
                    found = found == null ? new Differences() : found;
                    found.add(element.getKey(), OwnedFields.whole(items, element.getValue()));
                    continue;
                }
                Differences inner = container(items, was, element.getValue());
                if (inner != null) {
                    found = found == null ? new Differences() : found;
                    found.below(element.getKey(), inner);
                }
            }
            for (Map.Entry<String, JsonNode> element : old.entrySet()) {
                if (!index.containsKey(element.getKey())) {
                    found = found == null ? new Differences() : found;
                    found.remove(element.getKey(), OwnedFields.whole(items, element.getValue()));
                }
            }
            return found;
        }

        private static @Nullable Differences leaf(JsonNode before, JsonNode after) {
            return Values.same(before, after) ? null : Differences.ofValue();
        }
    }
}
