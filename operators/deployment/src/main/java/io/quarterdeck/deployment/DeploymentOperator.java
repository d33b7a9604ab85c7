package io.quarterdeck.deployment;

import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Operator;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;

/**
 * Watches Deployments and ReplicaSets, not pods: a ReplicaSet's status says all that a rollout decides by. A ReplicaSet wakes
 * its Deployment, an orphan every Deployment that selects it.
 */
@ApplicationScoped
public class DeploymentOperator implements Operator {

    /** Deployments worked on at once: their work is mostly waiting for commits. */
    private static final int WORKERS = 8;

    private static final String BY_NAMESPACE = "namespace";

    @Override
    public String name() {
        return "deployment";
    }

    @Override
    public void declare(OperatorContext context) {
        Informer<DeploymentView> deployments = context.informer(
                        Resources.DEPLOYMENTS, ListOptions.ALL, DeploymentView::parse)
                .index(BY_NAMESPACE, deployment -> List.of(deployment.key().namespace()));
        Informer<ReplicaSetView> sets = context.informer(Resources.REPLICA_SETS, ListOptions.ALL, ReplicaSetView::parse)
                .index(
                        DeploymentReconciler.BY_CONTROLLER,
                        set -> set.controllerUid().isEmpty() ? List.of() : List.of(set.controllerUid()))
                .index(
                        DeploymentReconciler.ORPHANS,
                        set -> set.controllerUid().isEmpty() ? List.of(set.key().namespace()) : List.of());
        DeploymentReconciler reconciler =
                new DeploymentReconciler(deployments, sets, context.events(), context.clock());
        context.controller("deployment", reconciler)
                .workers(WORKERS)
                .watches(deployments, deployment -> List.of(deployment.key()))
                .watches(sets, set -> interested(set, deployments));
    }

    private static Collection<ObjectKey> interested(ReplicaSetView set, Informer<DeploymentView> deployments) {
        String namespace = set.key().namespace();
        if (!set.controllerName().isEmpty()) {
            return List.of(new ObjectKey(namespace, set.controllerName()));
        }
        if (!set.controllerUid().isEmpty()) {
            return List.of();
        }
        return deployments.byIndex(BY_NAMESPACE, namespace).stream()
                .filter(deployment -> deployment.selects(set.labels()))
                .map(DeploymentView::key)
                .toList();
    }
}
