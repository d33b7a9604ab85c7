package io.quarterdeck.nodelifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.EventRecorder;
import io.quarterdeck.control.Informer;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.control.Outcome;
import io.quarterdeck.control.Reconciler;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import io.quarterdeck.nodelifecycle.PodPlanner.Decision;
import io.quarterdeck.nodelifecycle.PodPlanner.Observed;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Looks at a pod and its node and does what the planner says. */
final class PodReconciler implements Reconciler {

    /** Marked not ready, a pod is looked at again at once: it may have to go as well. */
    private static final Duration NEXT = Duration.ofMillis(1);

    private final Informer<NodeView> nodes;
    private final Informer<PodView> pods;
    private final OperatorContext context;
    private final ConcurrentHashMap<ObjectKey, Instant> missing = new ConcurrentHashMap<>();

    PodReconciler(Informer<NodeView> nodes, Informer<PodView> pods, OperatorContext context) {
        this.nodes = nodes;
        this.pods = pods;
        this.context = context;
    }

    @Override
    public Outcome reconcile(ObjectKey key, ApiClient api) {
        Optional<PodView> found = pods.get(key);
        if (found.isEmpty()) {
            missing.remove(key);
            return Outcome.DONE;
        }
        PodView pod = found.get();
        Instant now = context.clock().instant();
        Optional<NodeView> node = nodes.get(ObjectKey.clusterWide(pod.node()));
        Instant missingSince = now;
        if (node.isPresent() || pod.node().isEmpty()) {
            missing.remove(key);
        } else {
            missingSince = missing.computeIfAbsent(key, none -> now);
        }
        return switch (PodPlanner.decide(new Observed(pod, node, missingSince, now))) {
            case Decision.Stay() -> Outcome.DONE;
            case Decision.LookAgain(Duration after) -> Outcome.after(after);
            case Decision.Evict() -> evict(api, pod);
            case Decision.Remove(String why) -> remove(api, pod);
            case Decision.MarkNotReady() -> markNotReady(api, pod, now);
        };
    }

    private Outcome evict(ApiClient api, PodView pod) {
        context.events()
                .record(
                        new EventRecorder.Subject(Resources.PODS, pod.key(), pod.uid()),
                        EventRecorder.Severity.NORMAL,
                        "TaintManagerEviction",
                        "Marking for deletion Pod " + pod.key());
        delete(api, pod, ApiClient.DeleteOptions.ofUid(pod.uid()));
        return Outcome.DONE;
    }

    private static Outcome remove(ApiClient api, PodView pod) {
        if (!pod.node().isEmpty() && exists(api, pod.node())) {
            // The node came back, and our cache will hear of it.
            return Outcome.after(PodPlanner.ABANDONED_AFTER);
        }
        delete(api, pod, new ApiClient.DeleteOptions(0, "", pod.uid()));
        return Outcome.DONE;
    }

    private static boolean exists(ApiClient api, String node) {
        try {
            api.get(Resources.NODES, ObjectKey.clusterWide(node));
            return true;
        } catch (ApiException e) {
            if (e.isNotFound()) {
                return false;
            }
            throw e;
        }
    }

    private static Outcome markNotReady(ApiClient api, PodView pod, Instant now) {
        ObjectNode tree = api.get(Resources.PODS, pod.key()).tree();
        if (Json.text(tree, "metadata", "uid").equals(pod.uid())
                && Json.condition(tree, "Ready") instanceof ObjectNode ready) {
            ready.put("status", "False")
                    .put("reason", "NodeNotReady")
                    .put(
                            "lastTransitionTime",
                            now.truncatedTo(ChronoUnit.SECONDS).toString());
            api.updateStatus(Resources.PODS, tree);
        }
        return Outcome.after(NEXT);
    }

    /** Gone, or replaced by another of its name: both is what was wanted. */
    private static void delete(ApiClient api, PodView pod, ApiClient.DeleteOptions options) {
        try {
            api.delete(Resources.PODS, pod.key(), options);
        } catch (ApiException e) {
            if (!e.isNotFound() && e.status().code() != 409) {
                throw e;
            }
        }
    }
}
