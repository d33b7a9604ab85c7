package io.quarterdeck.machinery.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Autoscalers are stored as {@code autoscaling/v2}. The older {@code v1} has a field for the utilization of the processor only;
 * all else that a v2 object says stands in annotations there, as JSON, under names that Kubernetes has given them.
 */
public final class AutoscalerConversion implements Conversion {

    private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
    private static final String METRICS = PREFIX + "metrics";
    private static final String BEHAVIOR = PREFIX + "behavior";
    private static final String CURRENT_METRICS = PREFIX + "current-metrics";
    private static final String CONDITIONS = PREFIX + "conditions";

    private static final String TARGET = "targetCPUUtilizationPercentage";
    private static final String CURRENT = "currentCPUUtilizationPercentage";

    /** The object as v2, whichever version it is. The argument stays as it is. */
    public static ObjectNode newest(ObjectNode object) {
        return Json.text(object, "apiVersion").equals("autoscaling/v1")
                ? new AutoscalerConversion().toStored(object.deepCopy())
                : object;
    }

    @Override
    public ObjectNode toServed(ObjectNode stored) {
        ObjectNode object = stored.put("apiVersion", "autoscaling/v1");
        ObjectNode spec = Json.ensureObject(object, "spec");
        ArrayNode others = move(spec, "metrics", TARGET);
        annotate(object, METRICS, MetricForms.toOld(others, MetricForms.Side.TARGET));
        annotate(object, BEHAVIOR, spec.remove("behavior"));
        if (object.get("status") instanceof ObjectNode status) {
            // The value that the old field holds is in the annotation, too: it has more to say than a percentage.
            JsonNode metrics = Json.at(status, "currentMetrics").deepCopy();
            move(status, "currentMetrics", CURRENT);
            annotate(object, CURRENT_METRICS, MetricForms.toOld(metrics, MetricForms.Side.CURRENT));
            annotate(object, CONDITIONS, status.remove("conditions"));
            if (!status.has("currentReplicas")) {
                status.put("currentReplicas", 0);
            }
        }
        return object;
    }

    /** Takes the list away; the processor's utilization goes into the field, and the rest is returned. */
    private static ArrayNode move(ObjectNode part, String list, String field) {
        ArrayNode others = Json.array();
        for (JsonNode metric : Json.items(part, list)) {
            JsonNode utilization = MetricForms.processorUtilization(metric);
            if (utilization.isNumber() && !part.has(field)) {
                part.set(field, utilization);
            } else {
                others.add(metric);
            }
        }
        part.remove(list);
        return others;
    }

    private static void annotate(ObjectNode object, String name, @org.jspecify.annotations.Nullable JsonNode value) {
        if (value != null && !value.isEmpty()) {
            Json.ensureObject(object, "metadata", "annotations")
                    .put(name, new String(Json.encode(value), StandardCharsets.UTF_8));
        }
    }

    @Override
    public ObjectNode toStored(ObjectNode served) {
        ObjectNode object = served.put("apiVersion", "autoscaling/v2");
        ObjectNode spec = Json.ensureObject(object, "spec");
        ArrayNode metrics = Json.array();
        JsonNode target = spec.remove(TARGET);
        JsonNode others = annotation(object, METRICS);
        if (target != null || !others.isArray()) {
            metrics.add(MetricForms.processor(target));
        }
        MetricForms.toNew(others, MetricForms.Side.TARGET).forEach(metrics::add);
        spec.set("metrics", metrics);
        JsonNode behavior = annotation(object, BEHAVIOR);
        if (behavior.isObject()) {
            spec.set("behavior", behavior);
        }
        if (object.get("status") instanceof ObjectNode status) {
            JsonNode current = status.remove(CURRENT);
            JsonNode known = annotation(object, CURRENT_METRICS);
            ArrayNode measured = MetricForms.toNew(known, MetricForms.Side.CURRENT);
            if (measured.isEmpty() && current != null) {
                measured.add(MetricForms.measuredProcessor(current));
            }
            put(status, "currentMetrics", measured);
            put(status, "conditions", annotation(object, CONDITIONS));
        }
        forget(object);
        return object;
    }

    private static void put(ObjectNode status, String field, JsonNode list) {
        if (list.isArray() && !list.isEmpty()) {
            status.set(field, list);
        }
    }

    /** The annotation's JSON; a missing node if it is absent or cannot be read, for users can write there what they like. */
    private static JsonNode annotation(ObjectNode object, String name) {
        String text = Json.text(object, "metadata", "annotations", name);
        try {
            return text.isEmpty() ? Json.at(object, "") : Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Json.at(object, "");
        }
    }

    private static void forget(ObjectNode object) {
        if (Json.at(object, "metadata", "annotations") instanceof ObjectNode annotations) {
            annotations.remove(List.of(METRICS, BEHAVIOR, CURRENT_METRICS, CONDITIONS));
            if (annotations.isEmpty()) {
                Json.ensureObject(object, "metadata").remove("annotations");
            }
        }
    }
}
