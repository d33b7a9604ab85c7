package io.quarterdeck.nodelifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.control.Shared;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import java.util.List;

/** What counts of a pod: where it is bound, what it tolerates, whether it is said to be ready. */
record PodView(
        ObjectKey key,
        String uid,
        String node,
        List<Toleration> tolerations,
        boolean deleting,
        boolean ready,
        boolean finished) {

    PodView {
        tolerations = List.copyOf(tolerations);
    }

    static PodView of(KubeObject object) {
        JsonNode tree = object.tree();
        String phase = Json.text(tree, "status", "phase");
        return new PodView(
                object.key(),
                object.header().uid(),
                Json.text(tree, "spec", "nodeName"),
                Json.items(tree, "spec", "tolerations").stream()
                        .map(Toleration::of)
                        .toList(),
                !Json.text(tree, "metadata", "deletionTimestamp").isEmpty(),
                Json.text(Json.condition(tree, "Ready"), "status").equals("True"),
                phase.equals("Succeeded") || phase.equals("Failed"));
    }

    /** The same, with an equal list of what was tolerated before: nearly all pods tolerate the same. */
    PodView sharing(Shared<List<Toleration>> known) {
        return new PodView(key, uid, node, known.of(tolerations), deleting, ready, finished);
    }
}
