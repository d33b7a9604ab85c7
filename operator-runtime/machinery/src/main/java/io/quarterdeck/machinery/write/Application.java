package io.quarterdeck.machinery.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.apply.AppliedConfiguration;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.wire.Body;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.machinery.wire.WriteOptions;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import java.util.List;

/** Reads the body of an apply: a configuration that holds what its owner wants, and nothing else. */
final class Application {

    /** What of a built-in object's metadata is written with its status. */
    private static final List<String> METADATA_OF_STATUS =
            List.of("name", "namespace", "uid", "resourceVersion", "labels", "annotations", "finalizers");

    private static final List<String> IDENTITY = List.of("name", "namespace", "uid", "resourceVersion");

    private Application() {}

    /**
     * Reads a configuration and makes sure that its fields can be owned.
     *
     * @throws io.quarterdeck.model.ApiException 400
     */
    static ObjectNode read(Target target, Body body, WriteOptions.Unknown unknown, List<String> warnings) {
        Kind kind = target.kind();
        ObjectNode config = body.object();
        requireKind(kind.type(), config);
        if (!body.duplicates().isEmpty()) {
            duplicates(body.duplicates(), unknown, warnings);
        }
        if (!Metadata.managedFields(config).isEmpty()) {
            throw Refusals.badRequest("metadata.managedFields must be nil");
        }
        if (config.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
        Decoder.requireReadable(kind, config);
        Metadata.requireAddress(target, config);
        Json.ensureObject(config, "metadata").put("name", target.name());
        String fault = AppliedConfiguration.fault(kind.schema(), config);
        if (!fault.isEmpty()) {
            String namespace = target.namespace();
            throw Refusals.badRequest("failed to create typed patch object (" + namespace + "/" + target.name() + "; "
                    + kind.type().apiVersion() + ", Kind=" + kind.type().kind() + "): " + fault);
        }
        return config;
    }

    /** What of a configuration counts where it was sent: a status is not applied with the rest, nor the rest with it. */
    static ObjectNode part(Kind kind, Change.Part part, ObjectNode config) {
        ObjectNode counted = Json.object().setAll(config);
        if (part == Change.Part.OBJECT) {
            if (kind.hasStatus()) {
                counted.remove("status");
            }
            return counted;
        }
        counted.retain("apiVersion", "kind", "metadata", part == Change.Part.STATUS ? "status" : "spec");
        ObjectNode metadata = Json.object().setAll((ObjectNode) config.get("metadata"));
        metadata.retain(kind.builtIn() && part == Change.Part.STATUS ? METADATA_OF_STATUS : IDENTITY);
        counted.set("metadata", metadata);
        return counted;
    }

    private static void requireKind(ResourceType type, ObjectNode config) {
        String apiVersion = Json.text(config, "apiVersion");
        String named = Json.text(config, "kind");
        if (apiVersion.isEmpty() || named.isEmpty()) {
            String field = named.isEmpty() ? "Kind" : "apiVersion";
            throw Refusals.badRequest("Object '" + field + "' is missing in the applied configuration");
        }
        if (!apiVersion.equals(type.apiVersion())) {
            throw Refusals.badRequest("Incorrect version specified in apply patch. Specified patch version: "
                    + apiVersion + ", expected: " + type.apiVersion());
        }
        if (!named.equals(type.kind())) {
            throw Refusals.badRequest("Incorrect kind specified in apply patch. Specified patch kind: " + named
                    + ", expected: " + type.kind());
        }
    }

    private static void duplicates(List<String> faults, WriteOptions.Unknown unknown, List<String> warnings) {
        switch (unknown) {
            case STRICT -> throw Refusals.badRequest("error strict decoding YAML: " + String.join(", ", faults));
            case WARN -> warnings.addAll(faults);
            case IGNORE -> {}
        }
    }
}
