package io.quarterdeck.machinery.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.access.Decision;
import io.quarterdeck.machinery.access.Rules;
import io.quarterdeck.machinery.access.TokenReviewer;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.model.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Kinds that are questions: what is posted comes back with the answer in its status. */
public final class Reviews {

    private final Authorizer authorizer;
    private final TokenReviewer reviewer;

    public Reviews(Authorizer authorizer, TokenReviewer reviewer) {
        this.authorizer = authorizer;
        this.reviewer = reviewer;
    }

    /** Whether a resource is one of these. */
    public static boolean isReview(String resource) {
        return switch (resource) {
            case "selfsubjectaccessreviews.authorization.k8s.io",
                    "subjectaccessreviews.authorization.k8s.io",
                    "localsubjectaccessreviews.authorization.k8s.io",
                    "selfsubjectrulesreviews.authorization.k8s.io",
                    "tokenreviews.authentication.k8s.io",
                    "selfsubjectreviews.authentication.k8s.io" -> true;
            default -> false;
        };
    }

    /** Answers a review that somebody posted. */
    public ObjectNode answer(Target target, User user, ObjectNode review) {
        Json.ensureObject(review, "metadata");
        JsonNode spec = Json.at(review, "spec");
        ObjectNode status = Json.object();
        switch (target.type().plural()) {
            case "selfsubjectaccessreviews" -> decide(target, user, spec, status);
            case "subjectaccessreviews" -> decide(target, subject(target, spec), spec, status);
            case "localsubjectaccessreviews" -> {
                String namespace = Json.text(spec, "resourceAttributes", "namespace");
                if (!namespace.equals(target.namespace())) {
                    throw Refusals.badRequest(
                            "spec.resourceAttributes.namespace must match namespace: " + target.namespace());
                }
                decide(target, subject(target, spec), spec, status);
            }
            case "selfsubjectrulesreviews" -> rules(authorizer.rules(user, Json.text(spec, "namespace")), status);
            case "tokenreviews" -> token(spec, status);
            default -> status.set("userInfo", userInfo(user));
        }
        review.set("status", status);
        return review;
    }

    private void decide(Target target, User user, JsonNode spec, ObjectNode status) {
        JsonNode resource = Json.at(spec, "resourceAttributes");
        JsonNode path = Json.at(spec, "nonResourceAttributes");
        if (resource.isObject() == path.isObject()) {
            Faults faults = new Faults();
            faults.invalid(
                    "spec.resourceAttributes",
                    resource,
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified");
            faults.refuse(target.type(), "");
        }
        Attributes attributes = path.isObject()
                ? Attributes.ofPath(Json.text(path, "verb"), Json.text(path, "path"))
                : new Attributes(
                        Json.text(resource, "verb"),
                        Json.text(resource, "group"),
                        Json.text(resource, "version"),
                        Json.text(resource, "resource"),
                        Json.text(resource, "subresource"),
                        Json.text(resource, "namespace"),
                        Json.text(resource, "name"),
                        "");
        Decision decision = authorizer.authorize(user, attributes);
        status.put("allowed", decision.allowed());
        if (!decision.reason().isEmpty()) {
            status.put("reason", decision.reason());
        }
    }

    private static User subject(Target target, JsonNode spec) {
        String name = Json.text(spec, "user");
        List<String> groups =
                Json.items(spec, "groups").stream().map(JsonNode::asText).toList();
        if (name.isEmpty() && groups.isEmpty()) {
            Faults faults = new Faults();
            faults.invalid("spec.user", "", "at least one of user or group must be specified");
            faults.refuse(target.type(), "");
        }
        Map<String, List<String>> extra = new HashMap<>();
        Json.at(spec, "extra")
                .properties()
                .forEach(entry -> extra.put(
                        entry.getKey(),
                        Json.items(entry.getValue()).stream()
                                .map(JsonNode::asText)
                                .toList()));
        return new User(name, Json.text(spec, "uid"), groups, extra);
    }

    private static void rules(Rules rules, ObjectNode status) {
        ArrayNode resources = status.putArray("resourceRules");
        rules.resources().forEach(rule -> {
            ObjectNode entry = resources.addObject();
            texts(entry, "verbs", rule.verbs());
            texts(entry, "apiGroups", rule.groups());
            texts(entry, "resources", rule.resources());
            if (!rule.names().isEmpty()) {
                texts(entry, "resourceNames", rule.names());
            }
        });
        ArrayNode paths = status.putArray("nonResourceRules");
        rules.paths().forEach(rule -> {
            ObjectNode entry = paths.addObject();
            texts(entry, "verbs", rule.verbs());
            texts(entry, "nonResourceURLs", rule.paths());
        });
        status.put("incomplete", rules.incomplete());
    }

    private void token(JsonNode spec, ObjectNode status) {
        String token = Json.text(spec, "token");
        if (token.isEmpty()) {
            throw Refusals.badRequest("token is required for TokenReview in authentication");
        }
        List<String> audiences =
                Json.items(spec, "audiences").stream().map(JsonNode::asText).toList();
        TokenReviewer.Review review = reviewer.review(token, audiences);
        User user = review.user();
        if (user == null) {
            status.put("authenticated", false);
            if (!review.error().isEmpty()) {
                status.put("error", review.error());
            }
            status.putObject("user");
            return;
        }
        status.put("authenticated", true).set("user", userInfo(user));
        texts(status, "audiences", review.audiences());
    }

    private static ObjectNode userInfo(User user) {
        ObjectNode info = Json.object().put("username", user.name());
        if (!user.uid().isEmpty()) {
            info.put("uid", user.uid());
        }
        texts(info, "groups", user.groups());
        if (!user.extra().isEmpty()) {
            ObjectNode extra = info.putObject("extra");
            user.extra().forEach((key, values) -> texts(extra, key, values));
        }
        return info;
    }

    private static void texts(ObjectNode node, String field, List<String> values) {
        values.forEach(node.putArray(field)::add);
    }
}
