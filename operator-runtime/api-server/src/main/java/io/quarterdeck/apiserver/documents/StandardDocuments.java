package io.quarterdeck.apiserver.documents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quarterdeck.apiserver.access.TokenSigner;
import io.quarterdeck.apiserver.http.Documents;
import io.quarterdeck.apiserver.http.RequestInfo;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Version, health, metrics and token keys, and behind them whatever else is served. */
public final class StandardDocuments implements Documents {

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String KEY_SET = "application/jwk-set+json";

    private final Health health;
    private final PrometheusMeterRegistry metrics;
    private final TokenSigner signer;
    private final String issuer;
    private final Documents others;

    public StandardDocuments(
            Health health, PrometheusMeterRegistry metrics, TokenSigner signer, String issuer, Documents others) {
        this.health = health;
        this.metrics = metrics;
        this.signer = signer;
        this.issuer = issuer;
        this.others = others;
    }

    @Override
    public Optional<ApiAnswer> find(RequestInfo info, String accept) {
        return switch (info.path()) {
            case "/version", "/version/" -> Optional.of(ApiAnswer.json(200, Version.document()));
            case "/metrics" ->
                Optional.of(new ApiAnswer(
                        200, PROMETHEUS, List.of(metrics.scrape().getBytes(StandardCharsets.UTF_8)), List.of()));
            case "/openid/v1/jwks" ->
                Optional.of(new ApiAnswer(200, KEY_SET, List.of(Json.encode(signer.keySet())), List.of()));
            case "/.well-known/openid-configuration" -> Optional.of(ApiAnswer.json(200, Json.encode(openId())));
            default -> {
                Optional<ApiAnswer> answer = health.find(info);
                yield answer.isPresent() ? answer : others.find(info, accept);
            }
        };
    }

    private ObjectNode openId() {
        ObjectNode document = Json.object();
        document.put("issuer", issuer);
        document.put("jwks_uri", issuer + "/openid/v1/jwks");
        document.putArray("response_types_supported").add("id_token");
        document.putArray("subject_types_supported").add("public");
        document.putArray("id_token_signing_alg_values_supported").add("ES256");
        return document;
    }
}
