package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.cel.Expression;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A ValidatingAdmissionPolicy, compiled.
 *
 * @param fault why it cannot be evaluated; null if it can
 */
record Policy(
        PolicyHead head, Map<String, Expression> variables, List<Check> checks, Expression.@Nullable Fault fault) {

    /** Names that expressions of a policy may use. */
    static final Set<String> NAMES = Set.of(
            "object",
            "oldObject",
            "request",
            "params",
            "namespaceObject",
            "variables",
            "authorizer",
            "authorizer.requestResource");

    /** One of its validations. */
    record Check(Expression rule, String message, @Nullable Expression messageExpression, String reason) {}

    static Policy of(ObjectNode policy) {
        JsonNode spec = Json.at(policy, "spec");
        Map<String, Expression> variables = Map.of();
        List<Check> checks = new ArrayList<>();
        Expression.Fault fault = null;
        try {
            variables = variables(spec, Expression.Result.ANY);
            for (JsonNode validation : Json.items(spec, "validations")) {
                checks.add(check(validation));
            }
        } catch (Expression.Fault e) {
            fault = e;
        }
        return new Policy(PolicyHead.of(policy, NAMES), variables, checks, fault);
    }

    /** The variables of a policy, in their order. */
    static Map<String, Expression> variables(JsonNode spec, Expression.Result result) throws Expression.Fault {
        Map<String, Expression> variables = new LinkedHashMap<>();
        for (JsonNode variable : Json.items(spec, "variables")) {
            String text = Json.text(variable, "expression");
            variables.put(Json.text(variable, "name"), Expression.compile(text, NAMES, result));
        }
        return variables;
    }

    private static Check check(JsonNode validation) throws Expression.Fault {
        String message = Json.text(validation, "messageExpression");
        return new Check(
                Expression.compile(Json.text(validation, "expression"), NAMES, Expression.Result.TRUTH),
                Json.text(validation, "message"),
                message.isBlank() ? null : Expression.compile(message, NAMES, Expression.Result.TEXT),
                Json.text(validation, "reason"));
    }
}
