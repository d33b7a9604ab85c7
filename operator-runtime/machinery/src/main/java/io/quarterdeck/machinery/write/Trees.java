package io.quarterdeck.machinery.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Comparing and copying parts of trees. */
public final class Trees {

    /** Numbers are equal if their values are, however they were read. */
    private static final Comparator<JsonNode> BY_VALUE = (left, right) -> {
        if (left.isNumber() && right.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue());
        }
        return left.equals(right) ? 0 : 1;
    };

    private Trees() {}

    public static boolean same(@Nullable JsonNode left, @Nullable JsonNode right) {
        if (left == null || right == null) {
            return left == null && right == null;
        }
        return left.equals(BY_VALUE, right);
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
