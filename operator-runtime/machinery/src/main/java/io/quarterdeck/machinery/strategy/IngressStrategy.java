package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;

/** An Ingress names its class once: a new one not in the field and otherwise in the old annotation. */
final class IngressStrategy implements Strategy {

    @Override
    public void prepareCreate(ObjectNode object) {
        Faults faults = new Faults();
        IngressRules.validateClass(object, faults);
        faults.refuse(NetworkKinds.INGRESSES, Json.text(object, "metadata", "name"));
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        IngressRules.validate(object, faults);
    }
}
