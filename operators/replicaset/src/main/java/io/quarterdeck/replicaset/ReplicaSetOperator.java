package io.quarterdeck.replicaset;

import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Operator;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;

/** Watches ReplicaSets and pods; a pod wakes its ReplicaSet, an orphan every ReplicaSet that selects it. */
@ApplicationScoped
public class ReplicaSetOperator implements Operator {

    /** ReplicaSets worked on at once: their work is mostly waiting for commits. */
    private static final int WORKERS = 8;

    private static final String BY_NAMESPACE = "namespace";

    private final ParallelWrites writes;

    public ReplicaSetOperator() {
        this(ParallelWrites.AT_ONCE);
    }

    /** An operator that makes this many pods of one ReplicaSet at once; 1 stays on the runtime's own threads. */
    public ReplicaSetOperator(int writesAtOnce) {
        this.writes = new ParallelWrites(writesAtOnce);
    }

    @Override
    public String name() {
        return "replicaset";
    }

    @Override
    public void declare(OperatorContext context) {
        Informer<ReplicaSetView> sets = context.informer(Resources.REPLICA_SETS, ListOptions.ALL, ReplicaSetView::parse)
                .index(BY_NAMESPACE, set -> List.of(set.key().namespace()))
                .index(
                        ReplicaSetReconciler.BY_CONTROLLER,
                        set -> set.ownerUid().isEmpty() ? List.of() : List.of(set.ownerUid()));
        Informer<PodView> pods = context.informer(Resources.PODS, ListOptions.ALL, PodView::parse)
                .index(
                        ReplicaSetReconciler.BY_CONTROLLER,
                        pod -> pod.controllerUid().isEmpty() ? List.of() : List.of(pod.controllerUid()))
                .index(
                        ReplicaSetReconciler.ORPHANS,
                        pod -> pod.controllerUid().isEmpty() ? List.of(pod.key().namespace()) : List.of());
        ReplicaSetReconciler reconciler =
                new ReplicaSetReconciler(sets, pods, context.events(), context.clock(), writes);
        context.controller("replicaset", reconciler)
                .workers(WORKERS)
                .watches(sets, set -> List.of(set.key()))
                .watches(pods, pod -> interested(pod, sets));
    }

    private static Collection<ObjectKey> interested(PodView pod, Informer<ReplicaSetView> sets) {
        String namespace = pod.key().namespace();
        if (!pod.controllerName().isEmpty()) {
            return List.of(new ObjectKey(namespace, pod.controllerName()));
        }
        if (!pod.controllerUid().isEmpty()) {
            return List.of();
        }
        return sets.byIndex(BY_NAMESPACE, namespace).stream()
                .filter(set -> set.selects(pod))
                .map(ReplicaSetView::key)
                .toList();
    }
}
