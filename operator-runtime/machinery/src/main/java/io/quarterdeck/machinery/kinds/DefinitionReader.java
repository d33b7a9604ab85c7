package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.SelectableField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads one CustomResourceDefinition, ours or a user's: what is the same for both. How a version's schema becomes a shape
 * is the caller's matter.
 */
final class DefinitionReader {

    private static final List<String> ALL_VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
    private static final List<String> SUBRESOURCE_VERBS = List.of("get", "patch", "update");
    private static final Kind.Column AGE =
            new Kind.Column("Age", "date", "", "Time since creation", ".metadata.creationTimestamp", 0);

    private final boolean builtIn;
    private final Function<JsonNode, Schema> schemas;

    /** @param schemas makes a schema of a version's {@code openAPIV3Schema} */
    DefinitionReader(boolean builtIn, Function<JsonNode, Schema> schemas) {
        this.builtIn = builtIn;
        this.schemas = schemas;
    }

    /** Its served versions. */
    List<Kind> read(ObjectNode definition) {
        JsonNode spec = Json.at(definition, "spec");
        Versions versions = builtIn ? Versions.ONE : versions(spec);
        List<Kind> kinds = new ArrayList<>();
        for (JsonNode version : Json.items(spec, "versions")) {
            if (Json.at(version, "served").asBoolean()) {
                kinds.add(kind(spec, version, versions));
            }
        }
        return List.copyOf(kinds);
    }

    private Versions versions(JsonNode spec) {
        JsonNode conversion = Json.at(spec, "conversion");
        boolean converted = Json.text(conversion, "strategy").equals("Webhook");
        Map<String, Schema> all = new LinkedHashMap<>();
        Set<SelectableField> fields = new LinkedHashSet<>();
        for (JsonNode version : Json.items(spec, "versions")) {
            fields.addAll(selectableFields(version));
            if (converted) {
                all.put(Json.text(version, "name"), schema(version));
            }
        }
        return new Versions(all, List.copyOf(fields), converted ? Json.at(conversion, "webhook") : null);
    }

    private Schema schema(JsonNode version, Versions versions) {
        Schema known = versions.schemas().get(Json.text(version, "name"));
        return known == null ? schema(version) : known;
    }

    private Schema schema(JsonNode version) {
        return schemas.apply(Json.at(version, "schema", "openAPIV3Schema"));
    }

    private Kind kind(JsonNode spec, JsonNode version, Versions versions) {
        JsonNode names = Json.at(spec, "names");
        String kind = Json.text(names, "kind");
        ResourceType type = new ResourceType(
                Json.text(spec, "group"),
                Json.text(version, "name"),
                Json.text(names, "plural"),
                kind,
                Json.text(spec, "scope").equals("Namespaced"));
        return new Kind(
                type,
                textOr(names, "singular", kind.toLowerCase(Locale.ROOT)),
                textOr(names, "listKind", kind + "List"),
                texts(names, "shortNames"),
                texts(names, "categories"),
                version.has(Extensions.VERBS) ? texts(version, Extensions.VERBS) : ALL_VERBS,
                subresources(type, version),
                schema(version, versions),
                columns(version),
                selectableFields(version),
                builtIn ? immutable(version) : List.of(),
                builtIn,
                storage(type, spec, version),
                versions);
    }

    /** A version of a built-in kind may say as what else it is stored; otherwise the definition's stored version is it. */
    private ResourceType storage(ResourceType type, JsonNode spec, JsonNode version) {
        String other = Json.text(version, Extensions.STORED_AS);
        if (other.isEmpty() || !builtIn) {
            for (JsonNode candidate : Json.items(spec, "versions")) {
                if (Json.at(candidate, "storage").asBoolean()) {
                    other = type.group() + "/" + Json.text(candidate, "name");
                }
            }
        }
        if (other.isEmpty()) {
            return type;
        }
        int slash = other.indexOf('/');
        String group = slash < 0 ? "" : other.substring(0, slash);
        return new ResourceType(group, other.substring(slash + 1), type.plural(), type.kind(), type.namespaced());
    }

    private static List<Kind.Subresource> subresources(ResourceType type, JsonNode version) {
        List<Kind.Subresource> subresources = new ArrayList<>();
        JsonNode standard = Json.at(version, "subresources");
        if (standard.has("status")) {
            subresources.add(
                    new Kind.Subresource("status", type.group(), type.version(), type.kind(), SUBRESOURCE_VERBS));
        }
        if (standard.has("scale")) {
            subresources.add(new Kind.Subresource("scale", "autoscaling", "v1", "Scale", SUBRESOURCE_VERBS));
        }
        for (JsonNode further : Json.items(version, Extensions.SUBRESOURCES)) {
            boolean own = !further.has("kind");
            subresources.add(new Kind.Subresource(
                    Json.text(further, "name"),
                    own ? type.group() : Json.text(further, "group"),
                    own ? type.version() : Json.text(further, "version"),
                    own ? type.kind() : Json.text(further, "kind"),
                    further.has("verbs") ? texts(further, "verbs") : SUBRESOURCE_VERBS));
        }
        subresources.sort(Comparator.comparing(Kind.Subresource::name));
        return subresources;
    }

    private static List<Kind.Column> columns(JsonNode version) {
        List<Kind.Column> columns = new ArrayList<>();
        for (JsonNode column : Json.items(version, "additionalPrinterColumns")) {
            columns.add(new Kind.Column(
                    Json.text(column, "name"),
                    textOr(column, "type", "string"),
                    Json.text(column, "format"),
                    Json.text(column, "description"),
                    Json.text(column, "jsonPath"),
                    Json.at(column, "priority").asInt(0)));
        }
        if (columns.isEmpty()) {
            columns.add(AGE);
        }
        return columns;
    }

    private static List<SelectableField> selectableFields(JsonNode version) {
        return Json.items(version, "selectableFields").stream()
                .map(DefinitionReader::selectableField)
                .toList();
    }

    private static SelectableField selectableField(JsonNode field) {
        String path = Json.text(field, "jsonPath");
        SelectableField plain = SelectableField.at(path.startsWith(".") ? path.substring(1) : path);
        List<List<String>> places = Json.items(field, Extensions.VALUE_AT).stream()
                .map(place -> List.of(place.asText().split("\\.", -1)))
                .toList();
        return places.isEmpty() ? plain : new SelectableField(plain.name(), places);
    }

    private static List<Kind.Immutable> immutable(JsonNode version) {
        return Json.items(version, Extensions.IMMUTABLE).stream()
                .map(field -> new Kind.Immutable(
                        List.of(Json.text(field, "path").split("\\.", -1)), Json.text(field, "because")))
                .toList();
    }

    private static String textOr(JsonNode node, String field, String otherwise) {
        String text = Json.text(node, field);
        return text.isEmpty() ? otherwise : text;
    }

    private static List<String> texts(JsonNode node, String field) {
        return Json.items(node, field).stream()
                .map(item -> item.asText().intern())
                .toList();
    }
}
