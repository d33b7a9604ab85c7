package io.quarterdeck.replicaset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.EventRecorder;
import io.quarterdeck.control.EventRecorder.Severity;
import io.quarterdeck.control.EventRecorder.Subject;
import io.quarterdeck.control.Informer;
import io.quarterdeck.control.Outcome;
import io.quarterdeck.control.Reconciler;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.OwnerReference;
import io.quarterdeck.model.Resources;
import io.quarterdeck.replicaset.ReplicaSetPlanner.Action;
import io.quarterdeck.replicaset.ReplicaSetPlanner.Plan;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads, plans, applies, reports. Every choice is made in {@link ReplicaSetPlanner}. */
final class ReplicaSetReconciler implements Reconciler {

    static final String BY_CONTROLLER = "controller";
    static final String ORPHANS = "orphans";

    private final Informer<ReplicaSetView> sets;
    private final Informer<PodView> pods;
    private final EventRecorder events;
    private final InstantSource clock;
    private final ParallelWrites writes;

    ReplicaSetReconciler(
            Informer<ReplicaSetView> sets,
            Informer<PodView> pods,
            EventRecorder events,
            InstantSource clock,
            ParallelWrites writes) {
        this.writes = writes;
        this.sets = sets;
        this.pods = pods;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ObjectKey key, ApiClient api) throws InterruptedException {
        ReplicaSetView set = sets.get(key).orElse(null);
        if (set == null) {
            return Outcome.DONE;
        }
        Instant now = clock.instant();
        Plan plan = ReplicaSetPlanner.plan(set, candidates(set), podsByNode(set), now);
        Failed failed = apply(set, plan.actions(), api);
        report(set, plan, failed, now, api);
        if (failed != null) {
            throw failed.cause();
        }
        return ReplicaSetPlanner.nextAvailability(set, plan.owned(), now)
                .map(Outcome::after)
                .orElse(Outcome.DONE);
    }

    private record Failed(String reason, ApiException cause) {}

    private List<PodView> candidates(ReplicaSetView set) {
        List<PodView> candidates = new ArrayList<>(pods.byIndex(BY_CONTROLLER, set.uid()));
        candidates.addAll(pods.byIndex(ORPHANS, set.key().namespace()));
        return candidates;
    }

    /** Counts the pods of all ReplicaSets of the same Deployment, so that a rollout keeps them spread as a whole. */
    private Map<String, Integer> podsByNode(ReplicaSetView set) {
        Map<String, Integer> counts = new HashMap<>();
        List<ReplicaSetView> related =
                set.ownerUid().isEmpty() ? List.of(set) : sets.byIndex(BY_CONTROLLER, set.ownerUid());
        for (ReplicaSetView sibling : related) {
            for (PodView pod : pods.byIndex(BY_CONTROLLER, sibling.uid())) {
                if (pod.active() && !pod.node().isEmpty()) {
                    counts.merge(pod.node(), 1, Integer::sum);
                }
            }
        }
        return counts;
    }

    private void report(ReplicaSetView set, Plan plan, @Nullable Failed failed, Instant now, ApiClient api) {
        ReplicaSetStatus.Failure failure = failed == null
                ? null
                : new ReplicaSetStatus.Failure(
                        failed.reason(), failed.cause().status().message(), now);
        ReplicaSetStatus status = ReplicaSetStatus.of(set, plan.owned(), failure, now);
        if (status.equals(set.status())) {
            return;
        }
        try {
            api.patch(Resources.REPLICA_SETS, set.key(), "status", ApiClient.PatchType.MERGE, status.patch());
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    /** Carries out the actions; what fails first is returned, and what comes after it is left to the next pass. */
    private @Nullable Failed apply(ReplicaSetView set, List<Action> actions, ApiClient api)
            throws InterruptedException {
        List<Runnable> creations = new ArrayList<>();
        List<Runnable> deletions = new ArrayList<>();
        for (Action action : actions) {
            switch (action) {
                case Action.Adopt(PodView pod) -> adopt(set, pod, api);
                case Action.Release(PodView pod) -> release(set, pod, api);
                case Action.Create(int count) -> {
                    for (int i = 0; i < count; i++) {
                        creations.add(() -> create(set, api));
                    }
                }
                case Action.Delete(PodView pod) -> deletions.add(() -> delete(set, pod, api));
            }
        }
        ApiException failure = writes.run(creations);
        if (failure != null) {
            return isNamespaceTerminating(failure) ? null : new Failed("FailedCreate", failure);
        }
        failure = writes.run(deletions);
        return failure == null ? null : new Failed("FailedDelete", failure);
    }

    private void create(ReplicaSetView set, ApiClient api) {
        try {
            ObjectKey created =
                    api.create(Resources.PODS, set.key().namespace(), pod(set)).key();
            tell(set, Severity.NORMAL, "SuccessfulCreate", "Created pod: " + created.name());
        } catch (ApiException e) {
            if (!isNamespaceTerminating(e)) {
                tell(
                        set,
                        Severity.WARNING,
                        "FailedCreate",
                        "Error creating: " + e.status().message());
            }
            throw e;
        }
    }

    private void delete(ReplicaSetView set, PodView pod, ApiClient api) {
        try {
            api.delete(Resources.PODS, pod.key(), ApiClient.DeleteOptions.ofUid(pod.uid()));
            tell(
                    set,
                    Severity.NORMAL,
                    "SuccessfulDelete",
                    "Deleted pod: " + pod.key().name());
        } catch (ApiException e) {
            if (e.isNotFound()) {
                return;
            }
            tell(
                    set,
                    Severity.WARNING,
                    "FailedDelete",
                    "Error deleting: " + e.status().message());
            throw e;
        }
    }

    private void adopt(ReplicaSetView set, PodView pod, ApiClient api) {
        ObjectNode patch = Json.object();
        ObjectNode metadata = patch.putObject("metadata").put("uid", pod.uid());
        metadata.putArray("ownerReferences").add(reference(set).toJson());
        patchPod(pod, patch, api);
    }

    private void release(ReplicaSetView set, PodView pod, ApiClient api) {
        ObjectNode patch = Json.object();
        ObjectNode metadata = patch.putObject("metadata").put("uid", pod.uid());
        metadata.putArray("ownerReferences").addObject().put("$patch", "delete").put("uid", set.uid());
        patchPod(pod, patch, api);
    }

    private static void patchPod(PodView pod, ObjectNode patch, ApiClient api) {
        try {
            api.patch(Resources.PODS, pod.key(), "", ApiClient.PatchType.STRATEGIC, Json.encode(patch));
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private static ObjectNode pod(ReplicaSetView set) {
        ObjectNode pod = set.template().deepCopy();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = Json.ensureObject(pod, "metadata");
        metadata.remove(List.of("name", "namespace", "creationTimestamp"));
        metadata.put("generateName", set.key().name() + "-");
        metadata.putArray("ownerReferences").add(reference(set).toJson());
        return pod;
    }

    private static OwnerReference reference(ReplicaSetView set) {
        return OwnerReference.controlling(Resources.REPLICA_SETS, set.key().name(), set.uid());
    }

    /** A namespace that is going away takes no new pods: no failure of ours, and its ReplicaSets go with it. */
    private static boolean isNamespaceTerminating(ApiException e) {
        return e.status().causes().stream().anyMatch(cause -> cause.reason().equals("NamespaceTerminating"));
    }

    private void tell(ReplicaSetView set, Severity severity, String reason, String message) {
        events.record(new Subject(Resources.REPLICA_SETS, set.key(), set.uid()), severity, reason, message);
    }
}
