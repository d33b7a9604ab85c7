package io.quarterdeck.machinery.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.apply.ManagedFields;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What holds for the metadata of every kind: which fields only the server sets, and what the others may be. */
final class Metadata {

    /** All annotations of an object together, keys and values: what Kubernetes allows. */
    private static final long ANNOTATIONS_LENGTH_MAX = 256 * 1024;

    /** A generated name keeps room for its suffix within a DNS label. */
    private static final int GENERATED_BASE_MAX = Names.LABEL_LENGTH_MAX - 5;

    private static final List<String> SERVER_SET =
            List.of("uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds");
    private static final String MANAGED_FIELDS = "managedFields";
    private static final List<String> NOT_KEPT = List.of(MANAGED_FIELDS, "selfLink");

    private Metadata() {}

    /** Checks what a body says against the URL that it came to. */
    static void requireAddress(Target target, ObjectNode object) {
        String name = Json.text(object, "metadata", "name");
        if (!target.name().isEmpty() && !name.isEmpty() && !name.equals(target.name())) {
            throw Refusals.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + target.name() + ")");
        }
        String namespace = Json.text(object, "metadata", "namespace");
        if (target.type().namespaced() && !namespace.isEmpty() && !namespace.equals(target.namespace())) {
            throw Refusals.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    /** Sets what the server sets in a new object. */
    static void fillNew(Target target, ObjectNode object, Identity identity, Instant now, boolean generation) {
        ObjectNode metadata = Json.ensureObject(object, "metadata");
        if (!Json.text(metadata, "resourceVersion").isEmpty()) {
            throw Refusals.badRequest("resourceVersion should not be set on objects to be created");
        }
        metadata.remove("resourceVersion");
        metadata.remove(SERVER_SET);
        metadata.remove(NOT_KEPT);
        String base = Json.text(metadata, "generateName");
        if (Json.text(metadata, "name").isEmpty() && !base.isEmpty()) {
            String kept = base.length() > GENERATED_BASE_MAX ? base.substring(0, GENERATED_BASE_MAX) : base;
            metadata.put("name", kept + identity.suffix());
        }
        if (target.type().namespaced()) {
            metadata.put("namespace", target.namespace());
        } else {
            metadata.remove("namespace");
        }
        metadata.put("uid", identity.uid());
        if (generation) {
            metadata.put("generation", 1);
        }
        metadata.put("creationTimestamp", Times.format(now));
    }

    /** Who owns what, as an object says it or a client wants it; a missing node if it says nothing. */
    static JsonNode managedFields(ObjectNode object) {
        return Json.at(object, "metadata", MANAGED_FIELDS);
    }

    /** Sets who owns what, behind all else: it is the longest part, and the one that people look at last. */
    static void setManagedFields(ObjectNode object, ManagedFields fields) {
        if (!fields.isEmpty()) {
            Json.ensureObject(object, "metadata").set(MANAGED_FIELDS, fields.encode());
        }
    }

    /** Gives a changed object what a client cannot change. */
    static void keep(ObjectNode object, ObjectNode current) {
        ObjectNode metadata = Json.ensureObject(object, "metadata");
        ObjectNode before = Json.ensureObject(current, "metadata");
        SERVER_SET.forEach(field -> Trees.copyField(before, metadata, field));
        List.of("name", "namespace", "generateName", "resourceVersion")
                .forEach(field -> Trees.copyField(before, metadata, field));
        metadata.remove(NOT_KEPT);
    }

    static void validate(ObjectNode object, String nameFault, Faults faults) {
        ObjectNode metadata = Json.ensureObject(object, "metadata");
        String name = Json.text(metadata, "name");
        if (name.isEmpty()) {
            faults.required("metadata.name", "name or generateName is required");
        } else {
            faults.invalidIf(nameFault, "metadata.name", name);
        }
        Json.textMap(metadata, "labels").forEach((key, value) -> {
            faults.invalidIf(Names.qualifiedNameFault(key), "metadata.labels", key);
            faults.invalidIf(Names.labelValueFault(value), "metadata.labels", value);
        });
        annotations(Json.textMap(metadata, "annotations"), faults);
        for (JsonNode finalizer : Json.items(metadata, "finalizers")) {
            faults.invalidIf(Names.qualifiedNameFault(finalizer.asText()), "metadata.finalizers", finalizer.asText());
        }
        owners(Json.items(metadata, "ownerReferences"), faults);
    }

    private static void annotations(Map<String, String> annotations, Faults faults) {
        long length = 0;
        for (Map.Entry<String, String> annotation : annotations.entrySet()) {
            String key = annotation.getKey();
            faults.invalidIf(
                    Names.qualifiedNameFault(key.toLowerCase(java.util.Locale.ROOT)), "metadata.annotations", key);
            length += key.getBytes(StandardCharsets.UTF_8).length
                    + annotation.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (length > ANNOTATIONS_LENGTH_MAX) {
            faults.tooLong("metadata.annotations", ANNOTATIONS_LENGTH_MAX);
        }
    }

    private static void owners(List<JsonNode> owners, Faults faults) {
        int controllers = 0;
        for (int i = 0; i < owners.size(); i++) {
            for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                if (Json.text(owners.get(i), field).isEmpty()) {
                    faults.invalid("metadata.ownerReferences[" + i + "]." + field, "", field + " must not be empty");
                }
            }
            controllers += Json.at(owners.get(i), "controller").asBoolean(false) ? 1 : 0;
        }
        if (controllers > 1) {
            faults.invalid(
                    "metadata.ownerReferences",
                    owners.toString(),
                    "Only one reference can have Controller set to true");
        }
    }

    /** What may not change in metadata beyond what {@link #keep} restores. */
    static void validateChange(ObjectNode object, ObjectNode current, Faults faults) {
        if (Json.text(current, "metadata", "deletionTimestamp").isEmpty()) {
            return;
        }
        Set<String> before = new HashSet<>();
        Json.items(current, "metadata", "finalizers").forEach(value -> before.add(value.asText()));
        for (JsonNode finalizer : Json.items(object, "metadata", "finalizers")) {
            if (!before.contains(finalizer.asText())) {
                faults.forbidden(
                        "metadata.finalizers",
                        "no new finalizers can be added if the object is being deleted, found new finalizers []string{\""
                                + finalizer.asText() + "\"}");
            }
        }
    }
}
