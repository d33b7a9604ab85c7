package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;

/** What the fields of one kind must say to each other. Pure. */
@FunctionalInterface
interface Check {

    Check NONE = (object, faults) -> {};

    void validate(ObjectNode object, Faults faults);
}
