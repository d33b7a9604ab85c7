package io.quarterdeck.machinery.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.apply.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Comparing and copying parts of trees. */
public final class Trees {

    private Trees() {}

    public static boolean same(@Nullable JsonNode left, @Nullable JsonNode right) {
        if (left == null || right == null) {
            return left == null && right == null;
        }
        return Values.same(left, right);
    }

    /** Gives {@code to} the field that {@code from} has, or takes it away if it has none. */
    public static void copyField(ObjectNode from, ObjectNode to, String field) {
        JsonNode value = from.get(field);
        if (value == null) {
            to.remove(field);
        } else {
            to.set(field, value.deepCopy());
        }
    }

    /** Whether two objects differ outside these fields. */
    public static boolean differOutside(ObjectNode left, ObjectNode right, List<String> fields) {
        ObjectNode a = left.objectNode().setAll(left);
        ObjectNode b = right.objectNode().setAll(right);
        a.remove(fields);
        b.remove(fields);
        return !same(a, b);
    }
}
