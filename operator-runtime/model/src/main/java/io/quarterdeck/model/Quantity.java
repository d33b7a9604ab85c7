package io.quarterdeck.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of a resource: {@code 500m}, {@code 64Mi}, {@code 1e3}.
 *
 * @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/">quantity</a>
 */
public record Quantity(BigDecimal value) implements Comparable<Quantity> {

    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO);

    private static final Pattern FORM = Pattern.compile(
            "([+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+))(?:([KMGTPE]i|[numkMGTPE]?)|[eE]([+-]?[0-9]{1,3}))");
    private static final String BINARY = "KMGTPE";
    private static final String DECIMAL = "num kMGTPE";
    private static final int DECIMAL_ONE = DECIMAL.indexOf(' ');
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final BigDecimal MILLI = BigDecimal.valueOf(1000);

    /** Reads a quantity. Throws {@link IllegalArgumentException} that says what one may be. */
    public static Quantity parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "quantities must match the regular expression" + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        }
        BigDecimal number = new BigDecimal(form.group(1));
        String exponent = form.group(3);
        return new Quantity(
                exponent == null
                        ? number.multiply(scale(form.group(2)))
                        : number.scaleByPowerOfTen(Integer.parseInt(exponent)));
    }

    /** Whether {@link #parse} would read this text. */
    public static boolean isQuantity(String text) {
        return FORM.matcher(text).matches();
    }

    /** Thousandths, rounded up: how cpu is counted. */
    public long milli() {
        return value.multiply(MILLI).setScale(0, RoundingMode.CEILING).longValue();
    }

    /** Whole units, rounded up: how memory is counted. */
    public long whole() {
        return value.setScale(0, RoundingMode.CEILING).longValue();
    }

    public Quantity plus(Quantity other) {
        return new Quantity(value.add(other.value));
    }

    public Quantity minus(Quantity other) {
        return new Quantity(value.subtract(other.value));
    }

    @Override
    public int compareTo(Quantity other) {
        return value.compareTo(other.value);
    }

    private static BigDecimal scale(String suffix) {
        if (suffix.isEmpty()) {
            return BigDecimal.ONE;
        }
        if (suffix.endsWith("i")) {
            return KIBI.pow(BINARY.indexOf(suffix.charAt(0)) + 1);
        }
        return BigDecimal.ONE.scaleByPowerOfTen(3 * (DECIMAL.indexOf(suffix.charAt(0)) - DECIMAL_ONE));
    }
}
