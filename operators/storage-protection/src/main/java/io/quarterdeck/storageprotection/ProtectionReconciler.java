package io.quarterdeck.storageprotection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.Outcome;
import io.quarterdeck.control.Reconciler;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import java.util.List;
import java.util.function.BiPredicate;

/** Gives the objects of one kind their finalizer, and takes it off those that may go. */
final class ProtectionReconciler implements Reconciler {

    private final ResourceType type;
    private final String finalizer;
    private final BiPredicate<StoredView, ApiClient> used;

    /** @param used whether anything uses an object, by what the API says now */
    ProtectionReconciler(ResourceType type, String finalizer, BiPredicate<StoredView, ApiClient> used) {
        this.type = type;
        this.finalizer = finalizer;
        this.used = used;
    }

    @Override
    public Outcome reconcile(ObjectKey key, ApiClient api) {
        try {
            StoredView object = StoredView.of(api.get(type, key));
            switch (ProtectionPlanner.plan(object, finalizer)) {
                case ProtectionPlanner.Action.Nothing() -> {}
                case ProtectionPlanner.Action.Carry(List<String> finalizers) -> write(object, finalizers, api);
                case ProtectionPlanner.Action.LetGo(List<String> finalizers) -> {
                    if (!used.test(object, api)) {
                        write(object, finalizers, api);
                    }
                }
            }
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
        return Outcome.DONE;
    }

    private void write(StoredView object, List<String> finalizers, ApiClient api) {
        ObjectNode patch = Json.object();
        ObjectNode metadata = patch.putObject("metadata").put("resourceVersion", Long.toString(object.revision()));
        ArrayNode list = metadata.putArray("finalizers");
        finalizers.forEach(list::add);
        api.patch(type, object.key(), "", ApiClient.PatchType.MERGE, Json.encode(patch));
    }
}
