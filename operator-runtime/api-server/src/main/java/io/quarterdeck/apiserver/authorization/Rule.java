package io.quarterdeck.apiserver.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One rule of a role. Pure; matching allocates only where a subresource is asked for.
 *
 * @param names empty for all names
 * @param paths bare URLs, a trailing {@code *} stands for anything; empty if the rule is about resources
 */
record Rule(List<String> verbs, List<String> groups, List<String> resources, List<String> names, List<String> paths) {

    static final String ANY = "*";

    /** Everything, everywhere: what an administrator holds. */
    static final List<Rule> ALL = List.of(
            new Rule(List.of(ANY), List.of(ANY), List.of(ANY), List.of(), List.of()),
            new Rule(List.of(ANY), List.of(), List.of(), List.of(), List.of(ANY)));

    public Rule {
        verbs = List.copyOf(verbs);
        groups = List.copyOf(groups);
        resources = List.copyOf(resources);
        names = List.copyOf(names);
        paths = List.copyOf(paths);
    }

    static Rule parse(JsonNode rule) {
        return new Rule(
                texts(rule, "verbs"),
                texts(rule, "apiGroups"),
                texts(rule, "resources"),
                texts(rule, "resourceNames"),
                texts(rule, "nonResourceURLs"));
    }

    /** The rules of a Role or ClusterRole. */
    static List<Rule> ofRole(JsonNode role) {
        return Json.items(role, "rules").stream().map(Rule::parse).toList();
    }

    ObjectNode toJson() {
        ObjectNode rule = Json.object();
        put(rule, "apiGroups", groups);
        put(rule, "resources", resources);
        put(rule, "resourceNames", names);
        put(rule, "nonResourceURLs", paths);
        put(rule, "verbs", verbs);
        return rule;
    }

    boolean allows(Attributes asked) {
        if (!has(verbs, asked.verb())) {
            return false;
        }
        if (!asked.isResource()) {
            return allowsPath(asked.path());
        }
        return has(groups, asked.group())
                && allowsResource(asked.resource(), asked.subresource())
                && (names.isEmpty() || names.contains(asked.name()));
    }

    /** Whether one resource, or {@code resource/subresource}, is among ours. */
    boolean allowsResource(String resource, String subresource) {
        if (subresource.isEmpty()) {
            return has(resources, resource);
        }
        for (String ours : resources) {
            if (ours.equals(ANY) || isBoth(ours, ANY, subresource) || isBoth(ours, resource, subresource)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBoth(String ours, String resource, String subresource) {
        return ours.length() == resource.length() + 1 + subresource.length()
                && ours.startsWith(resource)
                && ours.charAt(resource.length()) == '/'
                && ours.endsWith(subresource);
    }

    /** Whether a path is among ours. A pattern as argument is covered if every path that it stands for is. */
    boolean allowsPath(String path) {
        for (String ours : paths) {
            if (ours.equals(path)) {
                return true;
            }
            if (ours.endsWith(ANY) && path.regionMatches(0, ours, 0, ours.length() - 1)) {
                return true;
            }
        }
        return false;
    }

    static boolean has(List<String> terms, String value) {
        for (String term : terms) {
            if (term.equals(value) || term.equals(ANY)) {
                return true;
            }
        }
        return false;
    }

    /** As a refusal shows it: {@code {APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        part(parts, "APIGroups", groups);
        part(parts, "Resources", resources);
        part(parts, "NonResourceURLs", paths);
        part(parts, "ResourceNames", names);
        part(parts, "Verbs", verbs);
        return "{" + String.join(", ", parts) + "}";
    }

    private static void part(List<String> parts, String name, List<String> values) {
        if (!values.isEmpty()) {
            parts.add(name + ":" + quoted(values));
        }
    }

    /** {@code ["a" "b"]}. */
    static String quoted(List<String> values) {
        return values.stream().map(value -> '"' + value + '"').collect(Collectors.joining(" ", "[", "]"));
    }

    private static List<String> texts(JsonNode rule, String field) {
        return Json.items(rule, field).stream().map(JsonNode::asText).toList();
    }

    private static void put(ObjectNode rule, String field, List<String> values) {
        if (!values.isEmpty()) {
            values.forEach(rule.putArray(field)::add);
        }
    }
}
