package io.quarterdeck.clusterroleaggregation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.Informer;
import io.quarterdeck.control.Outcome;
import io.quarterdeck.control.Reconciler;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import java.util.List;
import java.util.Optional;

/** Gives an aggregated role the rules that the planner says. */
final class AggregationReconciler implements Reconciler {

    private final Informer<RoleView> roles;

    AggregationReconciler(Informer<RoleView> roles) {
        this.roles = roles;
    }

    @Override
    public Outcome reconcile(ObjectKey key, ApiClient api) {
        Optional<RoleView> role = roles.get(key);
        role.flatMap(seen -> AggregationPlanner.plan(seen, roles.list()))
                .ifPresent(rules -> write(role.get(), rules, api));
        return Outcome.DONE;
    }

    private static void write(RoleView role, List<JsonNode> rules, ApiClient api) {
        ObjectNode patch = Json.object();
        // Whoever changes the aggregation rule meanwhile gets what that one selects.
        patch.putObject("metadata").put("resourceVersion", Long.toString(role.revision()));
        patch.putArray("rules").addAll(rules);
        try {
            api.patch(Resources.CLUSTER_ROLES, role.key(), "", ApiClient.PatchType.MERGE, Json.encode(patch));
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }
}
