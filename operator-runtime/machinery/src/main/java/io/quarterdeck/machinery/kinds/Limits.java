package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import io.quarterdeck.model.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a value must keep to beyond its type. A limit that is null is none.
 *
 * @param minimumExclusive whether the minimum itself is too small
 * @param pattern what a string must contain a match of
 * @param form what a string must be, by name; null for anything
 */
record Limits(
        @Nullable Double minimum,
        boolean minimumExclusive,
        @Nullable Double maximum,
        boolean maximumExclusive,
        @Nullable Double multipleOf,
        @Nullable Integer lengthMin,
        @Nullable Integer lengthMax,
        @Nullable Integer itemsMin,
        @Nullable Integer itemsMax,
        @Nullable Integer propertiesMin,
        @Nullable Integer propertiesMax,
        @Nullable Pattern pattern,
        @Nullable TextForm form) {

    static final Limits NONE =
            new Limits(null, false, null, false, null, null, null, null, null, null, null, null, null);

    static Limits read(JsonNode schema, boolean builtIn) {
        Limits limits = new Limits(
                decimal(schema, "minimum"),
                Json.at(schema, "exclusiveMinimum").asBoolean(),
                decimal(schema, "maximum"),
                Json.at(schema, "exclusiveMaximum").asBoolean(),
                decimal(schema, "multipleOf"),
                count(schema, "minLength"),
                count(schema, "maxLength"),
                count(schema, "minItems"),
                count(schema, "maxItems"),
                count(schema, "minProperties"),
                count(schema, "maxProperties"),
                schema.hasNonNull("pattern") ? Pattern.compile(Json.text(schema, "pattern")) : null,
                builtIn && schema.hasNonNull(Extensions.FORM) ? TextForm.of(Json.text(schema, Extensions.FORM)) : null);
        return limits.equals(NONE) ? NONE : limits;
    }

    private static @Nullable Double decimal(JsonNode schema, String field) {
        return schema.path(field).isNumber() ? (Double) schema.path(field).doubleValue() : null;
    }

    private static @Nullable Integer count(JsonNode schema, String field) {
        return schema.path(field).isNumber() ? (Integer) schema.path(field).intValue() : null;
    }
}
