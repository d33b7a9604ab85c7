package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import java.util.List;

/** Which writes a webhook or a policy is about. A star stands for everything of its place. */
record WebhookRule(
        List<String> operations,
        List<String> groups,
        List<String> versions,
        List<String> resources,
        List<String> names,
        String scope) {

    private static final String ANY = "*";

    static List<WebhookRule> list(JsonNode rules) {
        return Json.items(rules).stream().map(WebhookRule::of).toList();
    }

    static WebhookRule of(JsonNode rule) {
        return new WebhookRule(
                texts(rule, "operations"),
                texts(rule, "apiGroups"),
                texts(rule, "apiVersions"),
                texts(rule, "resources"),
                texts(rule, "resourceNames"),
                Json.text(rule, "scope"));
    }

    private static List<String> texts(JsonNode rule, String field) {
        return Json.items(rule, field).stream().map(JsonNode::asText).toList();
    }

    boolean matches(Attempt attempt) {
        ResourceType type = attempt.target().type();
        return isAbout(attempt.operation())
                && has(groups, type.group())
                && has(versions, type.version())
                && inScope(type.namespaced())
                && (names.isEmpty() || names.contains(attempt.name()))
                && resources.stream().anyMatch(resource -> covers(resource, attempt));
    }

    boolean isAbout(Operation operation) {
        return has(operations, operation.name());
    }

    private static boolean has(List<String> allowed, String value) {
        return allowed.contains(ANY) || allowed.contains(value);
    }

    private boolean inScope(boolean namespaced) {
        return switch (scope) {
            case "Namespaced" -> namespaced;
            case "Cluster" -> !namespaced;
            default -> true;
        };
    }

    /** {@code pods}, {@code pods/status}, {@code pods/*}, <code>*&#47;scale</code>, and one star for all without a slash. */
    private static boolean covers(String resource, Attempt attempt) {
        int slash = resource.indexOf('/');
        String plural = slash < 0 ? resource : resource.substring(0, slash);
        String subresource = slash < 0 ? "" : resource.substring(slash + 1);
        return (plural.equals(ANY) || plural.equals(attempt.target().type().plural()))
                && (subresource.equals(ANY)
                        || subresource.equals(attempt.target().subresource()));
    }
}
