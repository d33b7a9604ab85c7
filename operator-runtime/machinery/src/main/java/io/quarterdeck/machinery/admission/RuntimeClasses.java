package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Store;
import java.util.Map;

/** Gives a pod what its runtime class says: the sandbox's overhead, and where it may run. */
final class RuntimeClasses implements Admission {

    private static final String RESOURCE = "runtimeclasses.node.k8s.io";

    private final Store store;

    RuntimeClasses(Store store) {
        this.store = store;
    }

    @Override
    public boolean mutate(Attempt attempt) {
        if (!attempt.creates(Resources.PODS.resource())) {
            return false;
        }
        ObjectNode spec = Json.ensureObject(attempt.subject(), "spec");
        String name = Json.text(spec, "runtimeClassName");
        if (name.isEmpty()) {
            if (!Json.at(spec, "overhead").isEmpty()) {
                throw refused(attempt, "Pod Overhead set without corresponding RuntimeClass defined Overhead");
            }
            return false;
        }
        ObjectNode runtimeClass = store.snapshot(RESOURCE)
                .get(ObjectKey.clusterWide(name))
                .orElseThrow(() -> refused(attempt, "RuntimeClass \"" + name + "\" not found"))
                .tree();
        overhead(attempt, spec, Json.at(runtimeClass, "overhead", "podFixed"));
        select(attempt, spec, Json.at(runtimeClass, "scheduling"));
        return true;
    }

    private static void overhead(Attempt attempt, ObjectNode spec, JsonNode defined) {
        JsonNode asked = Json.at(spec, "overhead");
        if (!asked.isEmpty() && !asked.equals(defined)) {
            throw refused(attempt, "Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        }
        if (!defined.isEmpty()) {
            spec.set("overhead", defined.deepCopy());
        }
    }

    private static void select(Attempt attempt, ObjectNode spec, JsonNode scheduling) {
        Map<String, String> asked = Json.textMap(spec, "nodeSelector");
        Json.textMap(scheduling, "nodeSelector").forEach((label, value) -> {
            if (!asked.getOrDefault(label, value).equals(value)) {
                throw refused(
                        attempt,
                        "conflict: runtimeClass.scheduling.nodeSelector[" + label + "] = " + value
                                + "; pod.spec.nodeSelector[" + label + "] = " + asked.get(label));
            }
            Json.ensureObject(spec, "nodeSelector").put(label, value);
        });
        for (JsonNode toleration : Json.items(scheduling, "tolerations")) {
            if (!Json.items(spec, "tolerations").contains(toleration)) {
                spec.withArray("tolerations").add(toleration.deepCopy());
            }
        }
    }

    private static ApiException refused(Attempt attempt, String why) {
        return new ApiException(Status.forbidden(Resources.PODS, attempt.name(), "pod rejected: " + why));
    }
}
