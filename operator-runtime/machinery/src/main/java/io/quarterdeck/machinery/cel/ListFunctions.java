package io.quarterdeck.machinery.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** {@code isSorted, sum, min, max, indexOf, lastIndexOf} of lists. */
final class ListFunctions {

    private static final TypeParamType ANY = TypeParamType.create("T");
    private static final Functions.Type LIST = new Functions.Type(ListType.create(ANY), List.class);
    private static final Functions.Type ELEMENT = new Functions.Type(ANY, Object.class);

    private ListFunctions() {}

    static void add(Functions functions) {
        functions
                .method("isSorted", SimpleType.BOOL, List.of(LIST), arguments -> isSorted((List<?>) arguments[0]))
                .method("min", ANY, List.of(LIST), arguments -> extreme((List<?>) arguments[0], "min", -1))
                .method("max", ANY, List.of(LIST), arguments -> extreme((List<?>) arguments[0], "max", 1))
                .method("indexOf", SimpleType.INT, List.of(LIST, ELEMENT), arguments -> {
                    List<?> list = (List<?>) arguments[0];
                    for (int i = 0; i < list.size(); i++) {
                        if (Equality.same(list.get(i), arguments[1])) {
                            return (long) i;
                        }
                    }
                    return -1L;
                })
                .method("lastIndexOf", SimpleType.INT, List.of(LIST, ELEMENT), arguments -> {
                    List<?> list = (List<?>) arguments[0];
                    for (int i = list.size() - 1; i >= 0; i--) {
                        if (Equality.same(list.get(i), arguments[1])) {
                            return (long) i;
                        }
                    }
                    return -1L;
                });
        sums(functions);
    }

    /** A type of its own each, because the sum of an empty list is the zero of its type. */
    private static void sums(Functions functions) {
        functions
                .method("sum", SimpleType.INT, of(SimpleType.INT), arguments -> {
                    long sum = 0;
                    for (Object element : (List<?>) arguments[0]) {
                        sum = Math.addExact(sum, ((Number) element).longValue());
                    }
                    return sum;
                })
                .method("sum", SimpleType.DOUBLE, of(SimpleType.DOUBLE), arguments -> {
                    double sum = 0;
                    for (Object element : (List<?>) arguments[0]) {
                        sum += ((Number) element).doubleValue();
                    }
                    return sum;
                })
                .method("sum", SimpleType.DURATION, of(SimpleType.DURATION), arguments -> {
                    Duration sum = Duration.ZERO;
                    for (Object element : (List<?>) arguments[0]) {
                        sum = sum.plus((Duration) element);
                    }
                    return sum;
                });
    }

    private static List<Functions.Type> of(CelType element) {
        return List.of(new Functions.Type(ListType.create(element), List.class));
    }

    private static boolean isSorted(List<?> list) {
        for (int i = 1; i < list.size(); i++) {
            if (compare(list.get(i - 1), list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Object extreme(List<?> list, String name, int sign) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException(name + " called on empty list");
        }
        Object best = list.getFirst();
        for (Object element : list) {
            if (compare(element, best) * sign > 0) {
                best = element;
            }
        }
        return best;
    }

    private static int compare(Object left, Object right) {
        if (left instanceof Long a && right instanceof Long b) {
            return Long.compare(a, b);
        }
        if (left instanceof Number a && right instanceof Number b) {
            return Double.compare(a.doubleValue(), b.doubleValue());
        }
        return switch (left) {
            case String text when right instanceof String other -> text.compareTo(other);
            case Boolean truth when right instanceof Boolean other -> Boolean.compare(truth, other);
            case Duration length when right instanceof Duration other -> length.compareTo(other);
            case Instant time when right instanceof Instant other -> time.compareTo(other);
            default -> throw new IllegalArgumentException("elements of this type have no order");
        };
    }
}
