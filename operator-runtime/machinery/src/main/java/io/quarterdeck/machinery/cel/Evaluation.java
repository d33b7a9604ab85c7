package io.quarterdeck.machinery.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.runtime.CelEvaluationException;
import io.quarterdeck.machinery.kinds.FieldPath;
import io.quarterdeck.machinery.kinds.Schema;
import io.quarterdeck.machinery.kinds.ValidationRule;
import io.quarterdeck.model.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Evaluates the rules of one place for one value. */
record Evaluation(Schema schema, boolean resource, FieldPath path, Budget budget, List<Status.Cause> causes) {

    /** Longer messages of expressions are not shown: upstream's limit. */
    private static final int MESSAGE_MAX = 5 * 1024;

    private static final String INVALID = "FieldValueInvalid";

    void rule(Place.Compiled rule, JsonNode value, @Nullable JsonNode old) {
        ValidationRule source = rule.source();
        boolean optional = source.optionalOldSelf().orElse(false);
        if (rule.transition() && old == null && !optional) {
            return;
        }
        if (!rule.transition() && value.equals(old)) {
            return;
        }
        Place.Program program = rule.program();
        if (program == null) {
            String why = rule.faults().isEmpty()
                    ? "it is empty"
                    : rule.faults().getFirst().message();
            add(path, INVALID, "Invalid value: rule compile error: " + why);
            return;
        }
        Map<String, Object> variables = variables(rule, value, old);
        try {
            budget.begin(program.readThrough());
            Object result = program.program().trace(variables, budget);
            if (isSpent(source)) {
                return;
            }
            if (!Boolean.TRUE.equals(result)) {
                broken(rule, variables, value);
            }
        } catch (CelEvaluationException | RuntimeException e) {
            if (!isSpent(source)) {
                add(path, INVALID, "Invalid value: " + reason(e) + " evaluating rule: " + plainMessage(source));
            }
        }
    }

    private Map<String, Object> variables(Place.Compiled rule, JsonNode value, @Nullable JsonNode old) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("self", Values.of(schema, resource, value));
        if (rule.transition()) {
            Optional<Object> before = Optional.ofNullable(old).map(past -> Values.of(schema, resource, past));
            boolean optional = rule.source().optionalOldSelf().orElse(false);
            variables.put(Place.OLD_SELF, optional ? before : before.orElseThrow());
        }
        return variables;
    }

    private boolean isSpent(ValidationRule rule) {
        if (budget.objectIsSpent()) {
            add(
                    path,
                    INVALID,
                    "Invalid value: validation failed due to running out of cost budget (" + Budget.OBJECT_MAX
                            + " steps for an object), no further validation rules will be run");
            return true;
        }
        if (budget.ruleIsSpent()) {
            add(
                    path,
                    INVALID,
                    "Invalid value: call cost exceeds limit (" + Budget.RULE_MAX + " steps) for rule: "
                            + rule.rule().strip()
                            + ". Hint: nested loops over long lists cost most; limit lists, maps and"
                            + " strings with maxItems, maxProperties and maxLength");
            return true;
        }
        return false;
    }

    private void broken(Place.Compiled rule, Map<String, Object> variables, JsonNode value) {
        ValidationRule source = rule.source();
        String message = message(rule, variables);
        FieldPath place = below(source.fieldPath());
        boolean simple = value.isValueNode() && source.fieldPath().isBlank();
        switch (source.reason()) {
            case "FieldValueForbidden" -> add(place, source.reason(), "Forbidden: " + message);
            case "FieldValueRequired" -> add(place, source.reason(), "Required value: " + message);
            case "FieldValueDuplicate" ->
                add(place, source.reason(), "Duplicate value" + (simple ? ": " + value : "") + ": " + message);
            default -> add(place, INVALID, "Invalid value: " + (simple ? value + ": " : "") + message);
        }
    }

    private FieldPath below(String fieldPath) {
        FieldPath place = path;
        for (PathText.Step step : PathText.parse(fieldPath).orElse(List.of())) {
            place = step.bracketed() ? place.key(step.name()) : place.child(step.name());
        }
        return place;
    }

    private String message(Place.Compiled rule, Map<String, Object> variables) {
        Place.Program expression = rule.message();
        if (expression != null) {
            try {
                budget.begin(expression.readThrough());
                Object result = expression.program().trace(variables, budget);
                boolean usable = result instanceof String text
                        && !text.isBlank()
                        && text.indexOf('\n') < 0
                        && text.length() <= MESSAGE_MAX;
                if (usable) {
                    return ((String) result).strip();
                }
            } catch (CelEvaluationException | RuntimeException e) {
                return plainMessage(rule.source());
            }
        }
        return plainMessage(rule.source());
    }

    private static String plainMessage(ValidationRule rule) {
        return rule.message().isBlank()
                ? "failed rule: " + rule.rule().strip()
                : rule.message().strip();
    }

    /** What the library says, without its place in the text, which means nothing to a client. */
    static String reason(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String text = cause.getMessage() == null ? "evaluation failed" : cause.getMessage();
        return text.startsWith("evaluation error") ? text.replaceFirst("^evaluation error[^ ]* at [^ ]+: ", "") : text;
    }

    private void add(FieldPath place, String reason, String message) {
        causes.add(new Status.Cause(reason, message, place.toString()));
    }
}
