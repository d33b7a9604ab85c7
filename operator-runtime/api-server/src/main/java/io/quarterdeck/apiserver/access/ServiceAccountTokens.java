package io.quarterdeck.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.TokenIssuer;
import io.quarterdeck.machinery.access.TokenReviewer;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Service accounts' tokens. A token is good while its signature, time and audience are, and while the account and the
 * object that it is bound to exist: a deleted pod's token is dead at once.
 */
public final class ServiceAccountTokens implements TokenIssuer, TokenReviewer {

    private static final String INVALID = "invalid bearer token";
    private static final String CLAIMS = "kubernetes.io";
    private static final String EXTRA = "authentication.kubernetes.io/";

    private final TokenSigner signer;
    private final VerifiedTokens verified;
    private final Store store;
    private final String issuer;
    private final InstantSource clock;

    /** {@code issuer} is the URL that tokens name; it is also the API's own audience. */
    public ServiceAccountTokens(TokenSigner signer, Store store, String issuer, InstantSource clock) {
        this.signer = signer;
        this.verified = new VerifiedTokens(signer);
        this.store = store;
        this.issuer = issuer;
        this.clock = clock;
    }

    @Override
    public Token issue(Request request) {
        Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        Instant expiration = now.plus(request.lifetime());
        List<String> audiences = request.audiences().isEmpty() ? List.of(issuer) : request.audiences();
        ObjectKey account = request.serviceAccount().key();
        ObjectNode claims = Json.object();
        ArrayNode audience = claims.putArray("aud");
        audiences.forEach(audience::add);
        claims.put("exp", expiration.getEpochSecond())
                .put("iat", now.getEpochSecond())
                .put("iss", issuer)
                .put("jti", UUID.randomUUID().toString());
        ObjectNode kubernetes = claims.putObject(CLAIMS);
        kubernetes.put("namespace", account.namespace());
        putReference(
                kubernetes,
                "serviceaccount",
                account.name(),
                request.serviceAccount().header().uid());
        BoundObject bound = request.boundTo();
        if (bound != null) {
            putReference(kubernetes, bound.kind().toLowerCase(java.util.Locale.ROOT), bound.name(), bound.uid());
            if (bound.kind().equals("Pod")) {
                putNodeOfPod(kubernetes, new ObjectKey(account.namespace(), bound.name()));
            }
        }
        claims.put("nbf", now.getEpochSecond())
                .put("sub", Groups.SERVICE_ACCOUNT_PREFIX + account.namespace() + ":" + account.name());
        return new Token(signer.sign(claims), expiration, audiences);
    }

    @Override
    public Review review(String token, List<String> audiences) {
        Optional<ObjectNode> claims = verified.claims(token);
        if (claims.isEmpty()) {
            return refused("");
        }
        ObjectNode body = claims.get();
        long now = clock.instant().getEpochSecond();
        if (!Json.text(body, "iss").equals(issuer)) {
            return refused("");
        }
        if (now >= Json.at(body, "exp").asLong()) {
            return refused("service account token has expired");
        }
        if (now < Json.at(body, "nbf").asLong()) {
            return refused("token is not valid yet");
        }
        List<String> asked = audiences.isEmpty() ? List.of(issuer) : audiences;
        List<String> matching = Json.items(body, "aud").stream()
                .map(JsonNode::asText)
                .filter(asked::contains)
                .toList();
        if (matching.isEmpty()) {
            return refused("token audiences do not include any of " + asked);
        }
        JsonNode kubernetes = Json.at(body, CLAIMS);
        return stands(kubernetes)
                ? new Review(user(body, kubernetes), matching, "")
                : refused("service account token has been invalidated");
    }

    private static Review refused(String why) {
        return new Review(null, List.of(), why.isEmpty() ? INVALID : "[" + INVALID + ", " + why + "]");
    }

    private static User user(JsonNode body, JsonNode kubernetes) {
        String namespace = Json.text(kubernetes, "namespace");
        Map<String, List<String>> extra = new LinkedHashMap<>();
        extra.put(EXTRA + "credential-id", List.of("JTI=" + Json.text(body, "jti")));
        for (String kind : List.of("pod", "node")) {
            if (Json.at(kubernetes, kind).isObject()) {
                extra.put(EXTRA + kind + "-name", List.of(Json.text(kubernetes, kind, "name")));
                extra.put(EXTRA + kind + "-uid", List.of(Json.text(kubernetes, kind, "uid")));
            }
        }
        List<String> groups =
                List.of(Groups.SERVICE_ACCOUNTS, Groups.SERVICE_ACCOUNTS + ":" + namespace, Groups.AUTHENTICATED);
        return new User(Json.text(body, "sub"), Json.text(kubernetes, "serviceaccount", "uid"), groups, extra);
    }

    /** Whether all the objects that a token stands on are there. */
    private boolean stands(JsonNode kubernetes) {
        String namespace = Json.text(kubernetes, "namespace");
        return exists(Resources.SERVICE_ACCOUNTS, namespace, Json.at(kubernetes, "serviceaccount"))
                && exists(Resources.PODS, namespace, Json.at(kubernetes, "pod"))
                && exists(Resources.SECRETS, namespace, Json.at(kubernetes, "secret"))
                // A pod's token names the node for information only; a token of a node itself is bound to it.
                && (Json.at(kubernetes, "pod").isObject() || exists(Resources.NODES, "", Json.at(kubernetes, "node")));
    }

    /** Whether an object that may be named is there, and is still the same one. */
    private boolean exists(ResourceType type, String namespace, JsonNode reference) {
        if (!reference.isObject()) {
            return true;
        }
        KubeObject object = find(type, new ObjectKey(namespace, Json.text(reference, "name")));
        return object != null && object.header().uid().equals(Json.text(reference, "uid"));
    }

    private void putNodeOfPod(ObjectNode kubernetes, ObjectKey pod) {
        KubeObject found = find(Resources.PODS, pod);
        String nodeName = found == null ? "" : Json.text(found.tree(), "spec", "nodeName");
        KubeObject node = nodeName.isEmpty() ? null : find(Resources.NODES, ObjectKey.clusterWide(nodeName));
        if (node != null) {
            putReference(kubernetes, "node", nodeName, node.header().uid());
        }
    }

    private @Nullable KubeObject find(ResourceType type, ObjectKey key) {
        return store.snapshot(type.resource()).get(key).orElse(null);
    }

    private static void putReference(ObjectNode claims, String name, String objectName, String uid) {
        claims.putObject(name).put("name", objectName).put("uid", uid);
    }
}
