package io.quarterdeck.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import java.util.List;

/**
 * What counts of a namespace.
 *
 * @param finalizers who has still to agree that it goes; {@code kubernetes} is this operator's
 */
record NamespaceView(ObjectKey key, String uid, boolean deleting, List<String> finalizers) {

    /** The name under which this operator holds a namespace. */
    static final String FINALIZER = "kubernetes";

    NamespaceView {
        finalizers = List.copyOf(finalizers);
    }

    static NamespaceView of(KubeObject object) {
        JsonNode tree = object.tree();
        return new NamespaceView(
                object.key(),
                object.header().uid(),
                !Json.text(tree, "metadata", "deletionTimestamp").isEmpty(),
                Json.items(tree, "spec", "finalizers").stream()
                        .map(JsonNode::asText)
                        .toList());
    }
}
