package io.quarterdeck.model.quota;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which objects a quota is about: all, or those that every one of its scopes selects. */
final class QuotaScopes {

    private QuotaScopes() {}

    static boolean select(JsonNode quotaSpec, String resource, JsonNode object) {
        for (JsonNode scope : Json.items(quotaSpec, "scopes")) {
            if (!selects(scope.asText(), "Exists", List.of(), resource, object)) {
                return false;
            }
        }
        for (JsonNode term : Json.items(quotaSpec, "scopeSelector", "matchExpressions")) {
            List<String> values =
                    Json.items(term, "values").stream().map(JsonNode::asText).toList();
            if (!selects(Json.text(term, "scopeName"), Json.text(term, "operator"), values, resource, object)) {
                return false;
            }
        }
        return true;
    }

    private static boolean selects(
            String scope, String operator, List<String> values, String resource, JsonNode object) {
        JsonNode spec = Json.at(object, "spec");
        if (scope.equals("VolumeAttributesClass")) {
            return resource.equals("persistentvolumeclaims")
                    && names(Json.text(spec, "volumeAttributesClassName"), operator, values);
        }
        return resource.equals("pods")
                && switch (scope) {
                    case "Terminating" -> isTerminating(spec);
                    case "NotTerminating" -> !isTerminating(spec);
                    case "BestEffort" -> isBestEffort(spec);
                    case "NotBestEffort" -> !isBestEffort(spec);
                    case "PriorityClass" -> names(Json.text(spec, "priorityClassName"), operator, values);
                    case "CrossNamespacePodAffinity" -> looksElsewhere(Json.at(spec, "affinity"));
                    default -> false;
                };
    }

    private static boolean names(String name, String operator, List<String> values) {
        return switch (operator) {
            case "In" -> values.contains(name);
            case "NotIn" -> !values.contains(name);
            case "Exists" -> !name.isEmpty();
            case "DoesNotExist" -> name.isEmpty();
            default -> false;
        };
    }

    private static boolean isTerminating(JsonNode spec) {
        return Json.at(spec, "activeDeadlineSeconds").isNumber();
    }

    private static boolean isBestEffort(JsonNode spec) {
        List<JsonNode> containers = new ArrayList<>(Json.items(spec, "initContainers"));
        containers.addAll(Json.items(spec, "containers"));
        return containers.stream()
                .map(Demand::ofContainer)
                .noneMatch(demand -> asks(demand.requests()) || asks(demand.limits()));
    }

    private static boolean asks(Map<String, Quantity> amounts) {
        return List.of("cpu", "memory").stream()
                .anyMatch(name -> amounts.getOrDefault(name, Quantity.ZERO).compareTo(Quantity.ZERO) > 0);
    }

    private static boolean looksElsewhere(JsonNode affinity) {
        for (String kind : List.of("podAffinity", "podAntiAffinity")) {
            List<JsonNode> terms =
                    new ArrayList<>(Json.items(affinity, kind, "requiredDuringSchedulingIgnoredDuringExecution"));
            Json.items(affinity, kind, "preferredDuringSchedulingIgnoredDuringExecution")
                    .forEach(weighted -> terms.add(Json.at(weighted, "podAffinityTerm")));
            for (JsonNode term : terms) {
                if (!Json.items(term, "namespaces").isEmpty()
                        || Json.at(term, "namespaceSelector").isObject()) {
                    return true;
                }
            }
        }
        return false;
    }
}
