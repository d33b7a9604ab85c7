package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import io.quarterdeck.model.quota.Demand;
import io.quarterdeck.store.Store;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Holds pods and volume claims against the LimitRanges of their namespace, and gives containers their defaults. */
final class LimitRanger implements Admission {

    private static final String RESOURCE = "limitranges";
    private static final String CLAIMS = "persistentvolumeclaims";
    private static final String ANNOTATION = "kubernetes.io/limit-ranger";

    private final Store store;

    LimitRanger(Store store) {
        this.store = store;
    }

    @Override
    public boolean mutate(Attempt attempt) {
        if (!attempt.creates(Resources.PODS.resource())) {
            return false;
        }
        List<String> set = new ArrayList<>();
        for (JsonNode limit : limits(attempt, "Container")) {
            for (String list : List.of("containers", "initContainers")) {
                for (JsonNode container : Json.items(attempt.subject(), "spec", list)) {
                    if (container instanceof ObjectNode object) {
                        complete(object, limit, list.startsWith("init") ? "init container " : "container ", set);
                    }
                }
            }
        }
        if (!set.isEmpty()) {
            Json.ensureObject(attempt.subject(), "metadata", "annotations")
                    .put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", set));
        }
        return !set.isEmpty();
    }

    private static void complete(ObjectNode container, JsonNode limit, String what, List<String> set) {
        String named = " for " + what + Json.text(container, "name");
        fill(container, "requests", Json.at(limit, "defaultRequest"), " request" + named, set);
        fill(container, "limits", Json.at(limit, "default"), " limit" + named, set);
    }

    private static void fill(ObjectNode container, String field, JsonNode usual, String what, List<String> set) {
        Map<String, String> missing = new TreeMap<>();
        usual.properties().forEach(entry -> {
            if (!Json.at(container, "resources", field).has(entry.getKey())) {
                missing.put(entry.getKey(), entry.getValue().asText());
            }
        });
        if (!missing.isEmpty()) {
            missing.forEach(Json.ensureObject(container, "resources", field)::put);
            set.add(String.join(", ", missing.keySet()) + what);
        }
    }

    @Override
    public void validate(Attempt attempt) {
        List<String> faults = new ArrayList<>();
        if (attempt.creates(Resources.PODS.resource())) {
            JsonNode spec = Json.at(attempt.subject(), "spec");
            for (JsonNode limit : limits(attempt, "Container")) {
                for (String list : List.of("containers", "initContainers")) {
                    Json.items(spec, list)
                            .forEach(container -> Limit.of(limit).check(Demand.ofContainer(container), faults));
                }
            }
            limits(attempt, "Pod").forEach(limit -> Limit.of(limit).check(Demand.ofPod(spec), faults));
        } else if (attempt.object() != null && attempt.touches(CLAIMS)) {
            Demand demand = Demand.ofContainer(Json.at(attempt.subject(), "spec"));
            limits(attempt, "PersistentVolumeClaim")
                    .forEach(limit -> Limit.of(limit).check(demand, faults));
        }
        if (!faults.isEmpty()) {
            String why = faults.size() == 1 ? faults.getFirst() : "[" + String.join(", ", faults) + "]";
            throw new ApiException(Status.forbidden(attempt.target().type(), attempt.name(), why));
        }
    }

    private List<JsonNode> limits(Attempt attempt, String type) {
        List<JsonNode> found = new ArrayList<>();
        Iterator<KubeObject> ranges = store.snapshot(RESOURCE).inNamespace(attempt.namespace());
        while (ranges.hasNext()) {
            for (JsonNode limit : Json.items(ranges.next().tree(), "spec", "limits")) {
                if (Json.text(limit, "type").equals(type)) {
                    found.add(limit);
                }
            }
        }
        return found;
    }
}
