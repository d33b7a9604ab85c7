package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.LabelSelector;
import io.quarterdeck.model.Names;
import java.util.List;

/** Deployments and ReplicaSets: a template, and a selector that must find what is made of it. */
final class WorkloadStrategy implements Strategy {

    private static final String TEMPLATE_LABELS = "spec.template.metadata.labels";

    private final String kind;

    /** The kind's name as its faults spell it. */
    WorkloadStrategy(String kind) {
        this.kind = kind;
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        selector(object, faults);
        Json.textMap(object, "spec", "template", "metadata", "labels").forEach((key, value) -> {
            faults.invalidIf(Names.qualifiedNameFault(key), TEMPLATE_LABELS, key);
            faults.invalidIf(Names.labelValueFault(value), TEMPLATE_LABELS, value);
        });
        JsonNode pod = Json.at(object, "spec", "template", "spec");
        if (!pod.isObject()) {
            return;
        }
        PodSpecRules.validate(pod, "spec.template.spec", faults);
        String restart = Json.text(pod, "restartPolicy");
        if (!restart.isEmpty() && !restart.equals("Always")) {
            faults.unsupported("spec.template.spec.restartPolicy", restart, List.of("Always"));
        }
        if (Json.at(pod, "activeDeadlineSeconds").isNumber()) {
            faults.forbidden(
                    "spec.template.spec.activeDeadlineSeconds",
                    "activeDeadlineSeconds in " + kind + " is not Supported");
        }
        rollout(object, faults);
    }

    private void selector(ObjectNode object, Faults faults) {
        JsonNode selector = Json.at(object, "spec", "selector");
        if (!selector.isObject()) {
            if (faults.causes().stream().noneMatch(cause -> cause.field().equals("spec.selector"))) {
                faults.required("spec.selector", "");
            }
            return;
        }
        JsonNode labels = Json.at(object, "spec", "template", "metadata", "labels");
        try {
            LabelSelector parsed = LabelSelector.parse(selector);
            if (parsed.isEverything()) {
                faults.invalid("spec.selector", selector, "empty selector is invalid for " + kind);
            } else if (!parsed.matches(Json.textMap(object, "spec", "template", "metadata", "labels"))) {
                faults.invalid(
                        TEMPLATE_LABELS,
                        labels.isMissingNode() ? Json.object() : labels,
                        "`selector` does not match template `labels`");
            }
        } catch (IllegalArgumentException e) {
            faults.invalid("spec.selector", selector, String.valueOf(e.getMessage()));
        }
    }

    private static void rollout(ObjectNode object, Faults faults) {
        JsonNode strategy = Json.at(object, "spec", "strategy");
        JsonNode rolling = Json.at(strategy, "rollingUpdate");
        if (Json.text(strategy, "type").equals("Recreate") && rolling.isObject()) {
            faults.forbidden(
                    "spec.strategy.rollingUpdate",
                    "may not be specified when strategy `type` is '" + Json.text(strategy, "type") + "'");
            return;
        }
        if (!rolling.isObject()) {
            return;
        }
        boolean surges = amount(rolling, "maxSurge", faults);
        boolean lacks = amount(rolling, "maxUnavailable", faults);
        if (!surges && !lacks) {
            faults.invalid(
                    "spec.strategy.rollingUpdate.maxUnavailable",
                    Json.at(rolling, "maxUnavailable"),
                    "may not be 0 when `maxSurge` is 0");
        }
    }

    /** Whether the number or percentage is more than none. */
    private static boolean amount(JsonNode rolling, String name, Faults faults) {
        JsonNode value = Json.at(rolling, name);
        String field = "spec.strategy.rollingUpdate." + name;
        if (value.isNumber()) {
            if (value.asLong() < 0) {
                faults.invalid(field, value, "must be greater than or equal to 0");
            }
            return value.asLong() != 0;
        }
        String text = value.asText("");
        if (!text.matches("[0-9]{1,4}%")) {
            faults.invalid(
                    field,
                    text,
                    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%',"
                            + " regex used for validation is '[0-9]+%')");
            return true;
        }
        int percent = Integer.parseInt(text.substring(0, text.length() - 1));
        if (name.equals("maxUnavailable") && percent > 100) {
            faults.invalid(field, text, "must not be greater than 100%");
        }
        return percent != 0;
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        JsonNode selector = Json.at(object, "spec", "selector");
        if (!Trees.same(selector, Json.at(current, "spec", "selector"))) {
            faults.invalid("spec.selector", selector, "field is immutable");
        }
    }
}
