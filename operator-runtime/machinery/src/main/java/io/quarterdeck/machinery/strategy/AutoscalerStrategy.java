package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.conversion.AutoscalerConversion;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import java.util.List;

/** HorizontalPodAutoscalers of both versions, both held to what holds for the newer one. */
final class AutoscalerStrategy implements Strategy {

    /** An hour: a window that is longer looks at what nobody remembers. */
    private static final int WINDOW_MAX = 3600;

    private static final int PERIOD_MAX = 1800;

    @Override
    public Traits traits() {
        return Traits.PLAIN;
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        JsonNode spec = Json.at(AutoscalerConversion.newest(object), "spec");
        long least = Json.at(spec, "minReplicas").asLong(1);
        JsonNode most = Json.at(spec, "maxReplicas");
        if (least < 1) {
            faults.invalid("spec.minReplicas", least, "must be greater than or equal to 1");
        }
        if (most.asLong(0) < 1) {
            faults.invalid("spec.maxReplicas", most.asLong(0), "must be greater than 0");
        }
        if (most.asLong(0) < least) {
            faults.invalid("spec.maxReplicas", most.asLong(0), "must be greater than or equal to `minReplicas`");
        }
        MetricRules.validate(Json.items(spec, "metrics"), "spec.metrics", faults);
        for (String direction : List.of("scaleUp", "scaleDown")) {
            JsonNode rules = Json.at(spec, "behavior", direction);
            if (rules.isObject()) {
                scaling(rules, "spec.behavior." + direction, faults);
            }
        }
    }

    private static void scaling(JsonNode rules, String path, Faults faults) {
        JsonNode window = Json.at(rules, "stabilizationWindowSeconds");
        if (window.asLong(0) < 0) {
            faults.invalid(path + ".stabilizationWindowSeconds", window, "must be greater than or equal to zero");
        } else if (window.asLong(0) > WINDOW_MAX) {
            faults.invalid(path + ".stabilizationWindowSeconds", window, "must be less than or equal to " + WINDOW_MAX);
        }
        String select = Json.text(rules, "selectPolicy");
        List<String> choices = List.of("Disabled", "Max", "Min");
        if (!select.isEmpty() && !choices.contains(select)) {
            faults.unsupported(path + ".selectPolicy", select, choices);
        }
        List<JsonNode> policies = Json.items(rules, "policies");
        if (policies.isEmpty()) {
            faults.required(path + ".policies", "must specify at least one Policy");
        }
        for (int i = 0; i < policies.size(); i++) {
            policy(policies.get(i), path + ".policies[" + i + "]", faults);
        }
    }

    private static void policy(JsonNode policy, String path, Faults faults) {
        List<String> types = List.of("Percent", "Pods");
        String type = Json.text(policy, "type");
        if (!type.isEmpty() && !types.contains(type)) {
            faults.unsupported(path + ".type", type, types);
        }
        for (String field : List.of("value", "periodSeconds")) {
            JsonNode number = Json.at(policy, field);
            if (number.isNumber() && number.asLong() <= 0) {
                faults.invalid(path + "." + field, number, "must be greater than zero");
            }
        }
        JsonNode period = Json.at(policy, "periodSeconds");
        if (period.asLong(0) > PERIOD_MAX) {
            faults.invalid(path + ".periodSeconds", period, "must be less than or equal to " + PERIOD_MAX);
        }
    }
}
