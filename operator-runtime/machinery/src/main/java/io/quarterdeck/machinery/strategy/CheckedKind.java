package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Names;
import java.util.function.UnaryOperator;

/**
 * A kind that is stored and checked, and of which nothing else is known.
 *
 * @param names why a text is no name for an object; empty if it is one
 */
record CheckedKind(Traits traits, UnaryOperator<String> names, Check check) implements Strategy {

    static CheckedKind of(Traits traits, Check check) {
        return new CheckedKind(traits, Names::subdomainFault, check);
    }

    @Override
    public String nameFault(String name) {
        return names.apply(name);
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        check.validate(object, faults);
    }
}
