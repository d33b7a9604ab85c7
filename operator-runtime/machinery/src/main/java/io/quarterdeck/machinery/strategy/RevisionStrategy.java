package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;

/** ControllerRevisions: what was once, and so cannot change. */
final class RevisionStrategy implements Strategy {

    @Override
    public Traits traits() {
        return Traits.PLAIN;
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        if (!Json.at(object, "data").isObject()) {
            faults.required("data", "data is mandatory");
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        Immutable.field(object, current, faults, "data");
    }
}
