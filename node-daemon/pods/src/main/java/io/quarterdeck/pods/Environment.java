package io.quarterdeck.pods;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.volumes.ConfigSource;
import io.quarterdeck.volumes.DownwardFields;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The environment variables of a container. */
final class Environment {

    private final ConfigSource source;
    private final DownwardFields fields;
    private final String namespace;
    private final Map<String, Optional<Map<String, byte[]>>> read = new HashMap<>();

    Environment(ConfigSource source, DownwardFields fields) {
        this.source = source;
        this.fields = fields;
        this.namespace = Json.text(fields.pod(), "metadata", "namespace");
    }

    /**
     * The variables in the order of their definition.
     *
     * @param inherited those that come first and that every definition overrides: services
     */
    Map<String, String> of(JsonNode container, Map<String, String> inherited) throws StartFault {
        Map<String, String> result = new LinkedHashMap<>(inherited);
        for (JsonNode from : Json.items(container, "envFrom")) {
            String prefix = Json.text(from, "prefix");
            boolean secret = from.has("secretRef");
            JsonNode reference = from.path(secret ? "secretRef" : "configMapRef");
            entries(reference, secret)
                    .ifPresent(entries -> new TreeMap<>(entries)
                            .forEach((key, value) ->
                                    result.put(prefix + key, new String(value, StandardCharsets.UTF_8))));
        }
        for (JsonNode variable : Json.items(container, "env")) {
            String name = Json.text(variable, "name");
            JsonNode from = variable.path("valueFrom");
            if (from.isObject()) {
                Optional<String> value = value(from, Json.text(container, "name"));
                value.ifPresent(text -> result.put(name, text));
            } else {
                result.put(name, Expansion.expand(Json.text(variable, "value"), result));
            }
        }
        return result;
    }

    private Optional<String> value(JsonNode from, String container) throws StartFault {
        if (from.has("fieldRef")) {
            String path = Json.text(from, "fieldRef", "fieldPath");
            return Optional.of(fields.field(path)
                    .orElseThrow(() -> new StartFault("CreateContainerConfigError", "unsupported fieldPath: " + path)));
        }
        if (from.has("resourceFieldRef")) {
            return Optional.of(fields.resource(from.path("resourceFieldRef"), container)
                    .orElseThrow(() -> new StartFault("CreateContainerConfigError", "unsupported container resource")));
        }
        boolean secret = from.has("secretKeyRef");
        JsonNode reference = from.path(secret ? "secretKeyRef" : "configMapKeyRef");
        Optional<Map<String, byte[]>> entries = entries(reference, secret);
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        String key = Json.text(reference, "key");
        byte[] value = entries.get().get(key);
        if (value == null) {
            if (reference.path("optional").asBoolean(false)) {
                return Optional.empty();
            }
            String kind = secret ? "Secret" : "ConfigMap";
            throw new StartFault(
                    "CreateContainerConfigError",
                    "couldn't find key " + key + " in " + kind + " " + namespace + "/" + Json.text(reference, "name"));
        }
        return Optional.of(new String(value, StandardCharsets.UTF_8));
    }

    private Optional<Map<String, byte[]>> entries(JsonNode reference, boolean secret) throws StartFault {
        String name = Json.text(reference, "name");
        Optional<Map<String, byte[]>> entries = read.computeIfAbsent(
                (secret ? "secret/" : "configmap/") + name,
                none -> secret ? source.secret(namespace, name) : source.configMap(namespace, name));
        if (entries.isEmpty() && !reference.path("optional").asBoolean(false)) {
            throw new StartFault(
                    "CreateContainerConfigError", (secret ? "secret" : "configmap") + " \"" + name + "\" not found");
        }
        return entries;
    }
}
