package io.quarterdeck.machinery.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The operations of one kind's paths. */
final class Operations {

    private static final List<String> BODIES = List.of("application/json", "application/yaml");
    private static final List<String> PATCHES = List.of(
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json",
            "application/apply-patch+yaml");
    private static final List<String> USER_PATCHES =
            List.of("application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml");
    private static final Set<String> CONNECTED = Set.of("attach", "exec", "portforward", "proxy");

    private final Kind kind;
    private final SchemaWriter schemas;
    private final ObjectNode reference;
    private final ObjectNode listReference;

    Operations(Kind kind, String model, SchemaWriter schemas) {
        this.kind = kind;
        this.schemas = schemas;
        this.reference = Json.object().put("$ref", SchemaWriter.REFERENCE + model);
        this.listReference = kind.verbs().contains("list")
                ? Json.object().put("$ref", SchemaWriter.REFERENCE + schemas.addList(kind, model))
                : reference;
    }

    /** The collection, of one namespace if there are any. */
    ObjectNode collection() {
        ObjectNode path = path(kind.type().namespaced(), false);
        if (kind.verbs().contains("list")) {
            path.set("get", list(""));
        }
        if (kind.verbs().contains("create")) {
            path.set("post", write("create", "post", reference, ""));
        }
        if (kind.verbs().contains("deletecollection")) {
            path.set("delete", delete("deleteCollection", "deletecollection"));
        }
        return path;
    }

    /** The collection across namespaces. */
    ObjectNode everywhere() {
        ObjectNode path = path(false, false);
        path.set("get", list("ForAllNamespaces"));
        return path;
    }

    ObjectNode item() {
        ObjectNode path = path(kind.type().namespaced(), true);
        path.set("get", operation("read", "get", "", reference));
        path.set("put", write("replace", "put", reference, ""));
        path.set("patch", patch("", reference));
        path.set("delete", delete("delete", "delete"));
        return path;
    }

    ObjectNode subresource(Kind.Subresource subresource) {
        ObjectNode path = path(kind.type().namespaced(), true);
        String suffix = capitalised(subresource.name());
        boolean connected = CONNECTED.contains(subresource.name());
        ObjectNode body = body(subresource);
        for (String verb : subresource.verbs()) {
            switch (verb) {
                case "get" -> path.set("get", operation("read", connected ? "connect" : "get", suffix, body));
                case "create" -> path.set("post", write("create", connected ? "connect" : "post", body, suffix));
                case "update" -> path.set("put", write("replace", connected ? "connect" : "put", body, suffix));
                case "patch" -> path.set("patch", patch(suffix, body));
                case "delete" -> path.set("delete", operation("delete", "connect", suffix, body));
                default -> throw new IllegalStateException(subresource + " has a verb without a method");
            }
        }
        return path;
    }

    private ObjectNode body(Kind.Subresource subresource) {
        ResourceType type = kind.type();
        String name = subresource.kind();
        if (name.equals(type.kind())) {
            return reference;
        }
        return switch (name) {
            case "Scale" -> schemas.use("io.k8s.api.autoscaling.v1.Scale");
            case "Eviction" -> schemas.use("io.k8s.api.policy.v1.Eviction");
            case "TokenRequest" -> schemas.use("io.k8s.api.authentication.v1.TokenRequest");
            case "Binding" -> schemas.use("io.k8s.api.core.v1.Binding");
            default -> Json.object().put("type", "string");
        };
    }

    private ObjectNode list(String suffix) {
        ObjectNode operation = operation("list", "list", suffix, listReference);
        ArrayNode parameters = Json.array();
        for (String name :
                List.of("continue", "fieldSelector", "labelSelector", "resourceVersion", "resourceVersionMatch")) {
            query(parameters, name, "string");
        }
        for (String name : List.of("allowWatchBookmarks", "sendInitialEvents", "watch")) {
            query(parameters, name, "boolean");
        }
        query(parameters, "limit", "integer");
        query(parameters, "timeoutSeconds", "integer");
        operation.set("parameters", parameters);
        return operation;
    }

    private ObjectNode write(String word, String action, ObjectNode body, String suffix) {
        ObjectNode operation = operation(word, action, suffix, body);
        operation.set("parameters", writeParameters(false));
        content(operation.putObject("requestBody").put("required", true), List.of("*/*"), body);
        return operation;
    }

    private ObjectNode patch(String suffix, ObjectNode body) {
        ObjectNode operation = operation("patch", "patch", suffix, body);
        operation.set("parameters", writeParameters(true));
        ObjectNode anything = Json.object().put("type", "object");
        content(
                operation.putObject("requestBody").put("required", true),
                kind.builtIn() ? PATCHES : USER_PATCHES,
                anything);
        return operation;
    }

    private ObjectNode delete(String word, String action) {
        ObjectNode operation = operation(word, action, "", Json.object().put("type", "object"));
        ArrayNode parameters = Json.array();
        query(parameters, "dryRun", "string");
        query(parameters, "gracePeriodSeconds", "integer");
        query(parameters, "propagationPolicy", "string");
        operation.set("parameters", parameters);
        content(operation.putObject("requestBody"), List.of("*/*"), schemas.use(SchemaWriter.DELETE_OPTIONS));
        return operation;
    }

    /** kubectl looks for {@code fieldValidation} and {@code dryRun} here before it relies on either. */
    private static ArrayNode writeParameters(boolean patch) {
        ArrayNode parameters = Json.array();
        query(parameters, "dryRun", "string");
        query(parameters, "fieldManager", "string");
        query(parameters, "fieldValidation", "string");
        if (patch) {
            query(parameters, "force", "boolean");
        }
        return parameters;
    }

    private ObjectNode operation(String word, String action, String suffix, ObjectNode answer) {
        ResourceType type = kind.type();
        String group = type.group().isEmpty() ? "core" : type.group().split("\\.", 2)[0];
        ObjectNode operation = Json.object();
        operation.putArray("tags").add(group + "_" + type.version());
        String scope = type.namespaced() && !suffix.equals("ForAllNamespaces") ? "Namespaced" : "";
        operation.put(
                "operationId", word + capitalised(group) + capitalised(type.version()) + scope + type.kind() + suffix);
        ObjectNode responses = operation.putObject("responses");
        content(responses.putObject("200").put("description", "OK"), BODIES, answer);
        responses.putObject("401").put("description", "Unauthorized");
        operation.put("x-kubernetes-action", action);
        operation
                .putObject(SchemaWriter.GROUP_VERSION_KIND)
                .put("group", type.group())
                .put("kind", type.kind())
                .put("version", type.version());
        return operation;
    }

    private static ObjectNode path(boolean namespaced, boolean named) {
        ObjectNode path = Json.object();
        ArrayNode parameters = Json.array();
        if (named) {
            parameter(parameters, "name", "path", "string").put("required", true);
        }
        if (namespaced) {
            parameter(parameters, "namespace", "path", "string").put("required", true);
        }
        query(parameters, "pretty", "string");
        path.set("parameters", parameters);
        return path;
    }

    private static void query(ArrayNode parameters, String name, String type) {
        parameter(parameters, name, "query", type);
    }

    private static ObjectNode parameter(ArrayNode parameters, String name, String in, String type) {
        ObjectNode parameter = parameters.addObject().put("name", name).put("in", in);
        parameter.putObject("schema").put("type", type).put("uniqueItems", true);
        return parameter;
    }

    private static void content(ObjectNode parent, List<String> types, ObjectNode schema) {
        ObjectNode content = parent.putObject("content");
        types.forEach(type -> content.putObject(type).set("schema", schema));
    }

    private static String capitalised(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
