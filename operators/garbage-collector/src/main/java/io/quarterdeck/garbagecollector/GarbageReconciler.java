package io.quarterdeck.garbagecollector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.Outcome;
import io.quarterdeck.control.Reconciler;
import io.quarterdeck.garbagecollector.GarbagePlanner.Action;
import io.quarterdeck.garbagecollector.GarbagePlanner.Observed;
import io.quarterdeck.garbagecollector.GarbagePlanner.Owner;
import io.quarterdeck.garbagecollector.GarbagePlanner.Presence;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.OwnerReference;
import io.quarterdeck.model.ResourceType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks up an object's owners and dependents and does what the planner says. */
final class GarbageReconciler implements Reconciler {

    /** Kinds are listed within moments of the start; until then nothing is judged. */
    private static final Duration UNTIL_COMPLETE = Duration.ofMillis(200);

    /** An owner's kind may be served one day. */
    private static final Duration UNTIL_KNOWN = Duration.ofMinutes(5);

    /** A uid never comes back, so an absent owner is asked for once; bounded, as owners are many over time. */
    private static final int ABSENT_MAX = 1_000;

    private final Set<String> absent = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Inventory inventory;
    private volatile Consumer<ObjectKey> enqueue = key -> {};

    /** Completes the wiring: the inventory feeds the queue that this reconciles. */
    void use(Inventory stock, Consumer<ObjectKey> queue) {
        inventory = stock;
        enqueue = queue;
    }

    @Override
    public Outcome reconcile(ObjectKey key, ApiClient api) {
        Inventory stock = inventory;
        if (stock == null || !stock.complete()) {
            return Outcome.after(UNTIL_COMPLETE);
        }
        Optional<Item> found = stock.find(ItemName.resourceOf(key), ItemName.keyOf(key));
        if (found.isEmpty()) {
            return Outcome.DONE;
        }
        Item item = found.get();
        List<Owner> owners = item.owners().stream()
                .map(owner -> new Owner(owner, presence(stock, api, item, owner)))
                .toList();
        for (Action action : GarbagePlanner.plan(new Observed(item, owners, stock.dependents(item.uid())))) {
            apply(api, item, action);
        }
        boolean undecided = owners.stream().anyMatch(owner -> owner.presence() == Presence.UNKNOWN);
        return undecided ? Outcome.after(UNTIL_KNOWN) : Outcome.DONE;
    }

    private Presence presence(Inventory stock, ApiClient api, Item item, OwnerReference owner) {
        if (absent.contains(owner.uid())) {
            return Presence.ABSENT;
        }
        Optional<ResourceType> kind = stock.kindOf(owner);
        if (kind.isEmpty() || (kind.get().namespaced() && item.key().namespace().isEmpty())) {
            return Presence.UNKNOWN;
        }
        ResourceType type = kind.get();
        ObjectKey key = Inventory.ownerKey(type, item, owner);
        Optional<Item> cached =
                stock.find(type.resource(), key).filter(held -> held.uid().equals(owner.uid()));
        if (cached.isPresent()) {
            return cached.get().waitsForDependents() ? Presence.WAITING : Presence.SOLID;
        }
        return ask(api, type, key, owner.uid());
    }

    /** A cache may not have seen a new owner yet: only the API can say that there is none. */
    private Presence ask(ApiClient api, ResourceType type, ObjectKey key, String uid) {
        try {
            KubeObject owner = api.get(type, key);
            if (owner.header().uid().equals(uid)) {
                return Item.of(type, owner).waitsForDependents() ? Presence.WAITING : Presence.SOLID;
            }
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
        if (absent.size() >= ABSENT_MAX) {
            absent.clear();
        }
        absent.add(uid);
        return Presence.ABSENT;
    }

    private void apply(ApiClient api, Item item, Action action) {
        switch (action) {
            case Action.Delete(String propagation) -> delete(api, item, propagation);
            case Action.Disown(ItemName name, String uid, Set<String> owners) -> disown(api, name, uid, owners);
            case Action.RemoveFinalizer(String finalizer) -> removeFinalizer(api, item, finalizer);
            case Action.Judge(ItemName dependent) -> enqueue.accept(dependent.queueKey());
        }
    }

    private static void delete(ApiClient api, Item item, String propagation) {
        unlessGone(() -> {
            KubeObject now = api.get(item.type(), item.key());
            // Somebody may have adopted it since the cache was filled; its own change brings the key back.
            if (now.header().uid().equals(item.uid()) && now.header().owners().equals(item.owners())) {
                api.delete(item.type(), item.key(), new ApiClient.DeleteOptions(-1, propagation, item.uid()));
            }
        });
    }

    private static void disown(ApiClient api, ItemName name, String uid, Set<String> owners) {
        unlessGone(() -> {
            ObjectNode tree = api.get(name.type(), name.key()).tree();
            if (!Json.text(tree, "metadata", "uid").equals(uid)) {
                return;
            }
            ArrayNode left = Json.array();
            for (JsonNode owner : Json.items(tree, "metadata", "ownerReferences")) {
                if (!owners.contains(Json.text(owner, "uid"))) {
                    left.add(owner);
                }
            }
            patchMetadata(api, name.type(), name.key(), tree, "ownerReferences", left);
        });
    }

    private static void removeFinalizer(ApiClient api, Item item, String finalizer) {
        unlessGone(() -> {
            ObjectNode tree = api.get(item.type(), item.key()).tree();
            if (!Json.text(tree, "metadata", "uid").equals(item.uid())) {
                return;
            }
            ArrayNode left = Json.array();
            for (JsonNode held : Json.items(tree, "metadata", "finalizers")) {
                if (!held.asText().equals(finalizer)) {
                    left.add(held);
                }
            }
            patchMetadata(api, item.type(), item.key(), tree, "finalizers", left);
        });
    }

    /** Replaces one list, if the object is still at the revision that the list was made from. */
    private static void patchMetadata(
            ApiClient api, ResourceType type, ObjectKey key, ObjectNode tree, String field, ArrayNode value) {
        ObjectNode patch = Json.object();
        ObjectNode metadata = patch.putObject("metadata");
        metadata.put("uid", Json.text(tree, "metadata", "uid"));
        metadata.put("resourceVersion", Json.text(tree, "metadata", "resourceVersion"));
        metadata.set(field, value);
        api.patch(type, key, "", ApiClient.PatchType.MERGE, Json.encode(patch));
    }

    private static void unlessGone(Runnable write) {
        try {
            write.run();
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }
}
