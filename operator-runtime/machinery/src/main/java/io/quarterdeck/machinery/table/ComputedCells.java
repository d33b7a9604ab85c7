package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The cells that no JSONPath can say, by resource and column. */
final class ComputedCells {

    static final String NONE = "<none>";

    private ComputedCells() {}

    /** The cell's text. An unknown pair is a fault of a document in {@code crds/}: the cell shows that nothing is known. */
    static String text(String resource, String column, ObjectNode object, Instant now) {
        return switch (resource) {
            case "pods" -> PodCells.text(column, object, now);
            case "nodes" -> NodeCells.text(column, object);
            case "services" -> ServiceCells.text(column, object);
            case "endpoints", "endpointslices.discovery.k8s.io" -> EndpointCells.text(column, object);
            case "events", "events.events.k8s.io" -> EventCells.text(column, object, now);
            case "configmaps", "secrets" ->
                Integer.toString(Json.at(object, "data").size()
                        + Json.at(object, "binaryData").size());
            case "serviceaccounts" ->
                Integer.toString(Json.at(object, "secrets").size());
            case "rolebindings.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io" ->
                BindingCells.text(column, object);
            default -> workload(column, object);
        };
    }

    private static String workload(String column, ObjectNode object) {
        List<JsonNode> containers = Json.items(object, "spec", "template", "spec", "containers");
        return switch (column) {
            case "Ready" ->
                Json.at(object, "status", "readyReplicas").asInt(0) + "/"
                        + Json.at(object, "spec", "replicas").asInt(1);
            case "Containers" -> joined(containers, "name");
            case "Images" -> joined(containers, "image");
            case "Selector" -> selector(Json.at(object, "spec", "selector"));
            default -> NONE;
        };
    }

    private static String joined(List<JsonNode> nodes, String field) {
        return nodes.stream().map(node -> Json.text(node, field)).collect(Collectors.joining(","));
    }

    /** A selector in the text form that {@code -l} takes. */
    static String selector(JsonNode selector) {
        String labels = labels(Json.textMap(selector, "matchLabels"));
        String expressions = Json.items(selector, "matchExpressions").stream()
                .map(ComputedCells::expression)
                .collect(Collectors.joining(","));
        if (labels.isEmpty() && expressions.isEmpty()) {
            return NONE;
        }
        return labels.isEmpty() || expressions.isEmpty() ? labels + expressions : labels + "," + expressions;
    }

    static String labels(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(","));
    }

    private static String expression(JsonNode expression) {
        String label = Json.text(expression, "key");
        String values = Json.items(expression, "values").stream()
                .map(value -> value.asText(""))
                .sorted()
                .collect(Collectors.joining(",", " (", ")"));
        return switch (Json.text(expression, "operator")) {
            case "In" -> label + " in" + values;
            case "NotIn" -> label + " notin" + values;
            case "DoesNotExist" -> "!" + label;
            default -> label;
        };
    }
}
