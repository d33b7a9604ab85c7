package io.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;

/** Equality of JSON values. */
public final class Values {

    /** Numbers are equal if their values are, however they were read. */
    private static final Comparator<JsonNode> BY_VALUE = (left, right) -> {
        if (left.isNumber() && right.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue());
        }
        return left.equals(right) ? 0 : 1;
    };

    private Values() {}

    public static boolean same(JsonNode left, JsonNode right) {
        return left.equals(BY_VALUE, right);
    }
}
