package io.quarterdeck.machinery.cel;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code 'a is %s, b is %d'.format([...])}. */
final class TextFormat {

    /** Digits after the point if the clause names none, as in C. */
    private static final int PRECISION = 6;

    /** More digits than a double has, and few enough not to be an attack. */
    private static final int PRECISION_MAX = 1000;

    private TextFormat() {}

    static String format(String pattern, List<?> values) {
        StringBuilder text = new StringBuilder();
        int next = 0;
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) != '%') {
                text.append(pattern.charAt(i));
                continue;
            }
            if (pattern.startsWith("%%", i)) {
                text.append('%');
                i++;
                continue;
            }
            int end = i + 1;
            while (end < pattern.length() && (pattern.charAt(end) == '.' || Character.isDigit(pattern.charAt(end)))) {
                end++;
            }
            if (end == pattern.length()) {
                throw new IllegalArgumentException("unexpected end of format string");
            }
            if (next == values.size()) {
                throw new IllegalArgumentException("index " + next + " out of range");
            }
            text.append(clause(pattern.charAt(end), precision(pattern.substring(i + 1, end)), values.get(next)));
            next++;
            i = end;
        }
        return text.toString();
    }

    private static int precision(String digits) {
        if (digits.isEmpty()) {
            return PRECISION;
        }
        boolean sound = digits.matches("\\.[0-9]{1,4}");
        int precision = sound ? Integer.parseInt(digits.substring(1)) : PRECISION_MAX + 1;
        if (precision > PRECISION_MAX) {
            throw new IllegalArgumentException("a precision is a point and at most " + PRECISION_MAX + ": " + digits);
        }
        return precision;
    }

    private static String clause(char verb, int precision, Object value) {
        return switch (verb) {
            case 's' -> text(value);
            case 'd' -> value instanceof Double number ? text(number) : whole(value);
            case 'f' -> decimal(value, precision);
            case 'e' -> String.format(Locale.ROOT, "%." + precision + "e", number(value));
            case 'b' -> value instanceof Boolean truth ? (truth ? "1" : "0") : Long.toBinaryString(integer(value));
            case 'o' -> Long.toOctalString(integer(value));
            case 'x' -> hex(value);
            case 'X' -> hex(value).toUpperCase(Locale.ROOT);
            default -> throw new IllegalArgumentException("unrecognized formatting clause \"" + verb + "\"");
        };
    }

    private static String whole(Object value) {
        return Long.toString(integer(value));
    }

    private static long integer(Object value) {
        if (value instanceof Number number && !(value instanceof Double)) {
            return number.longValue();
        }
        throw new IllegalArgumentException("only integers can be written so, not " + text(value));
    }

    private static double number(Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("only numbers can be written so, not " + text(value));
    }

    private static String decimal(Object value, int precision) {
        double number = number(value);
        return Double.isFinite(number)
                ? BigDecimal.valueOf(number)
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toPlainString()
                : text(number);
    }

    private static String hex(Object value) {
        if (value instanceof String text) {
            return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        }
        if (value instanceof CelByteString bytes) {
            return HexFormat.of().formatHex(bytes.toByteArray());
        }
        return Long.toHexString(integer(value));
    }

    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case NullValue _ -> "null";
            case Double number
            when number == Math.rint(number) && Math.abs(number) < 1e15 -> Long.toString(number.longValue());
            case Duration length ->
                BigDecimal.valueOf(length.toNanos(), 9).stripTrailingZeros().toPlainString() + "s";
            case CelByteString bytes -> bytes.toStringUtf8();
            case List<?> list -> list.stream().map(TextFormat::text).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map -> {
                Map<String, String> sorted = new TreeMap<>();
                map.forEach((key, entry) -> sorted.put(text(key), text(entry)));
                yield sorted.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining(", ", "{", "}"));
            }
            default -> value.toString();
        };
    }
}
