package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.cel.Expression;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A MutatingAdmissionPolicy, compiled.
 *
 * @param again whether it is asked once more if others have changed what it saw
 * @param fault why it cannot be evaluated; null if it can
 */
record MutatingPolicy(
        PolicyHead head,
        boolean again,
        Map<String, Expression> variables,
        List<Mutation> mutations,
        Expression.@Nullable Fault fault) {

    private static final String PATCH = "JSONPatch";

    /**
     * One of its mutations.
     *
     * @param patches whether it says operations, and not what is to be merged
     */
    record Mutation(boolean patches, Expression expression) {}

    static MutatingPolicy of(ObjectNode policy) {
        JsonNode spec = Json.at(policy, "spec");
        Map<String, Expression> variables = Map.of();
        List<Mutation> mutations = new ArrayList<>();
        Expression.Fault fault = null;
        try {
            variables = Policy.variables(spec, Expression.Result.PART);
            for (JsonNode mutation : Json.items(spec, "mutations")) {
                boolean patches = patches(mutation);
                mutations.add(new Mutation(
                        patches,
                        Expression.compile(
                                Json.text(mutation, field(patches), "expression"), Policy.NAMES, result(patches))));
            }
        } catch (Expression.Fault e) {
            fault = e;
        }
        return new MutatingPolicy(
                PolicyHead.of(policy, Policy.NAMES),
                Json.text(spec, "reinvocationPolicy").equals("IfNeeded"),
                variables,
                mutations,
                fault);
    }

    static boolean patches(JsonNode mutation) {
        return Json.text(mutation, "patchType").equals(PATCH);
    }

    /** The field in which a mutation has its expression. */
    static String field(boolean patches) {
        return patches ? "jsonPatch" : "applyConfiguration";
    }

    static Expression.Result result(boolean patches) {
        return patches ? Expression.Result.PATCH : Expression.Result.OBJECT;
    }
}
