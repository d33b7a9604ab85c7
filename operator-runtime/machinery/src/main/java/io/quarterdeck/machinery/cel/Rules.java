package io.quarterdeck.machinery.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.quarterdeck.machinery.kinds.FieldPath;
import io.quarterdeck.machinery.kinds.ListMaps;
import io.quarterdeck.machinery.kinds.Schema;
import io.quarterdeck.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds an object against the rules of its schema. The object must be sound otherwise: a rule may count on the types. A value
 * that a change leaves as it was is not held against rules again, for whoever changes another field did not do that.
 */
public final class Rules {

    /** Nobody reads more than this, and each costs the making of a message. */
    private static final int CAUSES_MAX = 100;

    private final Budget budget = new Budget();
    private final List<Status.Cause> causes = new ArrayList<>();

    private Rules() {}

    /**
     * What the rules find, in document order; for a 422 answer.
     *
     * @param old what the object was before; null if it is new
     */
    public static List<Status.Cause> check(Schema schema, JsonNode object, @Nullable JsonNode old) {
        if (!schema.hasRules()) {
            return List.of();
        }
        Rules rules = new Rules();
        rules.value(schema, object, old, FieldPath.ROOT, true);
        return List.copyOf(rules.causes);
    }

    private void value(Schema schema, JsonNode value, @Nullable JsonNode old, FieldPath path, boolean root) {
        if (!schema.hasRules() || value.isNull() || isOver()) {
            return;
        }
        if (!schema.validations().isEmpty()) {
            Place place = schema.derived(Place.class, () -> Place.of(schema, root));
            Evaluation evaluation = new Evaluation(schema, root, path, budget, causes);
            for (Place.Compiled rule : place.rules()) {
                if (!isOver()) {
                    evaluation.rule(rule, value, old);
                }
            }
        }
        if (value instanceof ArrayNode array) {
            elements(schema, array, old, path);
        } else if (value.isObject()) {
            fields(schema, value, old, path);
        }
    }

    private void fields(Schema schema, JsonNode object, @Nullable JsonNode old, FieldPath path) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            Schema known = schema.properties().get(name);
            Schema below = known == null ? schema.additionalProperties() : known;
            if (below != null) {
                FieldPath place = known == null ? path.key(name) : path.child(name);
                value(below, field.getValue(), old == null ? null : old.get(name), place, false);
            }
        }
    }

    /** Only the elements of a map have a past: a place in another list means nothing. */
    private void elements(Schema schema, ArrayNode array, @Nullable JsonNode old, FieldPath path) {
        Schema items = schema.items();
        if (items == null || !items.hasRules()) {
            return;
        }
        Map<JsonNode, JsonNode> before = ListMaps.byKey(schema, old);
        for (int i = 0; i < array.size(); i++) {
            JsonNode element = array.get(i);
            JsonNode past = before.isEmpty() ? null : before.get(ListMaps.key(schema, element));
            value(items, element, past, path.element(i), false);
        }
    }

    private boolean isOver() {
        return budget.objectIsSpent() || causes.size() >= CAUSES_MAX;
    }
}
