package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.conversion.AutoscalerConversion;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;

/** An autoscaler's row: what was measured beside what is wanted. */
final class AutoscalerCells {

    /** A row shows so many metrics, and counts the others. */
    private static final int SHOWN_MAX = 2;

    private static final String UNKNOWN = "<unknown>";

    private AutoscalerCells() {}

    static String text(String column, ObjectNode object) {
        return switch (column) {
            case "Reference" -> {
                JsonNode target = Json.at(object, "spec", "scaleTargetRef");
                yield Json.text(target, "kind") + "/" + Json.text(target, "name");
            }
            case "Targets" -> targets(AutoscalerConversion.newest(object));
            case "MinPods" -> {
                String least = Json.text(object, "spec", "minReplicas");
                yield least.isEmpty() ? "<unset>" : least;
            }
            case "Replicas" ->
                Integer.toString(Json.at(object, "status", "currentReplicas").asInt(0));
            default -> ComputedCells.NONE;
        };
    }

    private static String targets(ObjectNode autoscaler) {
        List<JsonNode> metrics = Json.items(autoscaler, "spec", "metrics");
        List<JsonNode> measured = Json.items(autoscaler, "status", "currentMetrics");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < Math.min(metrics.size(), SHOWN_MAX); i++) {
            texts.add(target(metrics.get(i), i < measured.size() ? measured.get(i) : Json.object()));
        }
        if (texts.isEmpty()) {
            return ComputedCells.NONE;
        }
        String shown = String.join(", ", texts);
        return metrics.size() > SHOWN_MAX ? shown + " + " + (metrics.size() - SHOWN_MAX) + " more..." : shown;
    }

    private static String target(JsonNode metric, JsonNode measured) {
        String type = Json.text(metric, "type");
        String field = type.isEmpty() ? "" : Character.toLowerCase(type.charAt(0)) + type.substring(1);
        JsonNode target = Json.at(metric, field, "target");
        JsonNode current = Json.at(measured, field, "current");
        String average = Json.text(target, "averageValue");
        return switch (type) {
            case "Resource", "ContainerResource" ->
                Json.text(metric, field, "name") + ": "
                        + (average.isEmpty()
                                ? percentage(current, UNKNOWN) + "/" + percentage(target, "<auto>")
                                : value(current, "averageValue") + "/" + average);
            case "Pods" -> value(current, "averageValue") + "/" + average;
            case "Object", "External" ->
                average.isEmpty()
                        ? value(current, "value") + "/" + Json.text(target, "value")
                        : value(current, "averageValue") + "/" + average + " (avg)";
            default -> "<unknown type>";
        };
    }

    private static String percentage(JsonNode part, String otherwise) {
        JsonNode utilization = Json.at(part, "averageUtilization");
        return utilization.isNumber() ? utilization.asInt() + "%" : otherwise;
    }

    private static String value(JsonNode current, String field) {
        String value = Json.text(current, field);
        return value.isEmpty() ? UNKNOWN : value;
    }
}
