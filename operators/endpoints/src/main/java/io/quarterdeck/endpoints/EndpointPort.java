package io.quarterdeck.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.Comparator;

/** A port of a group of endpoints: the service's name for it, and the number that the pods listen on. */
record EndpointPort(String name, String protocol, String appProtocol, int number) implements Comparable<EndpointPort> {

    private static final Comparator<EndpointPort> ORDER = Comparator.comparing(EndpointPort::name)
            .thenComparing(EndpointPort::protocol)
            .thenComparingInt(EndpointPort::number)
            .thenComparing(EndpointPort::appProtocol);

    static EndpointPort parse(JsonNode node) {
        return new EndpointPort(
                Json.text(node, "name"),
                Json.text(node, "protocol"),
                Json.text(node, "appProtocol"),
                Json.at(node, "port").asInt(0));
    }

    /** As a slice spells it: the name is there even where it is empty. */
    ObjectNode toJson() {
        return withAppProtocol(
                Json.object().put("name", name).put("port", number).put("protocol", protocol));
    }

    /** As an Endpoints object spells it. */
    ObjectNode toLegacyJson() {
        ObjectNode node = Json.object();
        if (!name.isEmpty()) {
            node.put("name", name);
        }
        return withAppProtocol(node.put("port", number).put("protocol", protocol));
    }

    @Override
    public int compareTo(EndpointPort other) {
        return ORDER.compare(this, other);
    }

    private ObjectNode withAppProtocol(ObjectNode node) {
        return appProtocol.isEmpty() ? node : node.put("appProtocol", appProtocol);
    }
}
