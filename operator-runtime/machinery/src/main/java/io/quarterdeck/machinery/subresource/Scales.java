package io.quarterdeck.machinery.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.machinery.patch.Patch;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.wire.Body;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.machinery.wire.SelectorText;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.machinery.wire.WriteOptions;
import io.quarterdeck.machinery.write.Writer;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.store.Store;
import java.util.List;
import java.util.function.UnaryOperator;

/** {@code scale}: how many replicas an object wants and has, in the same form for every kind that has it. */
public final class Scales {

    private static final ResourceType SCALE = new ResourceType("autoscaling", "v1", "scales", "Scale", true);

    private final Store store;
    private final KindRegistry kinds;
    private final Writer writer;

    public Scales(Store store, KindRegistry kinds, Writer writer) {
        this.store = store;
        this.kinds = kinds;
        this.writer = writer;
    }

    /** Where an object keeps its numbers, as dotted paths. */
    private record Paths(List<String> wanted, List<String> actual, List<String> selector) {

        static final Paths USUAL =
                new Paths(List.of("spec", "replicas"), List.of("status", "replicas"), List.of("status", "selector"));

        static List<String> parse(String path) {
            return List.of((path.startsWith(".") ? path.substring(1) : path).split("\\.", -1));
        }
    }

    /** The scale of an object as it stands. */
    public ObjectNode read(Target target, KubeObject object) {
        return scale(target, paths(target.kind()), object.tree());
    }

    /** PUT. */
    public ObjectNode replace(Target target, Body body, WriteOptions options) {
        ObjectNode wanted = body.object();
        requireScale(wanted);
        return write(target, scale -> wanted, options);
    }

    /** PATCH. */
    public ObjectNode patch(Target target, byte[] body, String contentType, WriteOptions options) {
        Kind scale = kinds.byKind(SCALE.group(), SCALE.version(), SCALE.kind()).orElseThrow(Refusals::unknownResource);
        Patch patch = Patch.parse(scale, body, contentType);
        return write(target, patch::apply, options);
    }

    /** Server-side apply. Whoever applies a scale owns the object's own number. */
    public ObjectNode apply(Target target, Body body, WriteOptions options) {
        ObjectNode wanted = body.object();
        if (!Json.text(wanted, "apiVersion").equals(SCALE.apiVersion())) {
            throw Refusals.badRequest("Incorrect version specified in apply patch. Specified patch version: "
                    + Json.text(wanted, "apiVersion") + ", expected: " + SCALE.apiVersion());
        }
        requireScale(wanted);
        Paths paths = paths(target.kind());
        ObjectNode config = Json.object();
        config.put("apiVersion", target.type().apiVersion())
                .put("kind", target.type().kind());
        ObjectNode metadata = config.putObject("metadata").put("name", target.name());
        for (String field : List.of("uid", "resourceVersion")) {
            String value = Json.text(wanted, "metadata", field);
            if (!value.isEmpty()) {
                metadata.put(field, value);
            }
        }
        if (!Json.at(wanted, "spec", "replicas").isMissingNode()) {
            put(config, paths.wanted(), replicas(target, wanted));
        }
        KubeObject written = writer.applyThrough(target.subresource(), target.object(), config, options)
                .object();
        return scale(target, paths, written.tree());
    }

    private static void requireScale(ObjectNode body) {
        if (!Json.text(body, "kind").equals(SCALE.kind())) {
            throw Refusals.badRequest("the body is a " + Json.text(body, "kind") + " and not a Scale");
        }
    }

    private ObjectNode write(Target target, UnaryOperator<ObjectNode> change, WriteOptions options) {
        Paths paths = paths(target.kind());
        KubeObject written = writer.adjust(
                        target.object(),
                        target.subresource(),
                        tree -> {
                            ObjectNode wanted = change.apply(scale(target, paths, tree));
                            JsonNode replicas = replicas(target, wanted);
                            put(tree, paths.wanted(), replicas);
                            String revision = Json.text(wanted, "metadata", "resourceVersion");
                            if (!revision.isEmpty()) {
                                Json.ensureObject(tree, "metadata").put("resourceVersion", revision);
                            }
                        },
                        options)
                .object();
        return scale(target, paths, written.tree());
    }

    private static JsonNode replicas(Target target, ObjectNode wanted) {
        JsonNode replicas = Json.at(wanted, "spec", "replicas");
        if (replicas.isMissingNode() || replicas.isNull()) {
            return Json.object().numberNode(0);
        }
        if (!replicas.isInt()) {
            throw Refusals.badRequest("Scale in version \"v1\" cannot be handled as a Scale: json: cannot unmarshal "
                    + replicas + " into Go struct field ScaleSpec.spec.replicas of type int32");
        }
        if (replicas.asInt() < 0) {
            Faults faults = new Faults();
            faults.invalid("spec.replicas", replicas, "must be greater than or equal to 0");
            faults.refuse(SCALE, target.name());
        }
        return replicas;
    }

    private static void put(ObjectNode tree, List<String> path, JsonNode value) {
        String[] parent = path.subList(0, path.size() - 1).toArray(String[]::new);
        Json.ensureObject(tree, parent).set(path.getLast(), value);
    }

    private static ObjectNode scale(Target target, Paths paths, ObjectNode tree) {
        ObjectNode scale = Json.object();
        scale.put("kind", SCALE.kind()).put("apiVersion", SCALE.apiVersion());
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            metadata.put(field, Json.text(tree, "metadata", field));
        }
        scale.putObject("spec").put("replicas", number(tree, paths.wanted()));
        ObjectNode status = scale.putObject("status").put("replicas", number(tree, paths.actual()));
        String selector = target.kind().builtIn()
                ? SelectorText.of(Json.at(tree, "spec", "selector"))
                : Json.text(tree, paths.selector().toArray(String[]::new));
        if (!selector.isEmpty()) {
            status.put("selector", selector);
        }
        return scale;
    }

    private static int number(ObjectNode tree, List<String> path) {
        return Json.at(tree, path.toArray(String[]::new)).asInt(0);
    }

    /** A user's kind says in its definition where the numbers are. */
    private Paths paths(Kind kind) {
        if (kind.subresources().stream().noneMatch(sub -> sub.name().equals("scale"))) {
            throw Refusals.unknownResource();
        }
        if (kind.builtIn()) {
            return Paths.USUAL;
        }
        ObjectNode definition = store.snapshot(Resources.CUSTOM_RESOURCE_DEFINITIONS.resource())
                .get(ObjectKey.clusterWide(kind.type().resource()))
                .orElseThrow(Refusals::unknownResource)
                .tree();
        for (JsonNode version : Json.items(definition, "spec", "versions")) {
            JsonNode scale = Json.at(version, "subresources", "scale");
            if (Json.text(version, "name").equals(kind.type().version()) && scale.isObject()) {
                return new Paths(
                        Paths.parse(Json.text(scale, "specReplicasPath")),
                        Paths.parse(Json.text(scale, "statusReplicasPath")),
                        Paths.parse(Json.text(scale, "labelSelectorPath")));
            }
        }
        throw Refusals.unknownResource();
    }
}
