package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.cel.Expression;
import io.quarterdeck.machinery.cel.Scope;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code matchConditions}: expressions all of which must be true for a webhook or a policy to be meant. */
record Conditions(List<Expression> expressions, Expression.@Nullable Fault fault) {

    /** Names that conditions of a webhook may use. */
    static final Set<String> OF_WEBHOOK = Set.of("object", "oldObject", "request");

    static Conditions of(JsonNode owner, Set<String> names) {
        List<Expression> expressions = new ArrayList<>();
        for (JsonNode condition : Json.items(owner, "matchConditions")) {
            try {
                expressions.add(Expression.compile(Json.text(condition, "expression"), names, Expression.Result.TRUTH));
            } catch (Expression.Fault e) {
                return new Conditions(List.of(), e);
            }
        }
        return new Conditions(expressions, null);
    }

    /** What the conditions of a webhook see. */
    static Scope scope(Attempt attempt) {
        return new Scope()
                .with("object", attempt.object())
                .with("oldObject", attempt.before())
                .with("request", WebhookReview.request(attempt));
    }

    /**
     * Whether all are true. One that is false decides, even if others cannot be told.
     *
     * @throws Expression.Fault if it cannot be told
     */
    boolean hold(Supplier<Scope> scope) throws Expression.Fault {
        if (fault != null) {
            throw fault;
        }
        if (expressions.isEmpty()) {
            return true;
        }
        Scope seen = scope.get();
        Expression.Fault unknown = null;
        for (Expression expression : expressions) {
            try {
                if (!Boolean.TRUE.equals(seen.evaluate(expression))) {
                    return false;
                }
            } catch (Expression.Fault e) {
                unknown = e;
            }
        }
        if (unknown != null) {
            throw unknown;
        }
        return true;
    }
}
