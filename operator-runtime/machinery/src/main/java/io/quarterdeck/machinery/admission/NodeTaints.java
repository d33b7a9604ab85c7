package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Resources;

/**
 * Keeps pods off a new node until its conditions have been looked at, which the operator of nodes does: it takes the taint away
 * again. Without it, a pod could be placed between the first word of a node and the word that it is not ready.
 */
final class NodeTaints implements Admission {

    private static final String NOT_READY = "node.kubernetes.io/not-ready";
    private static final String NO_SCHEDULE = "NoSchedule";

    @Override
    public boolean mutate(Attempt attempt) {
        ObjectNode node = attempt.object();
        if (node == null || !attempt.creates(Resources.NODES.resource())) {
            return false;
        }
        boolean tainted = Json.items(node, "spec", "taints").stream()
                .anyMatch(taint -> Json.text(taint, "key").equals(NOT_READY)
                        && Json.text(taint, "effect").equals(NO_SCHEDULE));
        if (!tainted) {
            Json.ensureObject(node, "spec")
                    .withArray("taints")
                    .addObject()
                    .put("key", NOT_READY)
                    .put("effect", NO_SCHEDULE);
        }
        return !tainted;
    }
}
