package io.quarterdeck.clusterroleaggregation;

import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Operator;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Keeps the rules of aggregated ClusterRoles those of the roles that they select. */
@ApplicationScoped
public class AggregationOperator implements Operator {

    @Override
    public String name() {
        return "clusterrole-aggregation";
    }

    @Override
    public void declare(OperatorContext context) {
        Informer<RoleView> roles = context.informer(Resources.CLUSTER_ROLES, ListOptions.ALL, RoleView::of);
        context.controller(name(), new AggregationReconciler(roles))
                .watches(roles, role -> touchedBy(role, roles))
                .workers(1);
    }

    /** A role may have begun or ceased to be selected, which only a look at all aggregated roles tells; they are few. */
    private static Collection<ObjectKey> touchedBy(RoleView role, Informer<RoleView> roles) {
        Set<ObjectKey> touched = new HashSet<>();
        if (role.aggregates()) {
            touched.add(role.key());
        }
        for (RoleView other : roles.list()) {
            if (other.selectors().stream().anyMatch(selector -> selector.matches(role.labels()))) {
                touched.add(other.key());
            }
        }
        return touched;
    }
}
