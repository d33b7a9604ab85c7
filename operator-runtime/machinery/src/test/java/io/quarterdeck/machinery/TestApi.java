package io.quarterdeck.machinery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.access.Decision;
import io.quarterdeck.machinery.access.Rules;
import io.quarterdeck.machinery.access.TokenIssuer;
import io.quarterdeck.machinery.access.TokenReviewer;
import io.quarterdeck.machinery.access.WriteGuard;
import io.quarterdeck.machinery.admission.WebhookCaller;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.model.Json;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.memory.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** An API of its own for each test: a store in memory, a clock that stands still, namespace {@code default}. */
final class TestApi implements Authorizer, TokenIssuer, TokenReviewer, WebhookCaller {

    static final String JSON = "application/json";
    static final String MERGE = "application/merge-patch+json";
    static final String STRATEGIC = "application/strategic-merge-patch+json";
    static final String JSON_PATCH = "application/json-patch+json";
    static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    static final String PODS = "/api/v1/namespaces/default/pods";
    static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    static final String SERVICES = "/api/v1/namespaces/default/services";
    static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

    /** Reads tests' objects as people write them: {@code {kind: Pod}}. */
    private static final ObjectMapper YAML = new YAMLMapper();

    final Store store = new MemoryStore(Runnable::run);
    final ApiService api;
    WebhookCaller webhooks = WebhookCaller.NONE;
    WriteGuard guard = WriteGuard.NONE;
    Instant now = Instant.parse("2026-01-02T03:04:05Z");

    /** An answer, read. */
    record Answer(int code, JsonNode body, List<String> warnings) {

        String text(String... path) {
            return Json.text(body, path);
        }

        String message() {
            return text("message");
        }
    }

    /** What jane may do. */
    Function<Attributes, Decision> authorizer = attributes ->
            attributes.verb().equals("get") ? Decision.allow("jane reads") : Decision.deny("nobody else does anything");

    TestApi() {
        this(UnaryOperator.identity());
    }

    TestApi(UnaryOperator<ApiConfig> configured) {
        ApiConfig config = configured.apply(ApiConfig.of("10.96.0.0/16", () -> now, new Random(7)));
        this.api = new Api(
                store, BuiltInKinds.load(), config, this, this, this, this, (user, write) -> guard.check(user, write));
        post("/api/v1/namespaces", "{metadata: {name: default}}");
        post("/api/v1/namespaces/default/serviceaccounts", "{metadata: {name: default}}");
    }

    static ObjectNode yaml(String text) {
        try {
            return (ObjectNode) YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer get(String url) {
        return send("GET", url, "", "", new byte[0]);
    }

    Answer get(String url, String accept) {
        return send("GET", url, "", accept, new byte[0]);
    }

    Answer post(String url, String yaml) {
        return send("POST", url, yaml(yaml));
    }

    Answer put(String url, JsonNode body) {
        return send("PUT", url, body);
    }

    Answer delete(String url) {
        return send("DELETE", url, "", "", new byte[0]);
    }

    Answer delete(String url, String yaml) {
        return send("DELETE", url, yaml(yaml));
    }

    Answer patch(String url, String type, String yaml) {
        try {
            return send("PATCH", url, type, "", Json.encode(YAML.readTree(yaml)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer send(String method, String url, JsonNode body) {
        return send(method, url, JSON, "", Json.encode(body));
    }

    Answer send(String method, String url, String contentType, String accept, byte[] body) {
        ApiAnswer answer = api.serve(request(method, url, contentType, accept, body));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        answer.pieces().forEach(bytes::writeBytes);
        JsonNode tree = answer.contentType().equals(ApiAnswer.JSON)
                ? Json.parse(bytes.toByteArray())
                : Json.object().put("text", bytes.toString(StandardCharsets.UTF_8));
        return new Answer(answer.code(), tree, answer.warnings());
    }

    /** The bytes of an answer, as text. */
    String raw(String url) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        api.serve(request("GET", url, "", "", new byte[0])).pieces().forEach(bytes::writeBytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    WatchStream watch(String url) {
        return watch(url, () -> {});
    }

    WatchStream watch(String url, Runnable signal) {
        return api.watch(request("GET", url, "", "", new byte[0]), signal);
    }

    /** The frames that are ready. */
    static List<JsonNode> frames(WatchStream watch) {
        List<JsonNode> frames = new ArrayList<>();
        for (List<byte[]> frame : watch.poll(1000)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            frame.forEach(bytes::writeBytes);
            frames.add(Json.parse(bytes.toByteArray()));
        }
        return frames;
    }

    /** Frames as {@code ADDED a}. */
    static List<String> brief(WatchStream watch) {
        return frames(watch).stream()
                .map(frame -> Json.text(frame, "type") + " " + Json.text(frame, "object", "metadata", "name"))
                .toList();
    }

    private static ApiRequest request(String method, String url, String contentType, String accept, byte[] body) {
        int question = url.indexOf('?');
        Map<String, List<String>> query = new LinkedHashMap<>();
        if (question >= 0) {
            for (String parameter : url.substring(question + 1).split("&", -1)) {
                String[] parts = parameter.split("=", 2);
                query.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(parts.length > 1 ? parts[1] : "");
            }
        }
        User user = new User("jane", "u-1", List.of("dev"), Map.of());
        String path = question < 0 ? url : url.substring(0, question);
        return new ApiRequest(user, method, path, query, contentType, accept, "test", body);
    }

    /** Messages of an Invalid status, by field. */
    static Map<String, String> faults(Answer answer) {
        Map<String, String> faults = new LinkedHashMap<>();
        Json.items(answer.body(), "details", "causes")
                .forEach(cause -> faults.put(Json.text(cause, "field"), Json.text(cause, "message")));
        return faults;
    }

    static List<String> names(Answer list) {
        return Json.items(list.body(), "items").stream()
                .map(item -> Json.text(item, "metadata", "name"))
                .toList();
    }

    @Override
    public Decision authorize(User user, Attributes attributes) {
        return user.name().equals("jane") ? authorizer.apply(attributes) : Decision.deny("nobody else does anything");
    }

    @Override
    public Rules rules(User user, String namespace) {
        List<Rules.Resource> rules = List.of(new Rules.Resource(List.of("get"), List.of("*"), List.of("*"), List.of()));
        return new Rules(rules, List.of(new Rules.Path(List.of("get"), List.of("/version"))), false);
    }

    @Override
    public byte[] post(Place place, byte[] review, Duration timeout) throws IOException {
        return webhooks.post(place, review, timeout);
    }

    @Override
    public Token issue(Request request) {
        String bound = request.boundTo() == null ? "" : "@" + request.boundTo().name();
        return new Token(
                "signed:" + request.serviceAccount().key() + bound, now.plus(request.lifetime()), List.of("api"));
    }

    @Override
    public Review review(String token, List<String> audiences) {
        return token.equals("good")
                ? new Review(new User("jane", "", List.of("dev"), Map.of()), Arrays.asList("api"), "")
                : new Review(null, List.of(), "unknown token");
    }
}
