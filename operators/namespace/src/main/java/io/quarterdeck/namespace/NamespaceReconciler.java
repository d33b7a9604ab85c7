package io.quarterdeck.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.Discovery;
import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.ObjectList;
import io.quarterdeck.control.Outcome;
import io.quarterdeck.control.Reconciler;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.namespace.NamespacePlanner.Action;
import io.quarterdeck.namespace.NamespacePlanner.Observed;
import io.quarterdeck.namespace.NamespacePlanner.Remains;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks what a terminating namespace still holds, deletes it, and lets the namespace go when it is empty. */
final class NamespaceReconciler implements Reconciler {

    /** What has no grace and no finalizer is gone once it is deleted: pods, then the rest, then the end. */
    private static final int ROUNDS_MAX = 4;

    /** The safety net under the vigil: a watch can be refused for good, when its kind goes with the namespace. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    private final Informer<NamespaceView> namespaces;
    private final InstantSource clock;
    private final Vigil vigil = new Vigil();

    NamespaceReconciler(Informer<NamespaceView> namespaces, InstantSource clock) {
        this.namespaces = namespaces;
        this.clock = clock;
    }

    /** Says who is to hear that what a namespace waited for has gone. */
    void wakeWith(Consumer<ObjectKey> wake) {
        vigil.wakeWith(wake);
    }

    @Override
    public Outcome reconcile(ObjectKey key, ApiClient api) {
        vigil.end(key);
        Optional<NamespaceView> seen = namespaces.get(key);
        if (seen.isEmpty() || !seen.get().deleting()) {
            return Outcome.DONE;
        }
        NamespaceView namespace = seen.get();
        List<ResourceType> kinds = new Discovery(api)
                .kinds().stream()
                        .filter(kind -> kind.type().namespaced() && kind.isKept())
                        .map(Discovery.ServedKind::type)
                        .toList();
        for (int round = 0; round < ROUNDS_MAX; round++) {
            List<Remains> remains = remains(api, kinds, key.name());
            List<Action> plan = NamespacePlanner.plan(new Observed(true, namespace.finalizers(), remains));
            List<ApiException> failures = apply(api, namespace, plan);
            if (!failures.isEmpty()) {
                report(api, key, remains, failures);
                throw failures.getFirst();
            }
            if (plan.stream().noneMatch(Action.DeleteAll.class::isInstance)) {
                return report(api, key, remains, List.of());
            }
        }
        return Outcome.after(LOOK_AGAIN);
    }

    /** Carries out what can be: a kind that nobody can delete now, as its webhook is dead, keeps no other one there. */
    private List<ApiException> apply(ApiClient api, NamespaceView namespace, List<Action> plan) {
        List<ApiException> failures = new ArrayList<>();
        for (Action action : plan) {
            try {
                apply(api, namespace, action);
            } catch (ApiException e) {
                failures.add(e);
            }
        }
        return failures;
    }

    private void apply(ApiClient api, NamespaceView namespace, Action action) {
        switch (action) {
            case Action.DeleteAll(ResourceType type) ->
                api.deleteCollection(type, namespace.key().name(), background());
            case Action.AwaitEmpty(ResourceType type, int count, long revision) ->
                vigil.begin(api, namespace.key(), type, count, revision);
            case Action.Finalize() -> finish(api, namespace);
        }
    }

    private static ApiClient.DeleteOptions background() {
        return new ApiClient.DeleteOptions(-1, "Background", null);
    }

    private static void finish(ApiClient api, NamespaceView namespace) {
        ObjectNode tree = api.get(Resources.NAMESPACES, namespace.key()).tree();
        ArrayNode left = Json.array();
        for (JsonNode finalizer : Json.items(tree, "spec", "finalizers")) {
            if (!finalizer.asText().equals(NamespaceView.FINALIZER)) {
                left.add(finalizer);
            }
        }
        Json.ensureObject(tree, "spec").set("finalizers", left);
        api.updateSubresource(Resources.NAMESPACES, namespace.key(), "finalize", tree);
    }

    private Outcome report(ApiClient api, ObjectKey key, List<Remains> remains, List<ApiException> failures) {
        if (remains.isEmpty()) {
            return Outcome.DONE;
        }
        ObjectNode tree = api.get(Resources.NAMESPACES, key).tree();
        List<String> messages =
                failures.stream().map(failure -> failure.status().message()).toList();
        if (NamespaceStatus.apply(tree, NamespaceStatus.conditions(remains, messages), clock.instant())) {
            api.updateStatus(Resources.NAMESPACES, tree);
        }
        return Outcome.after(LOOK_AGAIN);
    }

    private static List<Remains> remains(ApiClient api, List<ResourceType> kinds, String namespace) {
        List<Remains> all = new ArrayList<>();
        for (ResourceType type : kinds) {
            try {
                Remains remains = remains(type, api.list(type, ListOptions.inNamespace(namespace)));
                if (remains.count() > 0) {
                    all.add(remains);
                }
            } catch (ApiException e) {
                // A kind that has gone since it was discovered holds nothing any more.
                if (!e.isNotFound()) {
                    throw e;
                }
            }
        }
        return all;
    }

    private static Remains remains(ResourceType type, ObjectList list) {
        Map<String, Integer> finalizers = new HashMap<>();
        int undeleted = 0;
        for (KubeObject object : list.items()) {
            ObjectNode tree = object.tree();
            if (Json.text(tree, "metadata", "deletionTimestamp").isEmpty()) {
                undeleted++;
            }
            Json.items(tree, "metadata", "finalizers")
                    .forEach(finalizer -> finalizers.merge(finalizer.asText(), 1, Integer::sum));
        }
        return new Remains(type, list.items().size(), undeleted, finalizers, list.revision());
    }
}
