package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import java.util.Set;

/** PodTemplates: a template and nothing beside it. */
final class PodTemplateStrategy implements Strategy {

    @Override
    public void validate(ObjectNode object, Faults faults) {
        TemplateRules.pod(Json.at(object, "template"), "template", Set.of(), faults);
    }
}
