package io.quarterdeck.machinery.cel;

import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import io.quarterdeck.model.Quantity;
import java.math.BigDecimal;
import java.util.List;

/** {@code quantity('1Gi')} and what can be done with one. */
final class QuantityFunctions {

    private static final OpaqueType QUANTITY = OpaqueType.create("kubernetes.Quantity");
    private static final Functions.Type TEXT = new Functions.Type(SimpleType.STRING, String.class);
    private static final Functions.Type INT = new Functions.Type(SimpleType.INT, Long.class);
    private static final Functions.Type SELF = new Functions.Type(QUANTITY, Quantity.class);
    private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private QuantityFunctions() {}

    static void add(Functions functions) {
        functions
                .function("quantity", QUANTITY, List.of(TEXT), arguments -> Quantity.parse((String) arguments[0]))
                .function(
                        "isQuantity",
                        SimpleType.BOOL,
                        List.of(TEXT),
                        arguments -> Quantity.isQuantity((String) arguments[0]))
                .method("sign", SimpleType.INT, List.of(SELF), arguments ->
                        (long) value(arguments[0]).signum())
                .method("isInteger", SimpleType.BOOL, List.of(SELF), arguments -> isWhole(value(arguments[0])))
                .method("asInteger", SimpleType.INT, List.of(SELF), arguments -> whole(value(arguments[0])))
                .method(
                        "asApproximateFloat",
                        SimpleType.DOUBLE,
                        List.of(SELF),
                        arguments -> value(arguments[0]).doubleValue())
                .method("add", QUANTITY, List.of(SELF, SELF), arguments -> sum(arguments[0], value(arguments[1])))
                .method("add", QUANTITY, List.of(SELF, INT), arguments -> sum(arguments[0], count(arguments[1])))
                .method(
                        "sub",
                        QUANTITY,
                        List.of(SELF, SELF),
                        arguments -> sum(arguments[0], value(arguments[1]).negate()))
                .method(
                        "sub",
                        QUANTITY,
                        List.of(SELF, INT),
                        arguments -> sum(arguments[0], count(arguments[1]).negate()))
                .method("isLessThan", SimpleType.BOOL, List.of(SELF, SELF), arguments -> compare(arguments) < 0)
                .method("isGreaterThan", SimpleType.BOOL, List.of(SELF, SELF), arguments -> compare(arguments) > 0)
                .method("compareTo", SimpleType.INT, List.of(SELF, SELF), arguments ->
                        (long) Integer.signum(compare(arguments)));
    }

    private static BigDecimal value(Object quantity) {
        return ((Quantity) quantity).value();
    }

    private static BigDecimal count(Object integer) {
        return BigDecimal.valueOf((Long) integer);
    }

    private static Quantity sum(Object quantity, BigDecimal other) {
        return new Quantity(value(quantity).add(other));
    }

    private static int compare(Object[] arguments) {
        return value(arguments[0]).compareTo(value(arguments[1]));
    }

    private static boolean isWhole(BigDecimal value) {
        return value.stripTrailingZeros().scale() <= 0 && value.abs().compareTo(LONG_MAX) <= 0;
    }

    private static long whole(BigDecimal value) {
        if (!isWhole(value)) {
            throw new IllegalArgumentException("cannot convert value to integer");
        }
        return value.longValueExact();
    }
}
