package io.quarterdeck.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.volumes.ConfigSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Config maps, secrets and tokens, asked of the API whenever they are needed and kept nowhere. */
final class ApiConfigSource implements ConfigSource {

    private final ApiClient api;

    ApiConfigSource(ApiClient api) {
        this.api = api;
    }

    @Override
    public Optional<Map<String, byte[]>> configMap(String namespace, String name) {
        return find(Resources.CONFIG_MAPS, namespace, name).map(object -> {
            Map<String, byte[]> entries = new HashMap<>();
            object.path("data")
                    .properties()
                    .forEach(entry -> entries.put(
                            entry.getKey(), entry.getValue().asText().getBytes(StandardCharsets.UTF_8)));
            decode(object.path("binaryData"), entries);
            return entries;
        });
    }

    @Override
    public Optional<Map<String, byte[]>> secret(String namespace, String name) {
        return find(Resources.SECRETS, namespace, name).map(object -> {
            Map<String, byte[]> entries = new HashMap<>();
            decode(object.path("data"), entries);
            return entries;
        });
    }

    @Override
    public Token token(TokenRequest request) {
        ObjectNode body = Json.object();
        body.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        ObjectNode spec = body.putObject("spec");
        if (!request.audience().isEmpty()) {
            spec.putArray("audiences").add(request.audience());
        }
        spec.put("expirationSeconds", request.lifetime().toSeconds());
        spec.putObject("boundObjectRef")
                .put("apiVersion", "v1")
                .put("kind", "Pod")
                .put("name", request.podName())
                .put("uid", request.podUid());
        ObjectKey account = new ObjectKey(request.namespace(), request.serviceAccount());
        ObjectNode answer = api.createSubresource(Resources.SERVICE_ACCOUNTS, account, "token", body);
        return new Token(
                Json.text(answer, "status", "token"),
                Instant.parse(Json.text(answer, "status", "expirationTimestamp")));
    }

    private Optional<ObjectNode> find(ResourceType type, String namespace, String name) {
        try {
            return Optional.of(api.get(type, new ObjectKey(namespace, name)).tree());
        } catch (ApiException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void decode(JsonNode data, Map<String, byte[]> entries) {
        data.properties()
                .forEach(entry -> entries.put(
                        entry.getKey(),
                        Base64.getDecoder().decode(entry.getValue().asText())));
    }
}
