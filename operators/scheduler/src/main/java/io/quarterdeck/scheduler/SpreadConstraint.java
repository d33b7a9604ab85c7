package io.quarterdeck.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.LabelSelector;
import java.util.Map;
import java.util.Set;

/**
 * How evenly pods of one sort are to be spread over domains.
 *
 * @param hard a node that would break it is no choice; else only a worse one
 * @param domainsMin with fewer domains the emptiest counts as empty
 * @param affinityHonoured whether only domains that the pod's node affinity allows count
 */
record SpreadConstraint(TopologyTerm term, int maxSkew, boolean hard, int domainsMin, boolean affinityHonoured) {

    static SpreadConstraint parse(JsonNode node, String namespace, Map<String, String> labels) {
        JsonNode selector = Json.at(node, "labelSelector");
        PodMatcher matcher = new PodMatcher(
                Set.of(namespace),
                false,
                LabelSelector.EVERYTHING,
                PodAffinity.withOwnLabels(LabelSelector.parse(selector), node, labels),
                !selector.isObject());
        return new SpreadConstraint(
                new TopologyTerm(Json.text(node, "topologyKey"), matcher, true),
                Json.at(node, "maxSkew").asInt(1),
                !Json.text(node, "whenUnsatisfiable").equals("ScheduleAnyway"),
                Json.at(node, "minDomains").asInt(1),
                !Json.text(node, "nodeAffinityPolicy").equals("Ignore"));
    }
}
