package io.quarterdeck.machinery.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.SchemaTexts;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes schemas as a document's {@code components.schemas}: those of kinds, and all that they refer to. */
final class SchemaWriter {

    static final String REFERENCE = "#/components/schemas/";
    static final String GROUP_VERSION_KIND = "x-kubernetes-group-version-kind";
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final String OBJECT_META = META + "ObjectMeta";
    static final String DELETE_OPTIONS = META + "DeleteOptions";
    private static final String LIST_META = META + "ListMeta";
    private static final String TIME = META + "Time";
    private static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    private static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";

    /** The kind whose fields' descriptions are used for what all kinds have. */
    private static final String A_KIND = "io.k8s.api.core.v1.ConfigMap";

    private static final String STANDARD_METADATA =
            "Standard object's metadata: its name and what else is noted of it, whatever its kind.";

    /** What clients do something with; limits and our own words are for the server. */
    private static final Set<String> PUBLISHED =
            Set.of("type", "format", "default", "enum", "required", "nullable", "pattern");

    private final SchemaTexts texts;
    private final Map<String, ObjectNode> schemas = new TreeMap<>();
    private final Deque<String> waiting = new ArrayDeque<>();

    SchemaWriter(SchemaTexts texts) {
        this.texts = texts;
    }

    /** Adds a kind and returns the name that its schema has in the document. */
    String add(Kind kind) {
        String name = SchemaTexts.model(kind).orElseGet(() -> customName(kind.type()));
        if (kind.builtIn()) {
            reference(name);
            complete();
        } else {
            schemas.put(name, custom(kind));
        }
        ObjectNode schema = schemas.get(name);
        if (schema == null) {
            throw new IllegalStateException(name + " was added and is not there");
        }
        mark(schema, kind.type().group(), kind.type().version(), kind.type().kind());
        return name;
    }

    /** Adds the list of a kind and returns its name. */
    String addList(Kind kind, String element) {
        String name = element.substring(0, element.lastIndexOf('.') + 1) + kind.listKind();
        ObjectNode schema = Json.object();
        schema.put(
                        "description",
                        kind.listKind() + " is a list of " + kind.type().kind())
                .put("type", "object");
        schema.putArray("required").add("items");
        ObjectNode properties = schema.putObject("properties");
        ObjectNode items = properties.putObject("items").put("type", "array");
        items.putObject("items").put("$ref", REFERENCE + element);
        identity(properties, LIST_META);
        schemas.put(name, schema);
        complete();
        mark(schema, kind.type().group(), kind.type().version(), kind.listKind());
        return name;
    }

    /** Adds a model that operations use, and returns a reference to it. */
    ObjectNode use(String model) {
        ObjectNode reference = reference(model);
        complete();
        return reference;
    }

    Map<String, ObjectNode> schemas() {
        return Collections.unmodifiableMap(schemas);
    }

    private ObjectNode custom(Kind kind) {
        ObjectNode source = SchemaTexts.source(kind);
        identity(Json.ensureObject(source, "properties"), OBJECT_META);
        complete();
        return source;
    }

    /** What every object has, described as it is for a kind of ours. */
    private void identity(ObjectNode properties, String metadata) {
        JsonNode descriptions = Json.at(texts.descriptions(), A_KIND);
        for (String name : List.of("apiVersion", "kind")) {
            describe(properties.putObject(name).put("type", "string"), Json.text(descriptions, name));
        }
        ObjectNode standard = properties.putObject("metadata").put("description", STANDARD_METADATA);
        standard.putArray("allOf").add(reference(metadata));
    }

    private static String customName(ResourceType type) {
        List<String> labels = new ArrayList<>(List.of(type.group().split("\\.", -1)));
        Collections.reverse(labels);
        return String.join(".", labels) + "." + type.version() + "." + type.kind();
    }

    private ObjectNode reference(String model) {
        String name = published(model);
        if (!schemas.containsKey(name)) {
            // A place is taken before the schema is written: it may refer to itself.
            schemas.put(name, Json.object());
            waiting.addLast(model);
        }
        return Json.object().put("$ref", REFERENCE + name);
    }

    private void complete() {
        while (!waiting.isEmpty()) {
            String model = waiting.removeFirst();
            schemas.put(published(model), definition(model));
        }
    }

    private ObjectNode definition(String model) {
        ObjectNode known = wellKnown(model);
        if (known != null) {
            return known;
        }
        String name = published(model);
        JsonNode descriptions = Json.at(texts.descriptions(), name);
        JsonNode source = texts.definitions().get(model);
        if (source == null) {
            throw new IllegalStateException("no definition is called " + model);
        }
        ObjectNode schema = Json.object();
        describe(schema, Json.text(descriptions, ""));
        copy(source, schema);
        ObjectNode properties = schema.putObject("properties");
        for (Map.Entry<String, JsonNode> property :
                Json.at(source, "properties").properties()) {
            properties.set(
                    property.getKey(), property(property.getValue(), Json.text(descriptions, property.getKey())));
        }
        return schema;
    }

    /** A property: a reference cannot carry a description or a default beside it, so it stands in an allOf. */
    private ObjectNode property(JsonNode source, String description) {
        ObjectNode written = write(source);
        if (!written.has("$ref")) {
            ObjectNode described = Json.object();
            describe(described, description);
            described.setAll(written);
            return described;
        }
        ObjectNode wrapped = Json.object();
        // The client's models say nothing of a field whose type has a name: the type's own text is what there is.
        String model = published(Json.text(written, "$ref").substring(REFERENCE.length()));
        String named = model.equals(OBJECT_META) || model.equals(LIST_META)
                ? STANDARD_METADATA
                : Json.text(Json.at(texts.descriptions(), model), "");
        describe(wrapped, description.isEmpty() ? named : description);
        wrapped.putArray("allOf").add(Json.object().put("$ref", Json.text(written, "$ref")));
        written.remove("$ref");
        wrapped.setAll(written);
        return wrapped;
    }

    private ObjectNode write(JsonNode source) {
        ObjectNode schema = Json.object();
        String special = special(source);
        if (!special.isEmpty()) {
            schema.setAll(reference(special));
            source.properties().stream()
                    .filter(word -> word.getKey().equals("default")
                            || (word.getKey().startsWith("x-kubernetes-")
                                    && !word.getKey().equals("x-kubernetes-int-or-string")))
                    .forEach(word -> schema.set(word.getKey(), word.getValue()));
            return schema;
        }
        copy(source, schema);
        if (Json.at(source, "x-kubernetes-preserve-unknown-fields").asBoolean()) {
            schema.put("type", "object").remove("x-kubernetes-preserve-unknown-fields");
        }
        for (String part : List.of("items", "additionalProperties")) {
            if (source.has(part)) {
                schema.set(part, write(source.get(part)));
            }
        }
        return schema;
    }

    /** The model that a value is a reference to, written so or meant by its format; empty for all others. */
    private static String special(JsonNode source) {
        if (source.has("$ref")) {
            return Json.text(source, "$ref");
        }
        if (Json.at(source, "x-kubernetes-int-or-string").asBoolean()) {
            return INT_OR_STRING;
        }
        return switch (Json.text(source, "format")) {
            case "quantity" -> QUANTITY;
            case "date-time" -> TIME;
            default -> "";
        };
    }

    private static void copy(JsonNode source, ObjectNode target) {
        source.properties().forEach(word -> {
            if (PUBLISHED.contains(word.getKey()) || word.getKey().startsWith("x-kubernetes-")) {
                target.set(word.getKey(), word.getValue());
            }
        });
    }

    /** Types that JSON knows under one name and the API under another; null for all that have fields. */
    private static @Nullable ObjectNode wellKnown(String model) {
        ObjectNode schema = Json.object();
        return switch (model) {
            case QUANTITY -> oneOf(schema.put("description", "An amount of a resource: 500m, 64Mi, 1e3."), "number");
            case INT_OR_STRING ->
                oneOf(
                        schema.put("description", "A number, or a text such as a percentage or a name.")
                                .put("format", "int-or-string"),
                        "integer");
            case TIME ->
                schema.put("description", "A time as RFC 3339 has it.")
                        .put("type", "string")
                        .put("format", "date-time");
            default -> null;
        };
    }

    private static ObjectNode oneOf(ObjectNode schema, String other) {
        ArrayNode types = schema.putArray("oneOf");
        types.addObject().put("type", "string");
        types.addObject().put("type", other);
        return schema;
    }

    private static String published(String model) {
        int variant = model.indexOf('#');
        return variant < 0 ? model : model.substring(0, variant);
    }

    private static void describe(ObjectNode schema, String description) {
        if (!description.isEmpty()) {
            schema.put("description", description);
        }
    }

    private static void mark(ObjectNode schema, String group, String version, String kind) {
        schema.putArray(GROUP_VERSION_KIND)
                .addObject()
                .put("group", group)
                .put("kind", kind)
                .put("version", version);
    }
}
