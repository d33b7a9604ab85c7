package io.quarterdeck.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.LabelSelector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Near which pods a pod must, must not, or would like to run.
 *
 * @param near must be met in the node's domain
 * @param apart must not be met in it
 * @param wishes those with a negative weight are wishes to be apart
 */
record PodAffinity(List<TopologyTerm> near, List<TopologyTerm> apart, List<Wish> wishes) {

    static final PodAffinity NONE = new PodAffinity(List.of(), List.of(), List.of());

    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    PodAffinity {
        near = List.copyOf(near);
        apart = List.copyOf(apart);
        wishes = List.copyOf(wishes);
    }

    /** A term that makes a domain better or, with a negative weight, worse. */
    record Wish(int weight, TopologyTerm term) {}

    static PodAffinity parse(JsonNode spec, String namespace, Map<String, String> labels) {
        JsonNode affinity = Json.at(spec, "affinity");
        JsonNode near = Json.at(affinity, "podAffinity");
        JsonNode apart = Json.at(affinity, "podAntiAffinity");
        if (near.isMissingNode() && apart.isMissingNode()) {
            return NONE;
        }
        List<Wish> wishes = new ArrayList<>();
        wishes(near, 1, namespace, labels, wishes);
        wishes(apart, -1, namespace, labels, wishes);
        return new PodAffinity(terms(near, namespace, labels), terms(apart, namespace, labels), wishes);
    }

    private static List<TopologyTerm> terms(JsonNode affinity, String namespace, Map<String, String> labels) {
        return Json.items(affinity, REQUIRED).stream()
                .map(term -> term(term, namespace, labels))
                .toList();
    }

    private static void wishes(
            JsonNode affinity, int sign, String namespace, Map<String, String> labels, List<Wish> wishes) {
        for (JsonNode wish : Json.items(affinity, PREFERRED)) {
            TopologyTerm term = term(Json.at(wish, "podAffinityTerm"), namespace, labels);
            wishes.add(new Wish(sign * Json.at(wish, "weight").asInt(1), term));
        }
    }

    private static TopologyTerm term(JsonNode term, String namespace, Map<String, String> labels) {
        JsonNode selector = Json.at(term, "labelSelector");
        JsonNode namespaceSelector = Json.at(term, "namespaceSelector");
        Set<String> namespaces = new HashSet<>();
        Json.items(term, "namespaces").forEach(name -> namespaces.add(name.asText()));
        boolean byLabels = namespaceSelector.isObject();
        if (namespaces.isEmpty() && !byLabels) {
            namespaces.add(namespace);
        }
        PodMatcher matcher = new PodMatcher(
                namespaces,
                byLabels,
                LabelSelector.parse(namespaceSelector),
                withOwnLabels(LabelSelector.parse(selector), term, labels),
                !selector.isObject());
        return new TopologyTerm(Json.text(term, "topologyKey"), matcher, false);
    }

    /** Adds the pod's own values of {@code matchLabelKeys}, and their opposite of {@code mismatchLabelKeys}. */
    static LabelSelector withOwnLabels(LabelSelector selector, JsonNode term, Map<String, String> labels) {
        List<LabelSelector.Requirement> requirements = new ArrayList<>(selector.requirements());
        add(Json.items(term, "matchLabelKeys"), LabelSelector.Operator.IN, labels, requirements);
        add(Json.items(term, "mismatchLabelKeys"), LabelSelector.Operator.NOT_IN, labels, requirements);
        return new LabelSelector(requirements);
    }

    private static void add(
            List<JsonNode> keys,
            LabelSelector.Operator operator,
            Map<String, String> labels,
            List<LabelSelector.Requirement> requirements) {
        for (JsonNode key : keys) {
            String value = labels.get(key.asText());
            if (value != null) {
                requirements.add(new LabelSelector.Requirement(key.asText(), operator, List.of(value)));
            }
        }
    }
}
