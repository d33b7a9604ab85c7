package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import java.util.Set;

/** A namespace carries its name as a label, and stays until the namespace operator has emptied it. */
final class NamespaceStrategy implements Strategy {

    private static final String NAME_LABEL = "kubernetes.io/metadata.name";
    private static final Set<String> PROTECTED = Set.of("default", "kube-system", "kube-public");

    @Override
    public String nameFault(String name) {
        return Names.labelFault(name);
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        label(object);
        Json.ensureObject(object, "spec").putArray("finalizers").add("kubernetes");
        Json.ensureObject(object, "status").put("phase", "Active");
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode current) {
        label(object);
        object.set("spec", Json.ensureObject(current, "spec").deepCopy());
    }

    private static void label(ObjectNode object) {
        Json.ensureObject(object, "metadata", "labels").put(NAME_LABEL, Json.text(object, "metadata", "name"));
    }

    @Override
    public Traits traits() {
        return Traits.PLAIN;
    }

    @Override
    public void requireDeletable(ObjectNode object) {
        String name = Json.text(object, "metadata", "name");
        if (PROTECTED.contains(name)) {
            throw new ApiException(Status.forbidden(Resources.NAMESPACES, name, "this namespace may not be deleted"));
        }
    }

    @Override
    public void prepareDelete(ObjectNode object) {
        Json.ensureObject(object, "status").put("phase", "Terminating");
    }

    @Override
    public boolean isHeld(ObjectNode object) {
        return !Json.items(object, "spec", "finalizers").isEmpty();
    }
}
