package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;

/** Defaults of workloads, and of what bounds them, that depend on their other fields. */
final class WorkloadDefaults {

    private static final int BACKOFF_LIMIT = 6;

    /** How often an autoscaler takes a step, in seconds. */
    private static final int SCALING_PERIOD = 15;

    private WorkloadDefaults() {}

    static void templateLabels(ObjectNode controller) {
        JsonNode labels = Json.at(controller, "spec", "template", "metadata", "labels");
        if (!labels.isObject() || labels.isEmpty()) {
            return;
        }
        ObjectNode spec = Json.ensureObject(controller, "spec");
        if (Json.at(spec, "selector").isEmpty()) {
            spec.set("selector", labels.deepCopy());
        }
        ObjectNode metadata = Json.ensureObject(controller, "metadata");
        if (Json.at(metadata, "labels").isEmpty()) {
            metadata.set("labels", labels.deepCopy());
        }
    }

    static void jobCounts(ObjectNode spec) {
        if (!spec.has("completions") && !spec.has("parallelism")) {
            spec.put("completions", 1);
        }
        if (!spec.has("parallelism")) {
            spec.put("parallelism", 1);
        }
        if (!spec.has("backoffLimit")) {
            spec.put("backoffLimit", spec.has("backoffLimitPerIndex") ? Integer.MAX_VALUE : BACKOFF_LIMIT);
        }
        if (!spec.has("podReplacementPolicy")) {
            spec.put("podReplacementPolicy", spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
        }
    }

    static void scalingPolicies(ObjectNode behavior) {
        ObjectNode up = Json.ensureObject(behavior, "scaleUp");
        if (!up.has("stabilizationWindowSeconds")) {
            up.put("stabilizationWindowSeconds", 0);
        }
        if (rules(up)) {
            policy(up.putArray("policies"), "Pods", 4);
            policy(up.withArray("policies"), "Percent", 100);
        }
        ObjectNode down = Json.ensureObject(behavior, "scaleDown");
        if (rules(down)) {
            policy(down.putArray("policies"), "Percent", 100);
        }
    }

    /** Sets which policy counts; true if there is none yet. */
    private static boolean rules(ObjectNode rules) {
        if (!rules.has("selectPolicy")) {
            rules.put("selectPolicy", "Max");
        }
        return !rules.has("policies");
    }

    private static void policy(ArrayNode policies, String type, int value) {
        policies.addObject().put("type", type).put("value", value).put("periodSeconds", SCALING_PERIOD);
    }

    static void limitRange(ObjectNode item) {
        if (!Json.text(item, "type").equals("Container")) {
            return;
        }
        inherit(item, "max", "default");
        inherit(item, "default", "defaultRequest");
        inherit(item, "min", "defaultRequest");
    }

    private static void inherit(ObjectNode item, String from, String to) {
        JsonNode amounts = Json.at(item, from);
        if (!amounts.isObject() || amounts.isEmpty()) {
            return;
        }
        ObjectNode heir = Json.ensureObject(item, to);
        amounts.properties().forEach(amount -> {
            if (!heir.has(amount.getKey())) {
                heir.set(amount.getKey(), amount.getValue().deepCopy());
            }
        });
    }
}
