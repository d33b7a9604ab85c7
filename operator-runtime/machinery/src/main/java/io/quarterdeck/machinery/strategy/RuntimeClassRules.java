package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;

/** What the fields of a RuntimeClass must be. What a pod gets from one is admission's business. */
final class RuntimeClassRules {

    private RuntimeClassRules() {}

    static void validate(ObjectNode object, Faults faults) {
        Json.textMap(object, "scheduling", "nodeSelector").forEach((key, value) -> {
            faults.invalidIf(Names.qualifiedNameFault(key), "scheduling.nodeSelector", key);
            faults.invalidIf(Names.labelValueFault(value), "scheduling.nodeSelector", value);
        });
    }
}
