package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.LabelSelector;
import java.util.Map;
import java.util.Set;

/** ReplicationControllers, whose selector is a plain map and may change. */
final class ReplicationControllerStrategy implements Strategy {

    @Override
    public void validate(ObjectNode object, Faults faults) {
        Map<String, String> selector = Json.textMap(object, "spec", "selector");
        JsonNode template = Json.at(object, "spec", "template");
        if (selector.isEmpty()) {
            faults.required("spec.selector", "");
        } else if (template.isObject()) {
            TemplateRules.matches(object, LabelSelector.of(selector), faults);
        }
        TemplateRules.pod(template, "spec.template", Set.of(), faults);
        TemplateRules.lasting(template, "spec.template", "ReplicationController", faults);
    }
}
