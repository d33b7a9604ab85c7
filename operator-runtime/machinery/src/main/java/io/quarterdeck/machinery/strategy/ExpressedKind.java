package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.admission.AdmissionExpressions;
import io.quarterdeck.machinery.cel.ExpressionCheck;
import io.quarterdeck.machinery.validation.Faults;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A kind with expressions in CEL, all of which must compile. Those that an update leaves as they were are not looked at, so that
 * an object that was good once can still be changed.
 *
 * @param expressions of an object, in the order of their evaluation
 * @param reporter writes the object's status
 */
record ExpressedKind(
        CheckedKind kind,
        Function<ObjectNode, List<AdmissionExpressions.Field>> expressions,
        Consumer<ObjectNode> reporter)
        implements Strategy {

    @Override
    public String nameFault(String name) {
        return kind.nameFault(name);
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        kind.validate(object, faults);
    }

    @Override
    public void validateCreate(ObjectNode object, Faults faults) {
        compile(expressions.apply(object), Set.of(), faults);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        List<AdmissionExpressions.Field> wanted = expressions.apply(object);
        List<AdmissionExpressions.Field> before = expressions.apply(current);
        if (!wanted.equals(before)) {
            Set<String> old = new HashSet<>();
            before.forEach(field -> old.add(field.text()));
            compile(wanted, old, faults);
        }
    }

    private static void compile(List<AdmissionExpressions.Field> fields, Set<String> old, Faults faults) {
        ExpressionCheck check = new ExpressionCheck(Map.of());
        for (AdmissionExpressions.Field field : fields) {
            if (field.text().isBlank()) {
                faults.required(field.path(), "");
            } else {
                field.fault(check)
                        .filter(why -> !old.contains(field.text()))
                        .ifPresent(why -> faults.invalid(field.path(), field.text(), why));
            }
        }
    }

    @Override
    public void reportOn(ObjectNode object) {
        reporter.accept(object);
    }

    @Override
    public Traits traits() {
        return kind.traits();
    }
}
