package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import java.util.regex.Pattern;

/** Numbers of pods, and percentages of them. */
final class Amounts {

    private static final Pattern PERCENT = Pattern.compile("[0-9]{1,9}%");
    private static final String PERCENT_FAULT =
            "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%',"
                    + " regex used for validation is '[0-9]+%')";
    private static final int ALL = 100;

    private Amounts() {}

    /** Checks a number or percentage; true if it is more than none, or no amount at all. */
    static boolean isSome(JsonNode parent, String path, String name, Faults faults) {
        JsonNode value = Json.at(parent, name);
        String field = path + "." + name;
        if (value.isNumber()) {
            if (value.asLong() < 0) {
                faults.invalid(field, value, "must be greater than or equal to 0");
            }
            return value.asLong() != 0;
        }
        String text = value.asText("");
        if (!PERCENT.matcher(text).matches()) {
            faults.invalid(field, text, PERCENT_FAULT);
            return true;
        }
        int percent = Integer.parseInt(text.substring(0, text.length() - 1));
        if (!name.equals("maxSurge") && percent > ALL) {
            faults.invalid(field, text, "must not be greater than 100%");
        }
        return percent != 0;
    }
}
