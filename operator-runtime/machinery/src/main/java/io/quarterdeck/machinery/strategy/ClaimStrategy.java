package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;

/** PersistentVolumeClaims: what is asked for stays asked for, but for more room. */
final class ClaimStrategy implements Strategy {

    private static final String FIXED = "spec is immutable after creation except resources.requests and"
            + " volumeAttributesClassName for bound claims";

    @Override
    public Traits traits() {
        return Traits.PLAIN.returningDeleted();
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        JsonNode spec = Json.at(object, "spec");
        AccessModes.validate(spec, "at least 1 access mode is required", faults);
        String storage = Json.text(spec, "resources", "requests", "storage");
        if (storage.isEmpty()) {
            faults.required("spec.resources[storage]", "");
        } else if (Quantity.isQuantity(storage) && Quantity.parse(storage).compareTo(Quantity.ZERO) <= 0) {
            faults.invalid("spec.resources[storage]", storage, "must be greater than zero");
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        ObjectNode spec = Json.ensureObject(object.deepCopy(), "spec");
        ObjectNode before = Json.ensureObject(current.deepCopy(), "spec");
        boolean bound = Json.text(current, "status", "phase").equals("Bound");
        // A claim is bound once, and one that named no class may be given the default one until then.
        if (Json.text(before, "volumeName").isEmpty()) {
            Trees.copyField(before, spec, "volumeName");
            if (!before.has("storageClassName")) {
                Trees.copyField(before, spec, "storageClassName");
            }
        }
        if (bound) {
            Trees.copyField(before, spec, "volumeAttributesClassName");
            shrinks(object, current, faults);
            ObjectNode resources = Json.ensureObject(spec, "resources");
            Trees.copyField(Json.ensureObject(before, "resources"), resources, "requests");
        }
        if (!Trees.same(spec, before)) {
            faults.forbidden("spec", FIXED);
        }
    }

    /** A claim that grew in vain may ask for less again, but not for less than it has. */
    private static void shrinks(ObjectNode object, ObjectNode current, Faults faults) {
        String wanted = Json.text(object, "spec", "resources", "requests", "storage");
        String before = Json.text(current, "spec", "resources", "requests", "storage");
        String has = Json.text(current, "status", "capacity", "storage");
        boolean less = isLess(wanted, before) && (has.isEmpty() || isLess(wanted, has) || wanted.equals(has));
        if (less) {
            faults.forbidden("spec.resources.requests.storage", "field can not be less than status.capacity");
        }
    }

    private static boolean isLess(String left, String right) {
        return Quantity.isQuantity(left)
                && Quantity.isQuantity(right)
                && Quantity.parse(left).compareTo(Quantity.parse(right)) < 0;
    }
}
