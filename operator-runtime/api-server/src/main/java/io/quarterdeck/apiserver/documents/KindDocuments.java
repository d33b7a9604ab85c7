package io.quarterdeck.apiserver.documents;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.apiserver.http.Documents;
import io.quarterdeck.apiserver.http.RequestInfo;
import io.quarterdeck.apiserver.protobuf.OpenApiMessage;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.machinery.discovery.Discovery;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.machinery.openapi.OpenApi;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import java.util.List;
import java.util.Optional;

/** What kinds there are and what they look like: discovery and OpenAPI. */
public final class KindDocuments implements Documents {

    private static final String OPENAPI_V3 = "/openapi/v3";
    private static final List<String> PATHS = List.of(
            "/.well-known/openid-configuration",
            "/api",
            "/api/v1",
            "/apis",
            "/healthz",
            "/livez",
            "/metrics",
            "/openapi/v2",
            OPENAPI_V3,
            "/openid/v1/jwks",
            "/readyz",
            "/version");

    private final Discovery discovery;
    private final OpenApi openApi;

    public KindDocuments(KindRegistry kinds) {
        this.discovery = new Discovery(kinds);
        this.openApi = new OpenApi(kinds);
    }

    @Override
    public Optional<ApiAnswer> find(RequestInfo info, String accept) {
        String path = info.path();
        if (path.startsWith("/api")) {
            return discovery.answer(path, accept);
        }
        return switch (path) {
            case "/" -> Optional.of(ApiAnswer.json(200, Json.encode(paths())));
            case "/openapi/v2" -> {
                if (wantsMessage(accept)) {
                    byte[] message = openApi.v2("protobuf", OpenApiMessage::of);
                    yield Optional.of(new ApiAnswer(200, OpenApiMessage.MEDIA_TYPE, List.of(message), List.of()));
                }
                requireJson(accept);
                yield Optional.of(ApiAnswer.json(200, openApi.v2()));
            }
            case OPENAPI_V3, OPENAPI_V3 + "/" -> Optional.of(ApiAnswer.json(200, openApi.v3Index()));
            default -> {
                if (!path.startsWith(OPENAPI_V3 + "/")) {
                    yield Optional.empty();
                }
                requireJson(accept);
                yield openApi.v3(path.substring(OPENAPI_V3.length() + 1)).map(json -> ApiAnswer.json(200, json));
            }
        };
    }

    private static ObjectNode paths() {
        ObjectNode document = Json.object();
        ArrayNode paths = document.putArray("paths");
        PATHS.forEach(paths::add);
        return document;
    }

    /** Whether protobuf is named, and before JSON if that is named too. */
    private static boolean wantsMessage(String accept) {
        int named = Math.max(accept.indexOf(OpenApiMessage.ASKED), accept.indexOf(OpenApiMessage.MEDIA_TYPE));
        int json = accept.indexOf(ApiAnswer.JSON);
        return named >= 0 && (json < 0 || named < json);
    }

    /** Clients ask for protobuf first and name JSON behind it; who names protobuf alone cannot be served. */
    private static void requireJson(String accept) {
        boolean json = accept.isEmpty() || accept.contains("json") || accept.contains("*/*");
        if (!json) {
            throw new ApiException(
                    Status.of(406, "NotAcceptable", "only the following media types are accepted: application/json"));
        }
    }
}
