package io.quarterdeck.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which nodes a pod must have and which it would like, by their labels.
 *
 * @param selector {@code nodeSelector}
 * @param restricted whether {@code required} says anything; one that is there and empty matches no node
 * @param required terms of which one must hold
 */
record NodeAffinity(LabelSelector selector, boolean restricted, List<Term> required, List<Wish> wishes) {

    static final NodeAffinity NONE = new NodeAffinity(LabelSelector.EVERYTHING, false, List.of(), List.of());

    private static final String NAME_FIELD = "metadata.name";

    NodeAffinity {
        required = List.copyOf(required);
        wishes = List.copyOf(wishes);
    }

    /** Conditions that must hold together; a term without any holds for no node. */
    record Term(LabelSelector labels, LabelSelector fields) {

        static Term parse(JsonNode node) {
            return new Term(requirements(node, "matchExpressions"), requirements(node, "matchFields"));
        }

        boolean matches(NodeView node) {
            if (labels.isEverything() && fields.isEverything()) {
                return false;
            }
            return labels.matches(node.labels()) && fields.matches(Map.of(NAME_FIELD, node.name()));
        }

        private static LabelSelector requirements(JsonNode node, String field) {
            List<LabelSelector.Requirement> requirements = new ArrayList<>();
            for (JsonNode expression : Json.items(node, field)) {
                requirements.add(LabelSelector.requirement(
                        Json.text(expression, "key"),
                        Json.text(expression, "operator"),
                        Json.items(expression, "values").stream()
                                .map(JsonNode::asText)
                                .toList()));
            }
            return new LabelSelector(requirements);
        }
    }

    /** A term that makes a node better. */
    record Wish(int weight, Term term) {}

    static NodeAffinity parse(JsonNode spec) {
        Map<String, String> selector = Json.textMap(spec, "nodeSelector");
        JsonNode affinity = Json.at(spec, "affinity", "nodeAffinity");
        if (selector.isEmpty() && affinity.isMissingNode()) {
            return NONE;
        }
        JsonNode required = Json.at(affinity, "requiredDuringSchedulingIgnoredDuringExecution");
        return new NodeAffinity(
                LabelSelector.of(selector),
                required.isObject(),
                Json.items(required, "nodeSelectorTerms").stream()
                        .map(Term::parse)
                        .toList(),
                Json.items(affinity, "preferredDuringSchedulingIgnoredDuringExecution").stream()
                        .map(wish ->
                                new Wish(Json.at(wish, "weight").asInt(1), Term.parse(Json.at(wish, "preference"))))
                        .toList());
    }

    boolean allows(NodeView node) {
        if (!selector.matches(node.labels())) {
            return false;
        }
        if (!restricted) {
            return true;
        }
        for (Term term : required) {
            if (term.matches(node)) {
                return true;
            }
        }
        return false;
    }

    int wishesMet(NodeView node) {
        int met = 0;
        for (Wish wish : wishes) {
            met += wish.term().matches(node) ? wish.weight() : 0;
        }
        return met;
    }
}
