package io.quarterdeck.machinery.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.Map;

/** Events are stored as those of the core group; {@code events.k8s.io} calls their fields otherwise. Pure. */
final class EventConversion implements Conversion {

    /** The core group's names, and those of the other. */
    private static final Map<String, String> NAMES = Map.of(
            "involvedObject", "regarding",
            "message", "note",
            "source", "deprecatedSource",
            "firstTimestamp", "deprecatedFirstTimestamp",
            "lastTimestamp", "deprecatedLastTimestamp",
            "count", "deprecatedCount",
            "reportingComponent", "reportingController");

    @Override
    public ObjectNode toServed(ObjectNode stored) {
        ObjectNode served = Json.object();
        stored.properties()
                .forEach(field -> served.set(NAMES.getOrDefault(field.getKey(), field.getKey()), field.getValue()));
        return served.put("apiVersion", "events.k8s.io/v1");
    }

    @Override
    public ObjectNode toStored(ObjectNode served) {
        ObjectNode stored = Json.object();
        stored.setAll(served);
        NAMES.forEach((core, other) -> {
            JsonNode value = stored.remove(other);
            if (value != null) {
                stored.set(core, value);
            }
        });
        if (!stored.has("involvedObject")) {
            stored.putObject("involvedObject");
        }
        return stored.put("apiVersion", "v1");
    }
}
