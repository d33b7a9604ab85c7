package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Names;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Store;
import java.util.List;
import java.util.Map;

/** Runtime classes, and what a new pod gets from the one that it names. */
final class RuntimeClasses {

    static final String RESOURCE = "runtimeclasses.node.k8s.io";

    private final Store store;

    RuntimeClasses(Store store) {
        this.store = store;
    }

    static void validate(ObjectNode object, Faults faults) {
        Json.textMap(object, "scheduling", "nodeSelector").forEach((key, value) -> {
            faults.invalidIf(Names.qualifiedNameFault(key), "scheduling.nodeSelector", key);
            faults.invalidIf(Names.labelValueFault(value), "scheduling.nodeSelector", value);
        });
    }

    /** What its runtime needs besides the pod's own containers, and where it runs. */
    void complete(ObjectNode pod) {
        ObjectNode spec = Json.ensureObject(pod, "spec");
        String name = Json.text(spec, "runtimeClassName");
        if (name.isEmpty()) {
            if (!Json.at(spec, "overhead").isEmpty()) {
                throw forbidden(pod, "pod rejected: Pod Overhead set without corresponding RuntimeClass");
            }
            return;
        }
        ObjectNode found = store.snapshot(RESOURCE)
                .get(new ObjectKey("", name))
                .map(KubeObject::tree)
                .orElseThrow(() -> forbidden(pod, "pod rejected: RuntimeClass \"" + name + "\" not found"));
        overhead(pod, spec, Json.at(found, "overhead", "podFixed"));
        places(pod, spec, Json.at(found, "scheduling"));
    }

    private static void overhead(ObjectNode pod, ObjectNode spec, JsonNode fixed) {
        JsonNode wanted = Json.at(spec, "overhead");
        if (!wanted.isEmpty() && !Trees.same(wanted, fixed)) {
            throw forbidden(pod, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        }
        if (fixed.isObject() && !fixed.isEmpty()) {
            spec.set("overhead", fixed.deepCopy());
        }
    }

    private static void places(ObjectNode pod, ObjectNode spec, JsonNode scheduling) {
        Map<String, String> own = Json.textMap(spec, "nodeSelector");
        Json.textMap(scheduling, "nodeSelector").forEach((key, value) -> {
            if (!own.getOrDefault(key, value).equals(value)) {
                throw forbidden(
                        pod,
                        "conflict: runtimeClass.scheduling.nodeSelector[" + key + "] = " + value
                                + "; pod.spec.nodeSelector[" + key + "] = " + own.get(key));
            }
            Json.ensureObject(spec, "nodeSelector").put(key, value);
        });
        List<JsonNode> tolerations = Json.items(scheduling, "tolerations");
        if (tolerations.isEmpty()) {
            return;
        }
        ArrayNode there = spec.withArray("tolerations");
        for (JsonNode toleration : tolerations) {
            if (Json.items(spec, "tolerations").stream().noneMatch(known -> Trees.same(known, toleration))) {
                there.add(toleration.deepCopy());
            }
        }
    }

    private static ApiException forbidden(ObjectNode pod, String why) {
        return new ApiException(Status.forbidden(Resources.PODS, Json.text(pod, "metadata", "name"), why));
    }
}
