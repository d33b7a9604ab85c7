package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.LabelSelector;
import java.util.List;

/** PodDisruptionBudgets: how many pods must stay, or how many may be away, but not both. */
final class BudgetStrategy implements Strategy {

    @Override
    public Traits traits() {
        return Traits.COUNTED.requiringRevision();
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        JsonNode spec = Json.at(object, "spec");
        if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
            faults.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set");
        }
        for (String field : List.of("minAvailable", "maxUnavailable")) {
            if (spec.has(field)) {
                Amounts.isSome(spec, "spec", field, faults);
            }
        }
        try {
            LabelSelector.parse(Json.at(spec, "selector"));
        } catch (IllegalArgumentException e) {
            faults.invalid("spec.selector", Json.at(spec, "selector"), String.valueOf(e.getMessage()));
        }
    }
}
