package io.quarterdeck.model.quota;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;
import java.util.HashMap;
import java.util.Map;

/** What something asks for: by resource, what it is given at least and at most. */
public record Demand(Map<String, Quantity> requests, Map<String, Quantity> limits) {

    public Demand {
        requests = Map.copyOf(requests);
        limits = Map.copyOf(limits);
    }

    /** Of what has {@code resources}: a container, or the specification of a volume claim. */
    public static Demand ofContainer(JsonNode container) {
        return new Demand(
                amounts(Json.at(container, "resources", "requests")),
                amounts(Json.at(container, "resources", "limits")));
    }

    /**
     * Of a pod: what its containers and sidecars ask for together, or what an init container asks for while those sidecars
     * run that were started before it, whichever is more.
     */
    public static Demand ofPod(JsonNode spec) {
        return new Demand(ofPod(spec, "requests"), ofPod(spec, "limits"));
    }

    private static Map<String, Quantity> ofPod(JsonNode spec, String field) {
        Map<String, Quantity> sidecars = new HashMap<>();
        Map<String, Quantity> most = new HashMap<>();
        for (JsonNode container : Json.items(spec, "initContainers")) {
            Map<String, Quantity> own = new HashMap<>(amounts(Json.at(container, "resources", field)));
            if (Json.text(container, "restartPolicy").equals("Always")) {
                own.forEach((resource, amount) -> sidecars.merge(resource, amount, Quantity::plus));
            } else {
                sidecars.forEach((resource, amount) -> own.merge(resource, amount, Quantity::plus));
                own.forEach((resource, amount) -> most.merge(resource, amount, Demand::max));
            }
        }
        Map<String, Quantity> running = new HashMap<>(sidecars);
        for (JsonNode container : Json.items(spec, "containers")) {
            amounts(Json.at(container, "resources", field))
                    .forEach((resource, amount) -> running.merge(resource, amount, Quantity::plus));
        }
        running.forEach((resource, amount) -> most.merge(resource, amount, Demand::max));
        return most;
    }

    private static Quantity max(Quantity a, Quantity b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    public static Map<String, Quantity> amounts(JsonNode list) {
        Map<String, Quantity> amounts = new HashMap<>();
        list.properties().forEach(entry -> {
            String text = entry.getValue().asText();
            if (Quantity.isQuantity(text)) {
                amounts.put(entry.getKey(), Quantity.parse(text));
            }
        });
        return amounts;
    }
}
