package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.cel.Expression;
import io.quarterdeck.machinery.cel.Scope;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds writes against the ValidatingAdmissionPolicies that are bound. */
final class Policies implements Admission {

    private static final String GROUP = "admissionregistration.k8s.io";

    private final Store store;
    private final Equivalents equivalents;
    private final Authorizer authorizer;
    private final PolicyParameters parameters;
    private final ReadOnce<Policy> policies;
    private final ReadOnce<PolicyBinding> bindings;

    Policies(Store store, KindRegistry kinds, Equivalents equivalents, Authorizer authorizer) {
        this.store = store;
        this.equivalents = equivalents;
        this.authorizer = authorizer;
        this.parameters = new PolicyParameters(store, kinds);
        this.policies = new ReadOnce<>(store, "validatingadmissionpolicies." + GROUP, Policy::of);
        this.bindings = new ReadOnce<>(store, "validatingadmissionpolicybindings." + GROUP, PolicyBinding::of);
    }

    @Override
    public boolean concerns(Operation operation) {
        return !bindings.all().isEmpty()
                && policies.all().stream()
                        .anyMatch(policy -> policy.head().matching().isAbout(operation));
    }

    @Override
    public void validate(Attempt attempt) {
        List<PolicyBinding> bound = bindings.all();
        // A policy that could refuse its own repair could never be repaired.
        if (bound.isEmpty() || attempt.target().type().group().equals(GROUP)) {
            return;
        }
        for (Policy policy : policies.all()) {
            Attempt seen = equivalents.seen(policy.head().matching(), attempt);
            if (seen == null) {
                continue;
            }
            for (PolicyBinding binding : bound) {
                boolean meant = binding.policy().equals(policy.head().name())
                        && (binding.matching().narrows(attempt, store)
                                || binding.matching().narrows(seen, store));
                if (meant) {
                    validate(policy, binding, seen);
                }
            }
        }
    }

    private void validate(Policy policy, PolicyBinding binding, Attempt attempt) {
        PolicyParameters.Found found = parameters.of(policy.head().paramKind(), binding, attempt);
        try {
            if (!found.fault().isEmpty()) {
                throw new Expression.Fault(found.fault(), null);
            }
            for (ObjectNode parameter : found.all()) {
                validate(policy, binding, attempt, parameter);
            }
        } catch (Expression.Fault e) {
            if (policy.head().mustEvaluate()) {
                act(policy, binding, attempt, String.valueOf(e.getMessage()), "");
            }
        }
    }

    private void validate(Policy policy, PolicyBinding binding, Attempt attempt, @Nullable ObjectNode parameter)
            throws Expression.Fault {
        if (policy.fault() != null) {
            throw policy.fault();
        }
        Scope scope = Conditions.scope(attempt, authorizer)
                .with("namespaceObject", Matching.namespace(attempt, store))
                .with("params", parameter)
                .withVariables(policy.variables());
        if (!policy.head().conditions().hold(() -> scope)) {
            return;
        }
        for (Policy.Check check : policy.checks()) {
            if (!Boolean.TRUE.equals(scope.evaluate(check.rule()))) {
                act(policy, binding, attempt, message(check, scope), check.reason());
            }
        }
    }

    private static String message(Policy.Check check, Scope scope) {
        Expression expression = check.messageExpression();
        if (expression != null) {
            try {
                String text = String.valueOf(scope.evaluate(expression)).strip();
                if (!text.isEmpty() && text.indexOf('\n') < 0) {
                    return text;
                }
            } catch (Expression.Fault e) {
                return plain(check);
            }
        }
        return plain(check);
    }

    private static String plain(Policy.Check check) {
        return check.message().isBlank()
                ? "failed expression: " + check.rule().toString().strip()
                : check.message().strip();
    }

    private static void act(Policy policy, PolicyBinding binding, Attempt attempt, String message, String reason) {
        String who = "ValidatingAdmissionPolicy '" + policy.head().name() + "' with binding '" + binding.name() + "'";
        if (binding.actions().contains("Warn")) {
            attempt.warnings().add("Validation failed for " + who + ": " + message);
        }
        if (!binding.actions().contains("Deny")) {
            return;
        }
        int code = switch (reason) {
            case "Unauthorized" -> 401;
            case "Forbidden" -> 403;
            case "RequestEntityTooLarge" -> 413;
            default -> 422;
        };
        Status denied = Status.forbidden(attempt.target().type(), attempt.name(), who + " denied request: " + message);
        throw new ApiException(new Status(
                code, reason.isEmpty() ? "Invalid" : reason, denied.message(), denied.subject(), denied.causes(), 0));
    }
}
