package io.quarterdeck.machinery.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.SchemaTexts;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import java.util.Map;
import java.util.TreeMap;

/** Collects the paths and schemas of some kinds into one OpenAPI v3 document. */
final class DocumentBuilder {

    private final SchemaWriter schemas;
    private final Map<String, ObjectNode> paths = new TreeMap<>();

    DocumentBuilder(SchemaTexts texts) {
        this.schemas = new SchemaWriter(texts);
    }

    void add(Kind kind) {
        String model = schemas.add(kind);
        ResourceType type = kind.type();
        Operations operations = new Operations(kind, model, schemas);
        boolean stored = kind.verbs().contains("list");
        String root = (type.group().isEmpty() ? "/api/" : "/apis/") + type.apiVersion();
        String collection = root + (type.namespaced() ? "/namespaces/{namespace}/" : "/") + type.plural();
        paths.put(collection, operations.collection());
        if (type.namespaced() && stored) {
            paths.put(root + "/" + type.plural(), operations.everywhere());
        }
        if (stored) {
            paths.put(collection + "/{name}", operations.item());
        }
        for (Kind.Subresource subresource : kind.subresources()) {
            paths.put(collection + "/{name}/" + subresource.name(), operations.subresource(subresource));
        }
    }

    ObjectNode v3() {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", "v1.35.0");
        ObjectNode written = document.putObject("paths");
        paths.forEach(written::set);
        ObjectNode components = document.putObject("components");
        ObjectNode schemaNodes = components.putObject("schemas");
        schemas.schemas().forEach(schemaNodes::set);
        ObjectNode bearer = components.putObject("securitySchemes").putObject("BearerToken");
        bearer.put("type", "apiKey").put("in", "header").put("name", "authorization");
        return document;
    }
}
