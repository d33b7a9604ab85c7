package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds one text or number against the limits of its schema. */
record ScalarLimits(Shape shape, FieldPath path, List<Status.Cause> causes) {

    void text(String value) {
        Limits limits = shape.limits();
        if (!shape.builtIn() && !shape.format().isEmpty() && !Formats.fits(shape.format(), value)) {
            invalid(quoted(value), path + " in body must be of type " + shape.format() + ": " + quoted(value));
        }
        // An optional field that a client wrote as an empty string is an absent field to upstream.
        if (limits.equals(Limits.NONE) || (shape.builtIn() && value.isEmpty())) {
            return;
        }
        Integer max = limits.lengthMax();
        if (max != null && value.codePointCount(0, value.length()) > max) {
            add("FieldValueTooLong", "Too long: may not be more than " + max + " bytes");
        }
        Integer min = limits.lengthMin();
        if (min != null && value.codePointCount(0, value.length()) < min) {
            invalid(quoted(value), path + " in body should be at least " + min + " chars long");
        }
        if (limits.pattern() != null && !limits.pattern().matcher(value).find()) {
            invalid(quoted(value), path + " in body should match '" + limits.pattern() + "'");
        }
        if (limits.form() != null) {
            String fault = limits.form().fault(value);
            if (!fault.isEmpty()) {
                invalid(quoted(value), fault);
            }
        }
    }

    void number(JsonNode number) {
        Limits limits = shape.limits();
        if (!shape.builtIn()) {
            width(number);
        }
        if (limits.equals(Limits.NONE)) {
            return;
        }
        double value = number.doubleValue();
        Double min = limits.minimum();
        Double max = limits.maximum();
        boolean small = min != null && (limits.minimumExclusive() ? value <= min : value < min);
        boolean large = max != null && (limits.maximumExclusive() ? value >= max : value > max);
        if (small || large) {
            invalid(number.asText(), shape.builtIn() ? builtInRange(min, max) : customRange(small, limits));
        }
        Double multiple = limits.multipleOf();
        if (multiple != null
                && new BigDecimal(number.asText())
                                .remainder(BigDecimal.valueOf(multiple))
                                .signum()
                        != 0) {
            invalid(number.asText(), path + " in body should be a multiple of " + plain(multiple));
        }
    }

    private void width(JsonNode number) {
        boolean fits = switch (shape.format()) {
            case "int32" -> !number.isIntegralNumber() || number.canConvertToInt();
            case "int64" -> !number.isIntegralNumber() || number.canConvertToLong();
            case "float" -> Double.isFinite(number.doubleValue()) && Math.abs(number.doubleValue()) <= Float.MAX_VALUE;
            default -> true;
        };
        if (!fits) {
            invalid(
                    number.asText(),
                    path + " in body must be of type " + shape.format() + ": " + quoted(number.asText()));
        }
    }

    private static String builtInRange(@Nullable Double min, @Nullable Double max) {
        if (min != null && max != null) {
            return "must be between " + plain(min) + " and " + plain(max) + ", inclusive";
        }
        return min != null
                ? "must be greater than or equal to " + plain(min)
                : "must be less than or equal to " + (max == null ? "" : plain(max));
    }

    private String customRange(boolean small, Limits limits) {
        boolean exclusive = small ? limits.minimumExclusive() : limits.maximumExclusive();
        Double bound = small ? limits.minimum() : limits.maximum();
        return path + " in body should be " + (small ? "greater" : "less") + " than "
                + (exclusive ? "" : "or equal to ") + (bound == null ? "" : plain(bound));
    }

    private void invalid(String value, String message) {
        add("FieldValueInvalid", "Invalid value: " + value + ": " + message);
    }

    private void add(String reason, String message) {
        causes.add(new Status.Cause(reason, message, path.toString()));
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    private static String quoted(String text) {
        return Json.object().textNode(text).toString();
    }
}
