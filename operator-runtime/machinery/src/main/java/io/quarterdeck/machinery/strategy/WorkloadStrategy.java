package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import java.util.Set;

/** Deployments and ReplicaSets: a template, and a selector that must find what is made of it. */
final class WorkloadStrategy implements Strategy {

    private final String kind;

    /** The kind's name as its faults spell it. */
    WorkloadStrategy(String kind) {
        this.kind = kind;
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        TemplateRules.selector(object, kind, faults);
        JsonNode template = Json.at(object, "spec", "template");
        TemplateRules.pod(template, "spec.template", Set.of(), faults);
        TemplateRules.lasting(template, "spec.template", kind, faults);
        rollout(object, faults);
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
        boolean surges = Amounts.isSome(rolling, "spec.strategy.rollingUpdate", "maxSurge", faults);
        boolean lacks = Amounts.isSome(rolling, "spec.strategy.rollingUpdate", "maxUnavailable", faults);
        if (!surges && !lacks) {
            faults.invalid(
                    "spec.strategy.rollingUpdate.maxUnavailable",
                    Json.at(rolling, "maxUnavailable"),
                    "may not be 0 when `maxSurge` is 0");
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        Immutable.field(object, current, faults, "spec", "selector");
    }
}
