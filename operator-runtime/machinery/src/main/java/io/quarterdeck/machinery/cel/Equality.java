package io.quarterdeck.machinery.cel;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** When two values are equal: numbers by value, and lists that are sets or maps whatever their order. */
final class Equality {

    /** A set against a list that a rule has made is compared pair by pair: a millisecond or two at the most. */
    private static final long COMPARISONS_MAX = 250_000;

    private Equality() {}

    static boolean same(@Nullable Object left, @Nullable Object right) {
        if (left instanceof Number a && right instanceof Number b) {
            return numbers(a, b);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            boolean unordered = isUnordered(a) || isUnordered(b);
            return a.size() == b.size() && (sameOrder(a, b) || (unordered && sameElements(a, b)));
        }
        if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
            return maps(a, b);
        }
        if (left instanceof Quantity a && right instanceof Quantity b) {
            return a.compareTo(b) == 0;
        }
        return Objects.equals(left, right);
    }

    private static boolean isUnordered(List<?> list) {
        return list instanceof Values.Elements elements && elements.unordered();
    }

    private static boolean numbers(Number a, Number b) {
        boolean whole = isWhole(a) && isWhole(b);
        if (whole) {
            boolean same = a.getClass() == b.getClass() && a.longValue() == b.longValue();
            return same || new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
        }
        return a.doubleValue() == b.doubleValue();
    }

    private static boolean isWhole(Number number) {
        return !(number instanceof Double) && !(number instanceof Float);
    }

    private static boolean sameOrder(List<?> a, List<?> b) {
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Each element of the one has a partner of its own in the other. */
    private static boolean sameElements(List<?> a, List<?> b) {
        if (a instanceof Values.Elements x && b instanceof Values.Elements y && x.keyed() && y.keyed()) {
            return sameByKey(x, y);
        }
        if ((long) a.size() * b.size() > COMPARISONS_MAX) {
            throw new IllegalArgumentException("lists of " + a.size() + " elements are too long to be compared");
        }
        List<Object> left = new ArrayList<>(b);
        for (Object element : a) {
            boolean found = false;
            for (int i = 0; i < left.size() && !found; i++) {
                if (same(element, left.get(i))) {
                    left.remove(i);
                    found = true;
                }
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameByKey(Values.Elements a, Values.Elements b) {
        Map<JsonNode, Integer> places = new HashMap<>();
        for (int i = 0; i < b.size(); i++) {
            places.put(b.key(i), i);
        }
        for (int i = 0; i < a.size(); i++) {
            Integer place = places.get(a.key(i));
            if (place == null || !same(a.get(i), b.get(place))) {
                return false;
            }
        }
        return true;
    }

    private static boolean maps(Map<?, ?> a, Map<?, ?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (Map.Entry<?, ?> entry : a.entrySet()) {
            if (!b.containsKey(entry.getKey()) || !same(entry.getValue(), b.get(entry.getKey()))) {
                return false;
            }
        }
        return true;
    }
}
