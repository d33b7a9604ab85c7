package io.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Schema;
import io.quarterdeck.model.Json;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts an applied configuration onto an object, and takes away what is no longer applied. Results share their parts. */
final class Merging {

    private Merging() {}

    /** The object with every field that the configuration names. */
    static ObjectNode merge(Schema schema, ObjectNode live, ObjectNode config) {
        return map(schema, live, config);
    }

    private static JsonNode value(@Nullable Schema schema, JsonNode live, JsonNode config) {
        if (live.getNodeType() != config.getNodeType()) {
            return config;
        }
        return switch (Typing.of(schema, config)) {
            case LEAF -> config;
            case MAP -> map(schema, live, config);
            case SET, KEYED -> list(schema, live, config);
        };
    }

    private static ObjectNode map(@Nullable Schema schema, JsonNode live, JsonNode config) {
        ObjectNode merged = Json.object().setAll((ObjectNode) live);
        for (Map.Entry<String, JsonNode> field : config.properties()) {
            String name = field.getKey();
            JsonNode there = live.get(name);
            JsonNode value = field.getValue();
            merged.set(name, there == null ? value : value(Typing.field(schema, name), there, value));
        }
        return merged;
    }

    /**
     * Applied elements in the order of the configuration. An element that is not applied keeps its place behind the one that
     * it follows.
     */
    private static ArrayNode list(@Nullable Schema schema, JsonNode live, JsonNode config) {
        ListKeys keys = ListKeys.of(schema);
        Schema items = schema == null ? null : schema.items();
        Map<String, JsonNode> there = keys.index(live);
        Map<String, JsonNode> applied = keys.index(config);
        ArrayNode merged = Json.array();
        Set<String> done = new HashSet<>();
        var rest = there.entrySet().iterator();
        Map.Entry<String, JsonNode> next = rest.hasNext() ? rest.next() : null;
        for (Map.Entry<String, JsonNode> element : applied.entrySet()) {
            while (next != null && (done.contains(next.getKey()) || !applied.containsKey(next.getKey()))) {
                keep(next, done, merged);
                next = rest.hasNext() ? rest.next() : null;
            }
            JsonNode old = there.get(element.getKey());
            merged.add(old == null ? element.getValue() : value(items, old, element.getValue()));
            done.add(element.getKey());
        }
        for (; next != null; next = rest.hasNext() ? rest.next() : null) {
            keep(next, done, merged);
        }
        return merged;
    }

    /** Elements with equal keys stand together in an index. */
    private static void keep(Map.Entry<String, JsonNode> element, Set<String> done, ArrayNode into) {
        if (!done.add(element.getKey())) {
            return;
        }
        if (element.getValue() instanceof ArrayNode several) {
            into.addAll(several);
        } else {
            into.add(element.getValue());
        }
    }

    /**
     * The object without what its owner applied before, and what nobody owns now.
     *
     * @param before what the owner owned until now
     * @param owned what anybody owns now
     */
    static ObjectNode prune(Schema schema, ObjectNode merged, FieldSet before, FieldSet owned) {
        return pruneMap(schema, merged, before, owned);
    }

    private static JsonNode prune(@Nullable Schema schema, JsonNode value, FieldSet before, FieldSet owned) {
        return switch (Typing.of(schema, value)) {
            case LEAF -> value;
            case MAP -> pruneMap(schema, value, before, owned);
            case SET, KEYED -> pruneList(schema, value, before, owned);
        };
    }

    private static ObjectNode pruneMap(@Nullable Schema schema, JsonNode map, FieldSet before, FieldSet owned) {
        ObjectNode pruned = Json.object().setAll((ObjectNode) map);
        before.elements().forEach((element, set) -> {
            String name = element.substring(2);
            JsonNode value = element.startsWith("f:") ? map.get(name) : null;
            if (value == null) {
                return;
            }
            // Whoever owns something in a structure owns the structure, too.
            boolean structure = Typing.isStructure(schema, name);
            FieldSet now = owned.at(element);
            if ((set.isMember() || structure) && !(now.isMember() || (structure && now.hasElements()))) {
                pruned.remove(name);
            } else if (set.hasElements()) {
                pruned.set(name, prune(Typing.field(schema, name), value, set, now));
            }
        });
        return pruned;
    }

    private static ArrayNode pruneList(@Nullable Schema schema, JsonNode list, FieldSet before, FieldSet owned) {
        ListKeys keys = ListKeys.of(schema);
        Schema items = schema == null ? null : schema.items();
        ArrayNode pruned = Json.array();
        for (JsonNode value : list) {
            String element = keys.element(value);
            FieldSet set = before.at(element);
            FieldSet now = owned.at(element);
            if (set.isEmpty() || !set.isMember() || now.isMember()) {
                pruned.add(set.hasElements() ? prune(items, value, set, now) : value);
            }
        }
        return pruned;
    }
}
