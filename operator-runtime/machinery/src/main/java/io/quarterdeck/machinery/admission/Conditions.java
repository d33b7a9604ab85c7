package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.cel.Expression;
import io.quarterdeck.machinery.cel.Scope;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code matchConditions}: expressions all of which must be true for a webhook or a policy to be meant. */
record Conditions(List<Expression> expressions, Expression.@Nullable Fault fault) {

    /** Names that conditions of a webhook may use. */
    static final Set<String> OF_WEBHOOK =
            Set.of("object", "oldObject", "request", "authorizer", "authorizer.requestResource");

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
    static Scope scope(Attempt attempt, Authorizer authorizer) {
        ObjectNode request = WebhookReview.request(attempt);
        ResourceType type = attempt.target().type();
        Attributes asked = new Attributes(
                "",
                type.group(),
                type.version(),
                type.plural(),
                attempt.target().subresource(),
                attempt.namespace(),
                Json.text(request, "name"),
                "");
        return new Scope()
                .with("object", attempt.object())
                .with("oldObject", attempt.before())
                .with("request", request)
                .withAuthorizer(authorizer, attempt.user(), asked);
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
