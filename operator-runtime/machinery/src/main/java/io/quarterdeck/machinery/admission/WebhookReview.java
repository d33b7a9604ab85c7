package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.User;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An AdmissionReview of version v1: the question, and what an answer to it says. */
record WebhookReview(String uid, byte[] question) {

    private static final String VERSION = "admission.k8s.io/v1";

    /**
     * An answer.
     *
     * @param status what the webhook says of a denial
     * @param patch null if there is none
     */
    record Answer(
            boolean allowed, JsonNode status, @Nullable ArrayNode patch, List<String> warnings) {}

    static WebhookReview of(Attempt attempt) {
        return of(attempt, attempt.target().type());
    }

    /** @param requested the type that the client wrote, of which the attempt may show another version */
    static WebhookReview of(Attempt attempt, ResourceType requested) {
        String uid = UUID.randomUUID().toString();
        ObjectNode review = Json.object().put("kind", "AdmissionReview").put("apiVersion", VERSION);
        ObjectNode request = request(attempt, requested).put("uid", uid);
        request.set("object", attempt.object());
        request.set("oldObject", attempt.before());
        review.set("request", request);
        return new WebhookReview(uid, Json.encode(review));
    }

    /** All that is known of a write but the objects. */
    static ObjectNode request(Attempt attempt) {
        return request(attempt, attempt.target().type());
    }

    private static ObjectNode request(Attempt attempt, ResourceType requested) {
        ResourceType type = attempt.target().type();
        ObjectNode request = Json.object();
        kind(request.putObject("kind"), type, attempt);
        resource(request.putObject("resource"), type);
        kind(request.putObject("requestKind"), requested, attempt);
        resource(request.putObject("requestResource"), requested);
        String subresource = attempt.target().subresource();
        if (!subresource.isEmpty()) {
            request.put("subResource", subresource).put("requestSubResource", subresource);
        }
        request.put("name", attempt.name());
        if (!attempt.namespace().isEmpty()) {
            request.put("namespace", attempt.namespace());
        } else if (type.plural().equals("namespaces")) {
            request.put("namespace", attempt.name());
        }
        request.put("operation", attempt.operation().name());
        user(request.putObject("userInfo"), attempt.user());
        request.put("dryRun", attempt.dryRun());
        if (attempt.operation() == Operation.CONNECT) {
            return request;
        }
        ObjectNode options = request.putObject("options")
                .put("kind", optionsKind(attempt.operation()))
                .put("apiVersion", "meta.k8s.io/v1");
        if (attempt.dryRun()) {
            options.putArray("dryRun").add("All");
        }
        return request;
    }

    private static String optionsKind(Operation operation) {
        return switch (operation) {
            case CREATE -> "CreateOptions";
            case UPDATE -> "UpdateOptions";
            case DELETE -> "DeleteOptions";
            case CONNECT -> throw new IllegalArgumentException("the options of a connection are its object");
        };
    }

    /** Who connects to a pod writes no pod, but sends the options of the connection. */
    private static void kind(ObjectNode node, ResourceType type, Attempt attempt) {
        String kind = attempt.operation() == Operation.CONNECT ? Json.text(attempt.subject(), "kind") : type.kind();
        node.put("group", type.group()).put("version", type.version()).put("kind", kind);
    }

    private static void resource(ObjectNode node, ResourceType type) {
        node.put("group", type.group()).put("version", type.version()).put("resource", type.plural());
    }

    private static void user(ObjectNode node, User user) {
        node.put("username", user.name());
        if (!user.uid().isEmpty()) {
            node.put("uid", user.uid());
        }
        ArrayNode groups = node.putArray("groups");
        user.groups().forEach(groups::add);
        if (!user.extra().isEmpty()) {
            ObjectNode extra = node.putObject("extra");
            user.extra().forEach((key, values) -> {
                ArrayNode list = extra.putArray(key);
                values.forEach(list::add);
            });
        }
    }

    /** Reads the answer to this question. Throws {@link IOException} that says what is wrong with it. */
    Answer read(byte[] body) throws IOException {
        JsonNode review;
        try {
            review = Json.parse(body);
        } catch (RuntimeException e) {
            throw new IOException("the webhook's response is no JSON", e);
        }
        if (!Json.text(review, "kind").equals("AdmissionReview")
                || !Json.text(review, "apiVersion").equals(VERSION)) {
            throw new IOException("expected webhook response of " + VERSION + ", Kind=AdmissionReview, got "
                    + Json.text(review, "apiVersion") + ", Kind=" + Json.text(review, "kind"));
        }
        JsonNode response = Json.at(review, "response");
        if (!response.isObject()) {
            throw new IOException("webhook response is missing response field");
        }
        if (!Json.text(response, "uid").equals(uid)) {
            throw new IOException("expected response.uid=\"" + uid + "\", got \"" + Json.text(response, "uid") + "\"");
        }
        List<String> warnings =
                Json.items(response, "warnings").stream().map(JsonNode::asText).toList();
        return new Answer(
                Json.at(response, "allowed").asBoolean(false), Json.at(response, "status"), patch(response), warnings);
    }

    private static @Nullable ArrayNode patch(JsonNode response) throws IOException {
        String encoded = Json.text(response, "patch");
        if (encoded.isEmpty()) {
            return null;
        }
        String type = Json.text(response, "patchType");
        if (!type.equals("JSONPatch")) {
            throw new IOException("webhook returned response.patch but not response.patchType=\"JSONPatch\"");
        }
        try {
            byte[] text = Base64.getDecoder().decode(encoded.getBytes(StandardCharsets.US_ASCII));
            if (Json.parse(text) instanceof ArrayNode operations) {
                return operations;
            }
        } catch (RuntimeException e) {
            throw new IOException("webhook returned a response.patch that is no JSON in base64", e);
        }
        throw new IOException("webhook returned a response.patch that is no list of operations");
    }
}
