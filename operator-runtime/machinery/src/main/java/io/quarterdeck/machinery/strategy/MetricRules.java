package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an autoscaler may measure: each metric names one source, and what is wanted of it in a form that it has. */
final class MetricRules {

    private static final Map<String, String> SOURCES = new TreeMap<>(Map.of(
            "ContainerResource", "containerResource",
            "External", "external",
            "Object", "object",
            "Pods", "pods",
            "Resource", "resource"));

    private MetricRules() {}

    static void validate(List<JsonNode> metrics, String path, Faults faults) {
        for (int i = 0; i < metrics.size(); i++) {
            metric(metrics.get(i), path + "[" + i + "]", faults);
        }
    }

    private static void metric(JsonNode metric, String path, Faults faults) {
        String type = Json.text(metric, "type");
        String wanted = SOURCES.getOrDefault(type, "");
        if (!type.isEmpty() && wanted.isEmpty()) {
            faults.unsupported(path + ".type", type, SOURCES.keySet());
            return;
        }
        if (!type.isEmpty() && !metric.has(wanted)) {
            faults.required(path + "." + wanted, "must populate information for the given metric source");
        }
        for (String source : SOURCES.values()) {
            if (metric.has(source) && source.equals(wanted)) {
                source(type, metric.get(source), path + "." + source, faults);
            } else if (metric.has(source)) {
                faults.forbidden(path + "." + source, "must populate the given metric source only");
            }
        }
    }

    private static void source(String type, JsonNode source, String path, Faults faults) {
        JsonNode target = Json.at(source, "target");
        String at = path + ".target";
        target(target, at, faults);
        boolean value = target.has("value");
        boolean average = target.has("averageValue");
        switch (type) {
            case "Resource", "ContainerResource" -> {
                boolean utilization = target.has("averageUtilization");
                if (!utilization && !average) {
                    faults.required(
                            at + ".averageUtilization", "must set either a target raw value or a target utilization");
                } else if (utilization && average) {
                    faults.forbidden(
                            at + ".averageValue", "may not set both a target raw value and a target utilization");
                }
            }
            case "Object" -> {
                if (!value && !average) {
                    faults.required(at + ".averageValue", "must set either a target value or averageValue");
                }
            }
            case "External" -> {
                if (!value && !average) {
                    faults.required(
                            at + ".averageValue", "must set either a target value for metric or a per-pod target");
                } else if (value && average) {
                    faults.forbidden(at + ".value", "may not set both a target value for metric and a per-pod target");
                }
            }
            default -> {
                if (!average) {
                    faults.required(at + ".averageValue", "must specify a positive target averageValue");
                }
            }
        }
    }

    private static void target(JsonNode target, String path, Faults faults) {
        String type = Json.text(target, "type");
        if (!type.isEmpty() && !List.of("Utilization", "Value", "AverageValue").contains(type)) {
            faults.invalid(path + ".type", type, "must be either Utilization, Value, or AverageValue");
        }
        for (String field : List.of("value", "averageValue")) {
            String quantity = Json.text(target, field);
            if (Quantity.isQuantity(quantity) && Quantity.parse(quantity).compareTo(Quantity.ZERO) <= 0) {
                faults.invalid(path + "." + field, quantity, "must be positive");
            }
        }
        JsonNode utilization = Json.at(target, "averageUtilization");
        if (utilization.isNumber() && utilization.asLong() < 1) {
            faults.invalid(path + ".averageUtilization", utilization, "must be greater than 0");
        }
    }
}
