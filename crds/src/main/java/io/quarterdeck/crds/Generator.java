package io.quarterdeck.crds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes {@code kinds.json} (every kind without its schema, and every schema by name) and {@code descriptions.json}.
 * Arguments: the folder of the YAML files, the folder to write to.
 */
public final class Generator {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "x-quarterdeck-model";

    private final Models models = new Models();
    private final Overlay overlay = new Overlay(models.schemas());

    private Generator() {}

    /** Runs the build step. */
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        Path documents = Path.of(arguments[0]);
        new Generator().run(documents, Path.of(arguments[1]));
    }

    private void run(Path documents, Path target) throws IOException, ReflectiveOperationException {
        // The core group first: what other groups share with it belongs to it.
        List<ObjectNode> kinds = read(documents).stream()
                .sorted(Comparator.comparing(
                        kind -> kind.path("spec").path("group").asText()))
                .toList();
        List<ObjectNode> types = read(documents.resolve("types"));
        // Words about shared types first: they say to which group a type belongs that several groups use.
        for (ObjectNode type : types) {
            for (Map.Entry<String, JsonNode> entry : type.properties()) {
                models.add(entry.getKey());
            }
        }
        for (ObjectNode kind : kinds) {
            for (JsonNode version : kind.path("spec").path("versions")) {
                models.add(model(kind, version));
            }
        }
        for (ObjectNode type : types) {
            type.properties().forEach(entry -> overlay.apply(entry.getKey(), entry.getValue()));
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (ObjectNode kind : kinds) {
            list.add(withoutSchemas(kind));
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("kinds", list);
        result.set("definitions", object(models.schemas()));
        Files.createDirectories(target);
        Files.write(target.resolve("kinds.json"), JSON.writeValueAsBytes(result));
        Files.write(target.resolve("descriptions.json"), JSON.writeValueAsBytes(object(models.descriptions())));
    }

    /** Lays a kind's words over its model and leaves only the model's name. */
    private ObjectNode withoutSchemas(ObjectNode kind) {
        for (JsonNode version : kind.path("spec").path("versions")) {
            String model = model(kind, version);
            overlay.apply(model, version.path("schema").path("openAPIV3Schema"));
            ObjectNode schema = ((ObjectNode) version).putObject("schema").putObject("openAPIV3Schema");
            schema.put(MODEL, model);
        }
        kind.remove(List.of("apiVersion", "kind"));
        return kind;
    }

    private static String model(ObjectNode kind, JsonNode version) {
        JsonNode spec = kind.path("spec");
        return ModelNames.of(
                spec.path("group").asText(),
                version.path("name").asText(),
                spec.path("names").path("kind").asText());
    }

    private static List<ObjectNode> read(Path folder) throws IOException {
        List<ObjectNode> documents = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                if (YAML.readTree(file.toFile()) instanceof ObjectNode document) {
                    documents.add(document);
                } else {
                    throw new IllegalArgumentException(file + " is no YAML object");
                }
            }
        }
        return documents;
    }

    private static ObjectNode object(Map<String, ObjectNode> map) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        map.forEach(object::set);
        return object;
    }
}
