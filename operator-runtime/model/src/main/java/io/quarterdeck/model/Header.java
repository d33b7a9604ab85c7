package io.quarterdeck.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an object without parsing it: enough to find, select and collect it.
 *
 * @param labels its labels, in document order
 * @param owners its owner references
 * @param fields the values that a field selector may ask for, beside name and namespace, by path ({@code spec.nodeName});
 *     one that is not there has an empty value
 */
public record Header(
        ObjectKey key,
        String uid,
        Map<String, String> labels,
        List<OwnerReference> owners,
        Map<String, String> fields) {

    /** Copies; the maps must not change afterwards (label order is kept, so {@code Map.copyOf} is not for us). */
    public Header {
        owners = List.copyOf(owners);
    }

    /** The owner that manages this object; at most one does. */
    public @Nullable OwnerReference controller() {
        for (OwnerReference owner : owners) {
            if (owner.controller()) {
                return owner;
            }
        }
        return null;
    }

    /** Extracts the header of an object. */
    public static Header of(JsonNode object, List<SelectableField> selectableFields) {
        JsonNode metadata = Json.at(object, "metadata");
        Map<String, String> fields = new HashMap<>();
        for (SelectableField field : selectableFields) {
            String value = field.value(object);
            if (!value.isEmpty()) {
                fields.put(field.name(), value);
            }
        }
        return new Header(
                new ObjectKey(Json.text(metadata, "namespace"), Json.text(metadata, "name")),
                Json.text(metadata, "uid"),
                Json.textMap(metadata, "labels"),
                Json.items(metadata, "ownerReferences").stream()
                        .map(OwnerReference::parse)
                        .toList(),
                Map.copyOf(fields));
    }
}
