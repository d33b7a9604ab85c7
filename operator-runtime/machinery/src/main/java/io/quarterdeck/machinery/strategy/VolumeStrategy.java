package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** PersistentVolumes: one source each, which stays what it is. */
final class VolumeStrategy implements Strategy {

    /** What stands in the specification beside the source. */
    private static final Set<String> NO_SOURCE = Set.of(
            "accessModes",
            "capacity",
            "claimRef",
            "mountOptions",
            "nodeAffinity",
            "persistentVolumeReclaimPolicy",
            "storageClassName",
            "volumeAttributesClassName",
            "volumeMode");

    @Override
    public Traits traits() {
        return Traits.PLAIN.returningDeleted();
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        JsonNode spec = Json.at(object, "spec");
        AccessModes.validate(spec, "", faults);
        capacity(Json.textMap(spec, "capacity"), faults);
        List<String> sources = sources(spec);
        if (sources.isEmpty()) {
            faults.required("spec", "must specify a volume type");
        }
        sources.stream()
                .skip(1)
                .forEach(source -> faults.forbidden("spec." + source, "may not specify more than 1 volume type"));
        boolean root = Json.text(spec, "hostPath", "path").equals("/");
        if (root && Json.text(spec, "persistentVolumeReclaimPolicy").equals("Recycle")) {
            faults.forbidden("spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'");
        }
        if (spec.has("local") && !spec.has("nodeAffinity")) {
            faults.required("spec.nodeAffinity", "Local volume requires node affinity");
        }
    }

    private static void capacity(Map<String, String> capacity, Faults faults) {
        if (capacity.isEmpty()) {
            faults.required("spec.capacity", "");
        } else if (!capacity.containsKey("storage") || capacity.size() > 1) {
            faults.unsupported("spec.capacity", String.join(",", capacity.keySet()), List.of("storage"));
        }
        capacity.forEach((name, amount) -> {
            if (Quantity.isQuantity(amount) && Quantity.parse(amount).compareTo(Quantity.ZERO) <= 0) {
                faults.invalid("spec.capacity[" + name + "]", amount, "must be greater than zero");
            }
        });
    }

    private static List<String> sources(JsonNode spec) {
        return spec.properties().stream()
                .filter(field ->
                        !NO_SOURCE.contains(field.getKey()) && field.getValue().isObject())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        ObjectNode spec = Json.ensureObject(object.deepCopy(), "spec");
        ObjectNode before = Json.ensureObject(current.deepCopy(), "spec");
        spec.remove(NO_SOURCE);
        before.remove(NO_SOURCE);
        if (!Trees.same(spec, before)) {
            faults.forbidden("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation");
        }
        Immutable.field(object, current, faults, "spec", "volumeMode");
        if (Json.at(current, "spec").has("nodeAffinity")) {
            Immutable.field(object, current, faults, "spec", "nodeAffinity");
        }
    }
}
