package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** ConfigMaps and Secrets: keys that can be file names, a bound on the size, and content that can be frozen. */
final class ConfigStrategy implements Strategy {

    /** What Kubernetes allows, with room below what a store takes as one value. */
    private static final long LENGTH_MAX = 1024 * 1024;

    private static final int KEY_LENGTH_MAX = 253;
    private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]+");
    private static final String KEY_FAULT =
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
                    + " (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    /** The keys that a secret of a type must have. */
    private static final Map<String, List<String>> REQUIRED = Map.of(
            "kubernetes.io/dockerconfigjson", List.of(".dockerconfigjson"),
            "kubernetes.io/dockercfg", List.of(".dockercfg"),
            "kubernetes.io/ssh-auth", List.of("ssh-privatekey"),
            "kubernetes.io/tls", List.of("tls.crt", "tls.key"));

    private final boolean secret;

    ConfigStrategy(boolean secret) {
        this.secret = secret;
    }

    @Override
    public Traits traits() {
        return Traits.PLAIN;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        settleForm(object);
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode current) {
        settleForm(object);
        if (secret && !object.has("type")) {
            Trees.copyField(current, object, "type");
        }
    }

    /** What is written as text is kept as data. */
    @Override
    public void settleForm(ObjectNode object) {
        if (!secret || !object.has("stringData")) {
            return;
        }
        Map<String, String> texts = Json.textMap(object, "stringData");
        if (!texts.isEmpty()) {
            ObjectNode data = Json.ensureObject(object, "data");
            texts.forEach((key, text) ->
                    data.put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
        }
        object.remove("stringData");
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        long length = keys(Json.at(object, "data"), "data", secret, faults);
        JsonNode binary = Json.at(object, "binaryData");
        length += keys(binary, "binaryData", true, faults);
        binary.fieldNames().forEachRemaining(key -> {
            if (Json.at(object, "data").has(key)) {
                faults.invalid("binaryData", key, "duplicate of key present in data");
            }
        });
        if (length > LENGTH_MAX) {
            faults.tooLong(secret ? "data" : "", LENGTH_MAX);
        }
        if (secret) {
            for (String key : REQUIRED.getOrDefault(Json.text(object, "type"), List.of())) {
                if (!Json.at(object, "data").has(key)) {
                    faults.required("data[" + key + "]", "");
                }
            }
        }
    }

    private static long keys(JsonNode map, String field, boolean base64, Faults faults) {
        long length = 0;
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String key = entry.getKey();
            String path = field + "[" + key + "]";
            if (key.length() > KEY_LENGTH_MAX) {
                faults.invalid(path, key, "must be no more than " + KEY_LENGTH_MAX + " bytes");
            } else if (!KEY.matcher(key).matches()) {
                faults.invalid(path, key, KEY_FAULT);
            } else if (key.equals(".") || key.startsWith("..")) {
                faults.invalid(path, key, "must not be '.' and must not start with '..'");
            }
            String value = entry.getValue().asText("");
            length += base64 ? value.length() / 4L * 3 : value.getBytes(StandardCharsets.UTF_8).length;
        }
        return length;
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        if (secret && !Json.text(object, "type").equals(Json.text(current, "type"))) {
            faults.invalid("type", Json.text(object, "type"), "field is immutable");
        }
        if (!Json.at(current, "immutable").asBoolean(false)) {
            return;
        }
        String why = "field is immutable when `immutable` is set";
        if (!Json.at(object, "immutable").asBoolean(false)) {
            faults.forbidden("immutable", why);
        }
        for (String field : List.of("data", "binaryData")) {
            if (!Trees.same(Json.at(object, field), Json.at(current, field))) {
                faults.forbidden(field, why);
            }
        }
    }
}
