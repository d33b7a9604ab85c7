package io.quarterdeck.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.OwnerReference;
import io.quarterdeck.model.ResourceType;

/** Small objects to begin a test with. */
public final class Manifests {

    private Manifests() {}

    public static ObjectNode named(String name) {
        ObjectNode object = Json.object();
        Json.ensureObject(object, "metadata").put("name", name);
        return object;
    }

    /** An object that another one owns and controls. */
    public static ObjectNode owned(String name, ResourceType ownerType, String ownerName, String ownerUid) {
        ObjectNode object = named(name);
        Json.ensureObject(object, "metadata")
                .putArray("ownerReferences")
                .add(OwnerReference.controlling(ownerType, ownerName, ownerUid).toJson());
        return object;
    }

    /** A pod with one container; empty {@code node} for one that is not bound. */
    public static ObjectNode pod(String name, String node) {
        ObjectNode pod = named(name);
        ObjectNode spec = Json.ensureObject(pod, "spec");
        spec.putArray("containers").addObject().put("name", "main").put("image", "busybox");
        if (!node.isEmpty()) {
            spec.put("nodeName", node);
        }
        return pod;
    }
}
