package io.quarterdeck.clusterroleaggregation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.LabelSelector;
import io.quarterdeck.model.ObjectKey;
import java.util.List;
import java.util.Map;

/**
 * What counts of a ClusterRole.
 *
 * @param selectors whose rules it takes in; empty if it has rules of its own
 * @param rules as they stand there; not to be changed
 */
record RoleView(
        ObjectKey key, long revision, Map<String, String> labels, List<LabelSelector> selectors, List<JsonNode> rules) {

    RoleView {
        labels = Map.copyOf(labels);
        selectors = List.copyOf(selectors);
        rules = List.copyOf(rules);
    }

    static RoleView of(KubeObject object) {
        ObjectNode tree = object.tree();
        List<LabelSelector> selectors = Json.items(tree, "aggregationRule", "clusterRoleSelectors").stream()
                .map(LabelSelector::parse)
                .toList();
        return new RoleView(
                object.key(), object.revision(), object.header().labels(), selectors, Json.items(tree, "rules"));
    }

    boolean aggregates() {
        return !selectors.isEmpty();
    }
}
