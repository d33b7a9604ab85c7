package io.quarterdeck.apiserver.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarterdeck.machinery.Api;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.machinery.ApiConfig;
import io.quarterdeck.machinery.ApiRequest;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Decision;
import io.quarterdeck.machinery.access.TokenIssuer;
import io.quarterdeck.machinery.access.TokenReviewer;
import io.quarterdeck.machinery.admission.WebhookCaller;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.model.Json;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.memory.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An API in memory that asks its guard, an authorizer over the same store, and people. */
final class World implements AutoCloseable {

    static final User ADMIN = user("kubernetes-admin", "system:masters", "system:authenticated");
    static final User JANE = user("jane", "dev", "system:authenticated");
    static final User NODE = user("system:node:one", "system:nodes", "system:authenticated");

    static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
    static final String ROLES = RBAC + "namespaces/team/roles";
    static final String BINDINGS = RBAC + "namespaces/team/rolebindings";
    static final String CLUSTER_ROLES = RBAC + "clusterroles";
    static final String CLUSTER_BINDINGS = RBAC + "clusterrolebindings";

    private static final KindRegistry KINDS = BuiltInKinds.load();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    final Store store = new MemoryStore();
    final ClusterAccess access = ClusterAccess.of(store);
    final Api api;

    record Answer(int code, JsonNode body) {
        String message() {
            return Json.text(body, "message");
        }
    }

    World() {
        TokenIssuer issuer = request -> new TokenIssuer.Token("signed", NOW, List.of());
        TokenReviewer reviewer = (token, audiences) -> new TokenReviewer.Review(null, List.of(), "");
        this.api = new Api(
                store,
                KINDS,
                ApiConfig.of("10.96.0.0/16", () -> NOW, new Random(7)),
                access.authorizer(),
                issuer,
                reviewer,
                WebhookCaller.NONE,
                access.guard());
        post(ADMIN, "/api/v1/namespaces", "{metadata: {name: team}}");
        post(ADMIN, "/api/v1/namespaces", "{metadata: {name: kube-system}}");
        post(ADMIN, "/api/v1/namespaces", "{metadata: {name: kube-node-lease}}");
        post(ADMIN, "/api/v1/namespaces/team/serviceaccounts", "{metadata: {name: default}}");
    }

    static User user(String name, String... groups) {
        return new User(name, "", List.of(groups), Map.of());
    }

    Answer post(User user, String url, String yaml) {
        return send(user, "POST", url, "application/json", yaml);
    }

    Answer patch(User user, String url, String yaml) {
        return send(user, "PATCH", url, "application/merge-patch+json", yaml);
    }

    Answer get(String url) {
        return send(ADMIN, "GET", url, "", "");
    }

    Answer delete(String url) {
        return send(ADMIN, "DELETE", url, "application/json", "{gracePeriodSeconds: 0}");
    }

    private Answer send(User user, String method, String url, String contentType, String yaml) {
        try {
            byte[] body = yaml.isEmpty() ? new byte[0] : Json.encode(YAML.readTree(yaml));
            ApiAnswer answer =
                    api.serve(new ApiRequest(user, method, url, Map.of(), contentType, ApiAnswer.JSON, "test", body));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            answer.pieces().forEach(bytes::writeBytes);
            return new Answer(answer.code(), Json.parse(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code get pods/log.apps team/web}: verb, resource, and where. */
    Decision may(User user, String verb, String resource, String where) {
        return access.authorizer().authorize(user, asked(verb, resource, where));
    }

    static Attributes asked(String verb, String resource, String where) {
        int dot = resource.indexOf('.');
        String group = dot < 0 ? "" : resource.substring(dot + 1);
        String[] both = (dot < 0 ? resource : resource.substring(0, dot)).split("/", -1);
        int slash = where.indexOf('/');
        String namespace = slash < 0 ? "" : where.substring(0, slash);
        return new Attributes(
                verb, group, "v1", both[0], both.length > 1 ? both[1] : "", namespace, where.substring(slash + 1), "");
    }

    @Override
    public void close() {
        store.close();
    }
}
