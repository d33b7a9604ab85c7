package io.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.kinds.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a value is owned, as its schema says. Where there is no schema it is deduced: maps are owned field by field, lists and
 * all else as a whole.
 */
enum Typing {
    /** As a whole. */
    LEAF,
    /** Field by field. */
    MAP,
    /** Value by value. */
    SET,
    /** Element by element, told apart by the fields that are their keys. */
    KEYED;

    private static final String ATOMIC = "atomic";

    static Typing of(@Nullable Schema schema, JsonNode value) {
        if (value.isObject()) {
            return schema != null && schema.mapType().equals(ATOMIC) ? LEAF : MAP;
        }
        if (!value.isArray() || schema == null) {
            return LEAF;
        }
        return switch (schema.listType()) {
            case "set" -> SET;
            case "map" -> KEYED;
            default -> LEAF;
        };
    }

    /** What is known of a field; null for nothing. */
    static @Nullable Schema field(@Nullable Schema schema, String name) {
        if (schema == null) {
            return null;
        }
        Schema property = schema.properties().get(name);
        return property == null ? schema.additionalProperties() : property;
    }

    /** Whether a field is one of a structure's, which is there as soon as something below it is; not so the keys of a map. */
    static boolean isStructure(@Nullable Schema schema, String name) {
        return schema != null && schema.properties().containsKey(name);
    }
}
