package io.quarterdeck.model.quota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Amounts of several things as text, in the form that is shortest: {@code 1500m}, {@code 2Gi}, {@code 3}. */
public final class Amounts {

    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final String BINARY = "KMGTPE";
    private static final String DECIMAL = "kMGTPE";

    /** The smallest part that an amount has: a nanosecond of a core. */
    private static final String PARTS = "mun";

    private Amounts() {}

    /** One amount of what has this name: only bytes are counted by powers of two. */
    public static String text(String name, Quantity amount) {
        BigDecimal value = amount.value();
        if (value.signum() == 0) {
            return "0";
        }
        String decimal = decimal(value);
        boolean bytes = name.contains("memory") || name.contains("storage") || name.contains("hugepages-");
        if (!bytes) {
            return decimal;
        }
        String binary = binary(value);
        return binary.length() <= decimal.length() ? binary : decimal;
    }

    private static String decimal(BigDecimal value) {
        for (int i = DECIMAL.length(); i >= 0; i--) {
            BigDecimal scaled = value.scaleByPowerOfTen(-3 * i);
            if (isWhole(scaled)) {
                return whole(scaled) + (i == 0 ? "" : DECIMAL.charAt(i - 1));
            }
        }
        for (int i = 1; i < PARTS.length(); i++) {
            BigDecimal scaled = value.scaleByPowerOfTen(3 * i);
            if (isWhole(scaled)) {
                return whole(scaled) + PARTS.charAt(i - 1);
            }
        }
        return whole(value.scaleByPowerOfTen(3 * PARTS.length()).setScale(0, RoundingMode.UP))
                + PARTS.charAt(PARTS.length() - 1);
    }

    private static String binary(BigDecimal value) {
        BigDecimal left = value;
        int power = 0;
        while (power < BINARY.length() && left.remainder(KIBI).signum() == 0) {
            left = left.divide(KIBI);
            power++;
        }
        return power == 0 ? decimal(value) : whole(left) + BINARY.charAt(power - 1) + "i";
    }

    private static boolean isWhole(BigDecimal value) {
        return value.stripTrailingZeros().scale() <= 0;
    }

    private static String whole(BigDecimal value) {
        return value.setScale(0, RoundingMode.UNNECESSARY).toPlainString();
    }

    /** {@code pods=1,requests.cpu=500m}, ordered by name. */
    public static String list(Map<String, Quantity> amounts) {
        return new TreeMap<>(amounts)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + text(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining(","));
    }

    /** As an object writes them. */
    public static ObjectNode tree(Map<String, Quantity> amounts) {
        ObjectNode tree = Json.object();
        new TreeMap<>(amounts).forEach((name, amount) -> tree.put(name, text(name, amount)));
        return tree;
    }
}
