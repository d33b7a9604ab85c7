package io.quarterdeck.machinery.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.SchemaValidator;
import io.quarterdeck.machinery.kinds.UnknownFields;
import io.quarterdeck.machinery.wire.Body;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.machinery.wire.WriteOptions;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes sure that a tree is an object of its kind: that every value can be read, and that every field is known. */
final class Decoder {

    private Decoder() {}

    /**
     * Reads a request's body as an object of a kind.
     *
     * @param warnings grows by what was dropped
     */
    static ObjectNode decode(Kind kind, Body body, WriteOptions.Unknown unknown, List<String> warnings) {
        ObjectNode object = body.object();
        conform(kind, object, body.duplicates(), unknown, warnings);
        return object;
    }

    /** Refuses what cannot be read as this kind; drops, warns of or refuses what the kind does not know. */
    static void conform(
            Kind kind,
            ObjectNode object,
            List<String> duplicates,
            WriteOptions.Unknown unknown,
            List<String> warnings) {
        JsonNode managedFields = detachManagedFields(object);
        // A patch may have changed these as well.
        requireKind(kind, object);
        requireReadable(kind, object);
        List<String> faults = new ArrayList<>();
        UnknownFields.prune(kind.schema(), object).forEach(path -> faults.add("unknown field \"" + path + "\""));
        faults.addAll(duplicates);
        if (managedFields != null) {
            Json.ensureObject(object, "metadata").set("managedFields", managedFields);
        }
        if (faults.isEmpty()) {
            return;
        }
        switch (unknown) {
            case STRICT ->
                throw Refusals.badRequest(
                        kind.type().kind() + " in version \"" + kind.type().version() + "\" cannot be handled as a "
                                + kind.type().kind() + ": strict decoding error: " + String.join(", ", faults));
            case WARN -> warnings.addAll(faults);
            case IGNORE -> {}
        }
    }

    /** Refuses what cannot be read as this kind. */
    static void requireReadable(Kind kind, ObjectNode object) {
        SchemaValidator.decodeFaults(kind.type(), kind.schema(), object).ifPresent(fault -> {
            throw new ApiException(fault);
        });
        requireMetadata(kind.type(), object);
    }

    /** Its fields are named by their values, which no schema knows; whether it can be read at all is asked later. */
    private static @Nullable JsonNode detachManagedFields(ObjectNode object) {
        return object.get("metadata") instanceof ObjectNode metadata ? metadata.remove("managedFields") : null;
    }

    private static void requireKind(Kind kind, ObjectNode object) {
        ResourceType type = kind.type();
        String apiVersion = Json.text(object, "apiVersion");
        String named = Json.text(object, "kind");
        if (!kind.builtIn() && (apiVersion.isEmpty() || named.isEmpty())) {
            String field = named.isEmpty() ? "Kind" : "apiVersion";
            throw Refusals.badRequest("Object '" + field + "' is missing in the body of the request");
        }
        if (!apiVersion.isEmpty() && !apiVersion.equals(type.apiVersion())) {
            throw Refusals.badRequest("the API version in the data (" + apiVersion
                    + ") does not match the expected API version (" + type.apiVersion() + ")");
        }
        if (!named.isEmpty() && !named.equals(type.kind())) {
            throw Refusals.badRequest(named + " in version \"" + type.version() + "\" cannot be handled as a "
                    + type.kind() + ": the kind in the data (" + named + ") does not match the expected kind ("
                    + type.kind() + ")");
        }
        object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    }

    /** Metadata is code's business for every kind, so its types hold whatever a user's schema says. */
    private static void requireMetadata(ResourceType type, ObjectNode object) {
        JsonNode metadata = object.get("metadata");
        if (metadata == null || metadata.isNull()) {
            object.putObject("metadata");
            return;
        }
        requireType(type, metadata.isObject(), "metadata");
        for (String field : List.of("name", "generateName", "namespace", "uid", "resourceVersion")) {
            JsonNode value = Json.at(metadata, field);
            requireType(type, value.isMissingNode() || value.isNull() || value.isTextual(), "metadata." + field);
        }
        for (String field : List.of("labels", "annotations")) {
            requireTexts(type, Json.at(metadata, field), "metadata." + field);
        }
        JsonNode finalizers = Json.at(metadata, "finalizers");
        requireType(
                type, finalizers.isMissingNode() || finalizers.isNull() || finalizers.isArray(), "metadata.finalizers");
        finalizers.forEach(value -> requireType(type, value.isTextual(), "metadata.finalizers"));
        JsonNode owners = Json.at(metadata, "ownerReferences");
        requireType(type, owners.isMissingNode() || owners.isNull() || owners.isArray(), "metadata.ownerReferences");
        owners.forEach(value -> requireType(type, value.isObject(), "metadata.ownerReferences"));
    }

    private static void requireTexts(ResourceType type, JsonNode map, String field) {
        if (map.isMissingNode() || map.isNull()) {
            return;
        }
        requireType(type, map.isObject(), field);
        if (map instanceof ObjectNode object) {
            object.properties().forEach(entry -> {
                if (entry.getValue().isNull()) {
                    entry.setValue(object.textNode(""));
                }
                requireType(type, entry.getValue().isTextual(), field);
            });
        }
    }

    private static void requireType(ResourceType type, boolean right, String field) {
        if (!right) {
            throw new ApiException(
                    Status.badRequest(type.kind() + " in version \"" + type.version() + "\" cannot be handled as a "
                            + type.kind() + ": the value of " + field + " is of the wrong type"));
        }
    }
}
