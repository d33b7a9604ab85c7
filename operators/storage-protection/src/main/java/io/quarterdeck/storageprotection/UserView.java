package io.quarterdeck.storageprotection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import java.util.Set;
import java.util.TreeSet;

/**
 * What counts of a pod.
 *
 * @param running whether it has a node and has not ended: only then is something mounted
 * @param claims that it names, in its own namespace
 */
record UserView(ObjectKey key, boolean running, Set<String> claims) {

    UserView {
        claims = Set.copyOf(claims);
    }

    static UserView of(KubeObject pod) {
        ObjectNode tree = pod.tree();
        String phase = Json.text(tree, "status", "phase");
        boolean placed = !Json.text(tree, "spec", "nodeName").isEmpty();
        Set<String> claims = new TreeSet<>();
        for (JsonNode volume : Json.items(tree, "spec", "volumes")) {
            String claim = Json.text(volume, "persistentVolumeClaim", "claimName");
            if (!claim.isEmpty()) {
                claims.add(claim);
            } else if (Json.at(volume, "ephemeral").isObject()) {
                claims.add(pod.key().name() + "-" + Json.text(volume, "name"));
            }
        }
        return new UserView(pod.key(), placed && !phase.equals("Succeeded") && !phase.equals("Failed"), claims);
    }
}
