package io.quarterdeck.clusterroleaggregation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides which rules an aggregated role must have. Pure: no clock, no I/O, no logging. */
final class AggregationPlanner {

    private AggregationPlanner() {}

    /** The rules that it should have; empty if it has them, or does not aggregate. */
    static Optional<List<JsonNode>> plan(RoleView role, List<RoleView> all) {
        if (!role.aggregates()) {
            return Optional.empty();
        }
        // By name, whatever order they came in: the same roles make the same object.
        List<RoleView> others = all.stream()
                .filter(other -> !other.key().equals(role.key()))
                .sorted(Comparator.comparing(RoleView::key))
                .toList();
        Set<JsonNode> rules = new LinkedHashSet<>();
        role.selectors()
                .forEach(selector -> others.stream()
                        .filter(other -> selector.matches(other.labels()))
                        .forEach(other -> rules.addAll(other.rules())));
        List<JsonNode> wanted = List.copyOf(rules);
        return wanted.equals(role.rules()) ? Optional.empty() : Optional.of(wanted);
    }
}
