package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.SelectableField;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The versions of one user's kind, and how its objects get from one into another.
 *
 * @param schemas of each version, served or not, by its name; empty unless a webhook converts
 * @param selectableFields those of all versions: an object is found by them whichever version it was written at
 * @param webhook who converts, as {@code spec.conversion.webhook} says; null if only {@code apiVersion} differs
 */
public record Versions(
        Map<String, Schema> schemas,
        List<SelectableField> selectableFields,
        @Nullable JsonNode webhook) {

    /** Of a kind whose objects are stored in the form in which they are written. */
    public static final Versions ONE = new Versions(Map.of(), List.of(), null);

    public Versions {
        schemas = Map.copyOf(schemas);
        selectableFields = List.copyOf(selectableFields);
    }
}
