package io.quarterdeck.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.endpoints.EndpointsPlanner.Group;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The older Endpoints object of a service: all its endpoints in one, of its first address type only. Pure. */
final class Legacy {

    static final String HEADLESS = "service.kubernetes.io/headless";

    static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

    /** Addresses in one object, as in Kubernetes: beyond it only slices tell the whole truth. */
    static final int ADDRESSES_MAX = 1000;

    private static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
    private static final String MANAGER = "endpoint-controller";

    private Legacy() {}

    /** An Endpoints object as it is, or as it should be. */
    record View(ObjectKey key, Map<String, String> labels, JsonNode subsets, boolean truncated) {

        static View parse(KubeObject object) {
            ObjectNode tree = object.tree();
            JsonNode subsets = Json.at(tree, "subsets");
            return new View(
                    object.key(),
                    object.header().labels(),
                    subsets.isArray() ? subsets : Json.array(),
                    !Json.text(tree, "metadata", "annotations", OVER_CAPACITY).isEmpty());
        }

        /** Whether this operator wrote it; users write such objects too, for services without a selector. */
        boolean ours() {
            return labels.getOrDefault(MANAGED_BY, "").equals(MANAGER);
        }

        ObjectNode toJson() {
            ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", "Endpoints");
            ObjectNode metadata =
                    object.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
            metadata.set("labels", Json.of(labels));
            if (truncated) {
                metadata.putObject("annotations").put(OVER_CAPACITY, "truncated");
            }
            object.set("subsets", subsets);
            return object;
        }

        /** A merge patch that makes the object this one, whatever else others wrote on it. */
        byte[] patch() {
            ObjectNode patch = Json.object();
            ObjectNode metadata = patch.putObject("metadata");
            metadata.set("labels", Json.of(labels));
            ObjectNode annotations = metadata.putObject("annotations");
            if (truncated) {
                annotations.put(OVER_CAPACITY, "truncated");
            } else {
                annotations.putNull(OVER_CAPACITY);
            }
            patch.set("subsets", subsets);
            return Json.encode(patch);
        }

        /** Whether an object that is there says this already; labels that others added do not matter. */
        boolean saidBy(View there) {
            return there.subsets.equals(subsets)
                    && there.truncated == truncated
                    && there.labels.entrySet().containsAll(labels.entrySet());
        }
    }

    /** The object that should be. Pods that terminate are in it only if the service wants those that are not ready. */
    static View plan(ServiceView service, Map<Group, List<Endpoint>> wanted) {
        int room = ADDRESSES_MAX;
        boolean truncated = false;
        ArrayNode subsets = Json.array();
        for (Map.Entry<Group, List<Endpoint>> entry : sorted(service, wanted)) {
            List<Endpoint> endpoints = entry.getValue().stream()
                    .filter(endpoint -> service.notReadyToo() || !endpoint.terminating())
                    .sorted(Comparator.comparing(Endpoint::address).thenComparing(Endpoint::podUid))
                    .toList();
            truncated |= endpoints.size() > room;
            endpoints = endpoints.subList(0, Math.min(room, endpoints.size()));
            room -= endpoints.size();
            if (!endpoints.isEmpty()) {
                subsets.add(subset(entry.getKey(), endpoints));
            }
        }
        return new View(service.key(), labels(service), subsets, truncated);
    }

    private static List<Map.Entry<Group, List<Endpoint>>> sorted(
            ServiceView service, Map<Group, List<Endpoint>> wanted) {
        List<Map.Entry<Group, List<Endpoint>>> entries = new ArrayList<>(wanted.entrySet());
        entries.removeIf(entry -> entry.getKey().family() != service.families().getFirst());
        entries.sort(Comparator.comparing(entry -> entry.getKey().ports().toString()));
        return entries;
    }

    private static ObjectNode subset(Group group, List<Endpoint> endpoints) {
        ObjectNode subset = Json.object();
        addresses(
                subset, "addresses", endpoints.stream().filter(Endpoint::ready).toList());
        addresses(
                subset,
                "notReadyAddresses",
                endpoints.stream().filter(endpoint -> !endpoint.ready()).toList());
        if (!group.ports().isEmpty()) {
            ArrayNode ports = subset.putArray("ports");
            group.ports().forEach(port -> ports.add(port.toLegacyJson()));
        }
        return subset;
    }

    private static void addresses(ObjectNode subset, String field, List<Endpoint> endpoints) {
        if (!endpoints.isEmpty()) {
            ArrayNode list = subset.putArray(field);
            endpoints.forEach(endpoint -> list.add(endpoint.toLegacyJson()));
        }
    }

    private static Map<String, String> labels(ServiceView service) {
        Map<String, String> labels = new TreeMap<>(service.labels());
        labels.remove(HEADLESS);
        if (service.headless()) {
            labels.put(HEADLESS, "");
        }
        labels.put(MANAGED_BY, MANAGER);
        return labels;
    }
}
