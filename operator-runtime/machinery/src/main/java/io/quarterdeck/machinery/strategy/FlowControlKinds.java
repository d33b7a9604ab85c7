package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The kinds of {@code flowcontrol.apiserver.k8s.io}. They are kept; requests are not queued by them. */
final class FlowControlKinds {

    /** The subjects' own objects, by their kind. */
    private static final Map<String, String> SUBJECTS =
            Map.of("Group", "group", "ServiceAccount", "serviceAccount", "User", "user");

    private static final List<String> VERBS =
            List.of("*", "create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch");
    private static final Set<String> NON_RESOURCE_VERBS =
            Set.of("*", "delete", "get", "head", "options", "patch", "post", "put");

    private FlowControlKinds() {}

    static Map<String, Strategy> strategies() {
        return Map.of(
                "flowschemas.flowcontrol.apiserver.k8s.io",
                CheckedKind.of(Traits.COUNTED, FlowControlKinds::schema),
                "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
                CheckedKind.of(Traits.COUNTED, FlowControlKinds::level));
    }

    private static void schema(ObjectNode object, Faults faults) {
        JsonNode spec = Json.at(object, "spec");
        if (Json.text(spec, "priorityLevelConfiguration", "name").isEmpty()) {
            faults.required("spec.priorityLevelConfiguration.name", "must reference a priority level");
        }
        if (Json.at(spec, "matchingPrecedence").asInt(0) == 1
                && !Json.text(object, "metadata", "name").equals("exempt")) {
            faults.invalid(
                    "spec.matchingPrecedence", 1, "only the schema named 'exempt' may have matchingPrecedence 1");
        }
        List<JsonNode> rules = Json.items(spec, "rules");
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.get(i), "spec.rules[" + i + "]", faults);
        }
    }

    private static void rule(JsonNode rule, String at, Faults faults) {
        List<JsonNode> subjects = Json.items(rule, "subjects");
        if (subjects.isEmpty()) {
            faults.required(at + ".subjects", "subjects must contain at least one value");
        }
        for (int i = 0; i < subjects.size(); i++) {
            subject(subjects.get(i), at + ".subjects[" + i + "]", faults);
        }
        List<JsonNode> resources = Json.items(rule, "resourceRules");
        List<JsonNode> paths = Json.items(rule, "nonResourceRules");
        if (resources.isEmpty() && paths.isEmpty()) {
            faults.required(at, "at least one of resourceRules and nonResourceRules has to be non-empty");
        }
        for (int i = 0; i < resources.size(); i++) {
            resources(resources.get(i), at + ".resourceRules[" + i + "]", faults);
        }
        for (int i = 0; i < paths.size(); i++) {
            paths(paths.get(i), at + ".nonResourceRules[" + i + "]", faults);
        }
    }

    private static void subject(JsonNode subject, String at, Faults faults) {
        String kind = Json.text(subject, "kind");
        SUBJECTS.forEach((name, field) -> {
            boolean there = Json.at(subject, field).isObject();
            if (name.equals(kind) && !there) {
                faults.required(at + "." + field, field + " is required when subject kind is '" + kind + "'");
            } else if (!name.equals(kind) && there) {
                faults.forbidden(at + "." + field, field + " is forbidden when subject kind is not '" + name + "'");
            }
        });
    }

    private static void resources(JsonNode rule, String at, Faults faults) {
        verbs(rule, at, Set.copyOf(VERBS), faults);
        for (String field : List.of("apiGroups", "resources")) {
            if (Json.items(rule, field).isEmpty()) {
                faults.required(at + "." + field, field + " must contain at least one value");
            }
        }
        boolean somewhere = !Json.items(rule, "namespaces").isEmpty()
                || Json.at(rule, "clusterScope").asBoolean(false);
        if (!somewhere) {
            faults.required(
                    at + ".namespaces",
                    "resource rules that are not cluster scoped must supply at least one namespace");
        }
    }

    private static void paths(JsonNode rule, String at, Faults faults) {
        verbs(rule, at, NON_RESOURCE_VERBS, faults);
        List<JsonNode> paths = Json.items(rule, "nonResourceURLs");
        if (paths.isEmpty()) {
            faults.required(at + ".nonResourceURLs", "nonResourceURLs must contain at least one value");
        }
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i).asText("");
            if (!path.equals("*") && !path.startsWith("/")) {
                faults.invalid(at + ".nonResourceURLs[" + i + "]", path, "must start with slash");
            }
        }
    }

    private static void verbs(JsonNode rule, String at, Set<String> known, Faults faults) {
        List<String> verbs =
                Json.items(rule, "verbs").stream().map(verb -> verb.asText("")).toList();
        JsonNode list = Json.at(rule, "verbs");
        if (verbs.isEmpty()) {
            faults.required(at + ".verbs", "verbs must contain at least one value");
        } else if (!known.containsAll(verbs)) {
            faults.unsupported(
                    at + ".verbs",
                    String.join(",", verbs),
                    known.stream().sorted().toList());
        } else if (verbs.contains("*") && verbs.size() > 1) {
            faults.invalid(at + ".verbs", list, "if '*' is present, must not specify other verbs");
        }
    }

    private static void level(ObjectNode object, Faults faults) {
        JsonNode spec = Json.at(object, "spec");
        boolean exempt = Json.text(spec, "type").equals("Exempt");
        if (exempt != Json.text(object, "metadata", "name").equals("exempt")) {
            faults.invalid(
                    "spec.type", Json.text(spec, "type"), "type must be 'Exempt' if and only if `name` is 'exempt'");
        }
        if (exempt && Json.at(spec, "limited").isObject()) {
            faults.forbidden("spec.limited", "must be nil if the type is not Limited");
        }
        if (!exempt && Json.at(spec, "exempt").isObject()) {
            faults.forbidden("spec.exempt", "must be nil if the type is Limited");
        }
        JsonNode response = Json.at(spec, "limited", "limitResponse");
        JsonNode queuing = Json.at(response, "queuing");
        String at = "spec.limited.limitResponse.queuing";
        if (Json.text(response, "type").equals("Reject") && queuing.isObject()) {
            faults.forbidden(at, "must be nil if limited.limitResponse.type is not Limited");
        } else if (Json.text(response, "type").equals("Queue") && !queuing.isObject()) {
            faults.required(at, "must not be empty if limited.limitResponse.type is Limited");
        }
        if (Json.at(queuing, "handSize").asLong(0) > Json.at(queuing, "queues").asLong(0)) {
            faults.invalid(
                    at + ".handSize",
                    Json.at(queuing, "handSize"),
                    "should not be greater than queues (" + Json.at(queuing, "queues") + ")");
        }
    }
}
