package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.Map;

/** Gives new volumes and claims the finalizer that keeps them while they are in use. An operator takes it off. */
final class StorageProtection implements Admission {

    private static final Map<String, String> FINALIZERS = Map.of(
            "persistentvolumeclaims", "kubernetes.io/pvc-protection",
            "persistentvolumes", "kubernetes.io/pv-protection");

    @Override
    public boolean mutate(Attempt attempt) {
        ObjectNode object = attempt.object();
        String finalizer = FINALIZERS.get(attempt.target().type().resource());
        if (object == null
                || finalizer == null
                || !attempt.creates(attempt.target().type().resource())) {
            return false;
        }
        boolean carried = Json.items(object, "metadata", "finalizers").stream()
                .anyMatch(each -> each.asText().equals(finalizer));
        if (!carried) {
            ObjectNode metadata = Json.ensureObject(object, "metadata");
            ArrayNode finalizers =
                    metadata.get("finalizers") instanceof ArrayNode there ? there : metadata.putArray("finalizers");
            finalizers.add(finalizer);
        }
        return !carried;
    }
}
