package io.quarterdeck.machinery.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.TokenIssuer;
import io.quarterdeck.machinery.access.WriteGuard;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.machinery.write.Times;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Store;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code serviceaccounts/token}: checks what is asked for; the issuer signs. */
public final class Tokens {

    private static final ResourceType TOKEN_REQUEST =
            new ResourceType("authentication.k8s.io", "v1", "tokenrequests", "TokenRequest", true);
    private static final long SECONDS_USUAL = 3600;

    /** Below this a client could not renew in time. */
    private static final long SECONDS_MIN = 600;

    private static final long SECONDS_MAX = 1L << 32;

    private final Store store;
    private final TokenIssuer issuer;
    private final WriteGuard guard;

    public Tokens(Store store, TokenIssuer issuer, WriteGuard guard) {
        this.store = store;
        this.issuer = issuer;
        this.guard = guard;
    }

    /** The request, with a token in its status. */
    public ObjectNode issue(Target target, KubeObject account, ObjectNode request, User user) {
        JsonNode spec = Json.at(request, "spec");
        JsonNode seconds = Json.at(spec, "expirationSeconds");
        if (!seconds.isMissingNode() && !seconds.isNull() && !seconds.isIntegralNumber()) {
            throw Refusals.badRequest("TokenRequest in version \"v1\" cannot be handled as a TokenRequest: json: cannot"
                    + " unmarshal " + seconds + " into Go struct field TokenRequestSpec.spec.expirationSeconds of type"
                    + " int64");
        }
        long lifetime = seconds.isIntegralNumber() ? seconds.asLong() : SECONDS_USUAL;
        Faults faults = new Faults();
        if (lifetime < SECONDS_MIN) {
            faults.invalid("spec.expirationSeconds", lifetime, "may not specify a duration less than 10 minutes");
        } else if (lifetime > SECONDS_MAX) {
            faults.invalid("spec.expirationSeconds", lifetime, "may not specify a duration larger than 2^32 seconds");
        }
        faults.refuse(TOKEN_REQUEST, "");
        List<String> audiences =
                Json.items(spec, "audiences").stream().map(JsonNode::asText).toList();
        TokenIssuer.BoundObject bound = boundTo(target, Json.at(spec, "boundObjectRef"));
        guard.check(user, new WriteGuard.Write(target.type(), target.key(), target.subresource(), request, null));
        TokenIssuer.Token token =
                issuer.issue(new TokenIssuer.Request(account, audiences, Duration.ofSeconds(lifetime), bound));
        ObjectNode answer = request.deepCopy();
        answer.put("kind", TOKEN_REQUEST.kind()).put("apiVersion", TOKEN_REQUEST.apiVersion());
        ObjectNode metadata = answer.putObject("metadata");
        metadata.put("name", target.name()).put("namespace", target.namespace());
        ObjectNode asked = Json.ensureObject(answer, "spec");
        asked.put("expirationSeconds", lifetime);
        token.audiences().forEach(asked.putArray("audiences")::add);
        answer.putObject("status")
                .put("token", token.token())
                .put("expirationTimestamp", Times.format(token.expiration()));
        return answer;
    }

    private TokenIssuer.@Nullable BoundObject boundTo(Target target, JsonNode reference) {
        if (!reference.isObject()) {
            return null;
        }
        String kind = Json.text(reference, "kind");
        ResourceType type = switch (kind) {
            case "Pod" -> Resources.PODS;
            case "Secret" -> Resources.SECRETS;
            case "Node" -> Resources.NODES;
            default ->
                throw Refusals.badRequest(
                        "cannot bind token for serviceaccount \"" + target.name() + "\" to object of type " + kind);
        };
        String name = Json.text(reference, "name");
        KubeObject object = store.snapshot(type.resource())
                .get(new ObjectKey(type.namespaced() ? target.namespace() : "", name))
                .orElseThrow(() -> new ApiException(Status.notFound(type, name)));
        String uid = Json.text(reference, "uid");
        if (!uid.isEmpty() && !uid.equals(object.header().uid())) {
            throw new ApiException(Status.conflict(
                    type,
                    name,
                    "the UID in the bound object reference (" + uid + ") does not match the UID in record. The object"
                            + " might have been deleted and then recreated"));
        }
        boolean foreign = kind.equals("Pod")
                && !Json.text(object.tree(), "spec", "serviceAccountName").equals(target.name());
        if (foreign) {
            throw Refusals.badRequest("cannot bind token for serviceaccount \"" + target.name()
                    + "\" to pod running with" + " different serviceaccount name.");
        }
        return new TokenIssuer.BoundObject(kind, name, object.header().uid());
    }
}
