package io.quarterdeck.storageprotection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import java.util.List;

/** What counts of a claim or a volume. */
record StoredView(ObjectKey key, long revision, boolean deleting, String phase, List<String> finalizers) {

    StoredView {
        finalizers = List.copyOf(finalizers);
    }

    static StoredView of(KubeObject object) {
        ObjectNode tree = object.tree();
        return new StoredView(
                object.key(),
                object.revision(),
                !Json.text(tree, "metadata", "deletionTimestamp").isEmpty(),
                Json.text(tree, "status", "phase"),
                Json.items(tree, "metadata", "finalizers").stream()
                        .map(JsonNode::asText)
                        .toList());
    }
}
