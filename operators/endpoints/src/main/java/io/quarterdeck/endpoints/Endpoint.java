package io.quarterdeck.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;

/**
 * One address behind a service.
 *
 * @param hostname the name that DNS gives this one of a headless service; empty for none
 * @param ready whether it gets new traffic
 * @param serving whether it could still answer, terminating or not
 */
record Endpoint(
        String address,
        ObjectKey pod,
        String podUid,
        String node,
        String zone,
        String hostname,
        boolean ready,
        boolean serving,
        boolean terminating) {

    static Endpoint parse(JsonNode node) {
        JsonNode target = Json.at(node, "targetRef");
        JsonNode conditions = Json.at(node, "conditions");
        JsonNode addresses = Json.at(node, "addresses");
        return new Endpoint(
                addresses.isEmpty() ? "" : addresses.path(0).asText(),
                new ObjectKey(Json.text(target, "namespace"), Json.text(target, "name")),
                Json.text(target, "uid"),
                Json.text(node, "nodeName"),
                Json.text(node, "zone"),
                Json.text(node, "hostname"),
                Json.at(conditions, "ready").asBoolean(true),
                Json.at(conditions, "serving").asBoolean(true),
                Json.at(conditions, "terminating").asBoolean(false));
    }

    /** Stays the same as long as the pod lives, whatever changes about it. */
    String identity() {
        return podUid + "/" + address;
    }

    ObjectNode toJson() {
        ObjectNode node = Json.object();
        node.putArray("addresses").add(address);
        node.putObject("conditions").put("ready", ready).put("serving", serving).put("terminating", terminating);
        put(node, "hostname", hostname);
        node.set("targetRef", targetRef());
        put(node, "nodeName", this.node);
        put(node, "zone", zone);
        return node;
    }

    /** As an Endpoints object spells it. */
    ObjectNode toLegacyJson() {
        ObjectNode node = Json.object().put("ip", address);
        put(node, "hostname", hostname);
        put(node, "nodeName", this.node);
        node.set("targetRef", targetRef());
        return node;
    }

    private ObjectNode targetRef() {
        return Json.object()
                .put("kind", "Pod")
                .put("namespace", pod.namespace())
                .put("name", pod.name())
                .put("uid", podUid);
    }

    private static void put(ObjectNode node, String field, String value) {
        if (!value.isEmpty()) {
            node.put(field, value);
        }
    }
}
