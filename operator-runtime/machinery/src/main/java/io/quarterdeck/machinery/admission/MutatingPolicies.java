package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.apply.AppliedConfiguration;
import io.quarterdeck.machinery.apply.ServerSideApply;
import io.quarterdeck.machinery.cel.Expression;
import io.quarterdeck.machinery.cel.Scope;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.machinery.kinds.Schema;
import io.quarterdeck.machinery.patch.Patch;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes what is written as the MutatingAdmissionPolicies say that are bound, one after another by their names. */
final class MutatingPolicies implements Admission {

    private static final String GROUP = "admissionregistration.k8s.io";

    /** What makes an object this one and no other. */
    private static final List<List<String>> IDENTITY = List.of(
            List.of("apiVersion"),
            List.of("kind"),
            List.of("metadata", "name"),
            List.of("metadata", "namespace"),
            List.of("metadata", "uid"));

    private final Store store;
    private final Equivalents equivalents;
    private final Authorizer authorizer;
    private final PolicyParameters parameters;
    private final ReadOnce<MutatingPolicy> policies;
    private final ReadOnce<PolicyBinding> bindings;

    MutatingPolicies(Store store, KindRegistry kinds, Equivalents equivalents, Authorizer authorizer) {
        this.store = store;
        this.equivalents = equivalents;
        this.authorizer = authorizer;
        this.parameters = new PolicyParameters(store, kinds);
        this.policies = new ReadOnce<>(store, "mutatingadmissionpolicies." + GROUP, MutatingPolicy::of);
        this.bindings = new ReadOnce<>(store, "mutatingadmissionpolicybindings." + GROUP, PolicyBinding::of);
    }

    /** A policy as one binding puts it in force. */
    private record Bound(MutatingPolicy policy, PolicyBinding binding) {}

    @Override
    public boolean mutate(Attempt attempt) {
        boolean changed = false;
        Map<Bound, ObjectNode> left = new LinkedHashMap<>();
        for (Bound next : asked(attempt)) {
            changed |= mutate(next, attempt);
            if (next.policy().again()) {
                left.put(next, attempt.subject().deepCopy());
            }
        }
        // Those that want it are asked once more if others have changed what they left.
        for (Map.Entry<Bound, ObjectNode> earlier : left.entrySet()) {
            if (!earlier.getValue().equals(attempt.subject())) {
                changed |= mutate(earlier.getKey(), attempt);
            }
        }
        return changed;
    }

    /** Asks those once more that want it, after others than policies have changed the object. */
    void again(Attempt attempt) {
        for (Bound next : asked(attempt)) {
            if (next.policy().again()) {
                mutate(next, attempt);
            }
        }
    }

    private List<Bound> asked(Attempt attempt) {
        List<PolicyBinding> bound = bindings.all();
        // A policy that could spoil its own repair could never be repaired.
        boolean exempt = attempt.target().type().group().equals(GROUP);
        boolean changeable = attempt.object() != null && attempt.operation() != Operation.CONNECT;
        if (bound.isEmpty() || exempt || !changeable) {
            return List.of();
        }
        List<Bound> asked = new ArrayList<>();
        for (MutatingPolicy policy : policies.all()) {
            bound.stream()
                    .filter(binding -> binding.policy().equals(policy.head().name()))
                    .forEach(binding -> asked.add(new Bound(policy, binding)));
        }
        return asked;
    }

    /** Whether the policy means the write and has changed the object, at whatever version it wants to see it. */
    private boolean mutate(Bound bound, Attempt attempt) {
        Attempt seen = equivalents.seen(bound.policy().head().matching(), attempt);
        boolean meant = seen != null
                && (bound.binding().matching().narrows(attempt, store)
                        || bound.binding().matching().narrows(seen, store));
        if (seen == null || !meant || !evaluate(bound, seen)) {
            return false;
        }
        if (!seen.target().type().equals(attempt.target().type())) {
            equivalents.bringBack(seen, attempt);
        }
        return true;
    }

    private boolean evaluate(Bound bound, Attempt attempt) {
        MutatingPolicy policy = bound.policy();
        PolicyParameters.Found found = parameters.of(policy.head().paramKind(), bound.binding(), attempt);
        boolean changed = false;
        try {
            if (!found.fault().isEmpty()) {
                throw new Expression.Fault(found.fault(), null);
            }
            for (ObjectNode parameter : found.all()) {
                changed |= mutate(policy, attempt, parameter);
            }
        } catch (Expression.Fault e) {
            if (policy.head().mustEvaluate()) {
                throw new ApiException(refusal(bound, attempt, String.valueOf(e.getMessage())), e);
            }
        }
        return changed;
    }

    /** All mutations of a policy or, if one of them goes wrong, none. */
    private boolean mutate(MutatingPolicy policy, Attempt attempt, @Nullable ObjectNode parameter)
            throws Expression.Fault {
        if (policy.fault() != null) {
            throw policy.fault();
        }
        if (!policy.head().conditions().hold(() -> scope(policy, attempt, parameter))) {
            return false;
        }
        ObjectNode object = attempt.subject();
        ObjectNode next = object.deepCopy();
        for (MutatingPolicy.Mutation mutation : policy.mutations()) {
            Scope scope = scope(policy, attempt.of(next), parameter);
            next = mutation.patches()
                    ? patched(next, scope, mutation)
                    : merged(attempt.target().kind().schema(), next, scope, mutation);
        }
        if (next.equals(object)) {
            return false;
        }
        requireSame(object, next);
        object.removeAll();
        object.setAll(next);
        return true;
    }

    private Scope scope(MutatingPolicy policy, Attempt attempt, @Nullable ObjectNode parameter) {
        return Conditions.scope(attempt, authorizer)
                .with("namespaceObject", Matching.namespace(attempt, store))
                .with("params", parameter)
                .withVariables(policy.variables());
    }

    private static ObjectNode patched(ObjectNode object, Scope scope, MutatingPolicy.Mutation mutation)
            throws Expression.Fault {
        try {
            return Patch.json(scope.patch(mutation.expression())).apply(object);
        } catch (ApiException e) {
            throw new Expression.Fault(e.status().message(), e);
        }
    }

    private static ObjectNode merged(Schema schema, ObjectNode object, Scope scope, MutatingPolicy.Mutation mutation)
            throws Expression.Fault {
        ObjectNode config = scope.configuration(mutation.expression());
        String fault = AppliedConfiguration.fault(schema, config);
        if (!fault.isEmpty()) {
            throw new Expression.Fault("invalid ApplyConfiguration: " + fault, null);
        }
        List<String> atomic = AppliedConfiguration.atomic(schema, config);
        if (!atomic.isEmpty()) {
            throw new Expression.Fault(
                    "may not mutate atomic arrays, maps or structs: " + String.join(", ", atomic), null);
        }
        return ServerSideApply.merged(schema, object, config);
    }

    private static void requireSame(ObjectNode object, ObjectNode next) throws Expression.Fault {
        for (List<String> path : IDENTITY) {
            String[] names = path.toArray(String[]::new);
            if (!Json.at(object, names).equals(Json.at(next, names))) {
                throw new Expression.Fault(String.join(".", path) + " may not be changed", null);
            }
        }
    }

    private static Status refusal(Bound bound, Attempt attempt, String why) {
        Status denied = Status.forbidden(
                attempt.target().type(),
                attempt.name(),
                "MutatingAdmissionPolicy '" + bound.policy().head().name() + "' with binding '"
                        + bound.binding().name() + "' denied request: " + why);
        return new Status(422, "Invalid", denied.message(), denied.subject(), denied.causes(), 0);
    }
}
