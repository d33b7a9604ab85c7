package io.quarterdeck.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The API's answer to a request that failed (or that has no object to return), as Kubernetes' {@code v1.Status}.
 *
 * @param code HTTP status code
 * @param reason one word for machines ({@code NotFound}); empty if there is none
 * @param message one sentence for people
 * @param causes what was wrong, field by field; empty if there is one cause only
 * @param retryAfterSeconds how long the client should wait before it tries again; 0 for none
 */
public record Status(
        int code, String reason, String message, Subject subject, List<Cause> causes, int retryAfterSeconds) {

    /** What the request was about. Any part may be empty. */
    public record Subject(String group, String kind, String name, String uid) {
        public static final Subject NONE = new Subject("", "", "", "");
    }

    /** One fault: a machine's word ({@code FieldValueInvalid}), a sentence, and the field's path. */
    public record Cause(String reason, String message, String field) {}

    public Status {
        causes = List.copyOf(causes);
    }

    public static Status of(int code, String reason, String message) {
        return new Status(code, reason, message, Subject.NONE, List.of(), 0);
    }

    public static Status badRequest(String message) {
        return of(400, "BadRequest", message);
    }

    public static Status notFound(ResourceType type, String name) {
        String message = type.resource() + " \"" + name + "\" not found";
        return new Status(404, "NotFound", message, subject(type.group(), type.plural(), name), List.of(), 0);
    }

    public static Status alreadyExists(ResourceType type, String name) {
        String message = type.resource() + " \"" + name + "\" already exists";
        return new Status(409, "AlreadyExists", message, subject(type.group(), type.plural(), name), List.of(), 0);
    }

    public static Status conflict(ResourceType type, String name, String why) {
        String message = "Operation cannot be fulfilled on " + type.resource() + " \"" + name + "\": " + why;
        return new Status(409, "Conflict", message, subject(type.group(), type.plural(), name), List.of(), 0);
    }

    public static Status forbidden(ResourceType type, String name, String why) {
        String message = type.resource() + (name.isEmpty() ? "" : " \"" + name + "\"") + " is forbidden: " + why;
        return new Status(403, "Forbidden", message, subject(type.group(), type.plural(), name), List.of(), 0);
    }

    public static Status unauthorized() {
        return of(401, "Unauthorized", "Unauthorized");
    }

    public static Status gone(String message) {
        return of(410, "Expired", message);
    }

    /** 422: the object itself is wrong. At least one cause. */
    public static Status invalid(ResourceType type, String name, List<Cause> causes) {
        if (causes.isEmpty()) {
            throw new IllegalArgumentException("an invalid object has at least one cause");
        }
        String kind = type.group().isEmpty() ? type.kind() : type.kind() + "." + type.group();
        String details = causes.size() == 1
                ? causes.getFirst().field() + ": " + causes.getFirst().message()
                : causes.stream()
                        .map(cause -> cause.field() + ": " + cause.message())
                        .collect(Collectors.joining(", ", "[", "]"));
        return new Status(
                422,
                "Invalid",
                kind + " \"" + name + "\" is invalid: " + details,
                subject(type.group(), type.kind(), name),
                causes,
                0);
    }

    public ObjectNode toJson() {
        ObjectNode node = Json.object();
        node.put("kind", "Status").put("apiVersion", "v1");
        node.putObject("metadata");
        node.put("status", code < 400 ? "Success" : "Failure");
        if (!message.isEmpty()) {
            node.put("message", message);
        }
        if (!reason.isEmpty()) {
            node.put("reason", reason);
        }
        ObjectNode details = details();
        if (!details.isEmpty()) {
            node.set("details", details);
        }
        return node.put("code", code);
    }

    private ObjectNode details() {
        ObjectNode details = Json.object();
        putUnlessEmpty(details, "name", subject.name());
        putUnlessEmpty(details, "group", subject.group());
        putUnlessEmpty(details, "kind", subject.kind());
        putUnlessEmpty(details, "uid", subject.uid());
        if (!causes.isEmpty()) {
            ArrayNode list = details.putArray("causes");
            causes.forEach(cause -> {
                ObjectNode entry = list.addObject();
                putUnlessEmpty(entry, "reason", cause.reason());
                putUnlessEmpty(entry, "message", cause.message());
                putUnlessEmpty(entry, "field", cause.field());
            });
        }
        if (retryAfterSeconds > 0) {
            details.put("retryAfterSeconds", retryAfterSeconds);
        }
        return details;
    }

    /** Reads a Status that another process answered with. */
    public static Status parse(ObjectNode node) {
        ObjectNode details = node.get("details") instanceof ObjectNode object ? object : Json.object();
        return new Status(
                Json.at(node, "code").asInt(500),
                Json.text(node, "reason"),
                Json.text(node, "message"),
                new Subject(
                        Json.text(details, "group"),
                        Json.text(details, "kind"),
                        Json.text(details, "name"),
                        Json.text(details, "uid")),
                Json.items(details, "causes").stream()
                        .map(cause -> new Cause(
                                Json.text(cause, "reason"), Json.text(cause, "message"), Json.text(cause, "field")))
                        .toList(),
                Json.at(details, "retryAfterSeconds").asInt(0));
    }

    private static Subject subject(String group, String kind, String name) {
        return new Subject(group, kind, name, "");
    }

    private static void putUnlessEmpty(ObjectNode node, String field, String value) {
        if (!value.isEmpty()) {
            node.put(field, value);
        }
    }
}
