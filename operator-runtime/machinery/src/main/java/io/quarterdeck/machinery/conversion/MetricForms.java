package io.quarterdeck.machinery.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A metric as {@code autoscaling/v2} writes it, with its target or current value in an object of its own, and as the annotation
 * of a v1 object does, with everything side by side. Pure.
 */
final class MetricForms {

    /** What an autoscaler wants, or what was measured: the old form begins its fields' names with it. */
    enum Side {
        TARGET("target"),
        CURRENT("current");

        private final String text;

        Side(String text) {
            this.text = text;
        }
    }

    /** What the old form assumes if it says nothing. */
    private static final int UTILIZATION = 80;

    /** The values of a target, and how the old form ends their names. */
    private static final Map<String, String> VALUES = Map.of(
            "value", "Value",
            "averageValue", "AverageValue",
            "averageUtilization", "AverageUtilization");

    private static final Map<String, String> SOURCES = sources();

    private MetricForms() {}

    private static Map<String, String> sources() {
        Map<String, String> sources = new LinkedHashMap<>();
        sources.put("Object", "object");
        sources.put("Pods", "pods");
        sources.put("Resource", "resource");
        sources.put("ContainerResource", "containerResource");
        sources.put("External", "external");
        return sources;
    }

    /** The percentage, if this metric is the average utilization of the processor; otherwise a missing node. */
    static JsonNode processorUtilization(JsonNode metric) {
        JsonNode resource = Json.at(metric, "resource");
        boolean processor = Json.text(metric, "type").equals("Resource")
                && Json.text(resource, "name").equals("cpu");
        if (!processor) {
            return Json.at(metric, "");
        }
        JsonNode target = Json.at(resource, Side.TARGET.text, "averageUtilization");
        return target.isNumber() ? target : Json.at(resource, Side.CURRENT.text, "averageUtilization");
    }

    static ObjectNode processor(@Nullable JsonNode utilization) {
        ObjectNode metric = Json.object().put("type", "Resource");
        ObjectNode target = metric.putObject("resource").put("name", "cpu").putObject("target");
        target.put("type", "Utilization");
        if (utilization == null) {
            target.put("averageUtilization", UTILIZATION);
        } else {
            target.set("averageUtilization", utilization);
        }
        return metric;
    }

    static ObjectNode measuredProcessor(JsonNode utilization) {
        ObjectNode metric = Json.object().put("type", "Resource");
        metric.putObject("resource").put("name", "cpu").putObject("current").set("averageUtilization", utilization);
        return metric;
    }

    static ArrayNode toOld(JsonNode metrics, Side side) {
        ArrayNode old = Json.array();
        for (JsonNode metric : metrics) {
            ObjectNode next = old.addObject().put("type", Json.text(metric, "type"));
            SOURCES.forEach((type, field) -> {
                if (metric.get(field) instanceof ObjectNode source) {
                    next.set(field, old(type, source, side));
                }
            });
        }
        return old;
    }

    private static ObjectNode old(String type, ObjectNode source, Side side) {
        ObjectNode old = Json.object();
        copy(source, "name", old, "name");
        copy(source, "container", old, "container");
        copy(source, "describedObject", old, "target");
        JsonNode metric = Json.at(source, "metric");
        copy(metric, "name", old, "metricName");
        copy(metric, "selector", old, selector(type));
        VALUES.forEach(
                (value, ending) -> copy(Json.at(source, side.text), value, old, name(type, value, ending, side)));
        return old;
    }

    static ArrayNode toNew(JsonNode metrics, Side side) {
        ArrayNode renewed = Json.array();
        for (JsonNode metric : metrics) {
            String type = Json.text(metric, "type");
            ObjectNode next = Json.object().put("type", type);
            String field = SOURCES.getOrDefault(type, "");
            if (metric.get(field) instanceof ObjectNode source) {
                next.set(field, renewed(type, source, side));
            }
            renewed.add(next);
        }
        return renewed;
    }

    private static ObjectNode renewed(String type, ObjectNode source, Side side) {
        ObjectNode renewed = Json.object();
        copy(source, "name", renewed, "name");
        copy(source, "container", renewed, "container");
        copy(source, "target", renewed, "describedObject");
        if (source.has("metricName")) {
            ObjectNode metric = renewed.putObject("metric");
            copy(source, "metricName", metric, "name");
            copy(source, selector(type), metric, "selector");
        }
        ObjectNode values = renewed.putObject(side.text);
        VALUES.forEach((value, ending) -> copy(source, name(type, value, ending, side), values, value));
        if (side == Side.TARGET) {
            String average = values.has("averageValue") ? "AverageValue" : "Value";
            values.put("type", values.has("averageUtilization") ? "Utilization" : average);
        }
        return renewed;
    }

    /** The old form of an object's metric has {@code averageValue} without a prefix. */
    private static String name(String type, String value, String ending, Side side) {
        return type.equals("Object") && value.equals("averageValue") ? value : side.text + ending;
    }

    private static String selector(String type) {
        return type.equals("External") ? "metricSelector" : "selector";
    }

    /** Copies what is of the type that both forms have: users can write into an annotation what they like. */
    private static void copy(JsonNode from, String field, ObjectNode to, String name) {
        JsonNode value = from.get(field);
        if (value == null) {
            return;
        }
        boolean sound = switch (field.toLowerCase(Locale.ROOT)) {
            case "target", "describedobject", "selector", "metricselector" -> value.isObject();
            case "averageutilization", "targetaverageutilization", "currentaverageutilization" -> value.isInt();
            default -> value.isTextual();
        };
        if (sound) {
            to.set(name, value.deepCopy());
        }
    }
}
