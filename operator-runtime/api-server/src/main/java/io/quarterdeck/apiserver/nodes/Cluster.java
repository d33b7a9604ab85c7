package io.quarterdeck.apiserver.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Store;
import java.util.List;

/** Looks up where things run. */
final class Cluster {

    private static final int DAEMON_PORT = 10250;

    private final Store store;

    Cluster(Store store) {
        this.store = store;
    }

    /** A node's daemon: where it listens, and whose certificate it must show. */
    record Daemon(String nodeName, String address, int port) {}

    ObjectNode pod(ObjectKey key) {
        return find(Resources.PODS, key);
    }

    ObjectNode service(ObjectKey key) {
        return find(Resources.SERVICES, key);
    }

    /** Where a node's daemon listens; 503 if the node did not say. */
    Daemon daemon(String nodeName) {
        ObjectNode node = find(Resources.NODES, ObjectKey.clusterWide(nodeName));
        List<JsonNode> addresses = Json.items(node, "status", "addresses");
        for (String type : List.of("InternalIP", "ExternalIP", "Hostname")) {
            for (JsonNode address : addresses) {
                if (Json.text(address, "type").equals(type)) {
                    int port = Json.at(node, "status", "daemonEndpoints", "kubeletEndpoint", "Port")
                            .asInt(DAEMON_PORT);
                    return new Daemon(nodeName, Json.text(address, "address"), port);
                }
            }
        }
        throw new ApiException(Status.of(
                503, "ServiceUnavailable", "node \"" + nodeName + "\" has not said under which address it is reached"));
    }

    private ObjectNode find(ResourceType type, ObjectKey key) {
        return store.snapshot(type.resource())
                .get(key)
                .orElseThrow(() -> new ApiException(Status.notFound(type, key.name())))
                .tree();
    }
}
