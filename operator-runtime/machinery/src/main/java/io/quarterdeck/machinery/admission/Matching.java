package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.LabelSelector;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import io.quarterdeck.store.Store;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which writes a webhook or a policy is about: rules for what is written, and selectors for where.
 *
 * @param equivalent whether a rule for one version of a resource means writes at its other versions too
 */
record Matching(
        List<WebhookRule> rules,
        List<WebhookRule> excluded,
        LabelSelector namespaces,
        LabelSelector objects,
        boolean equivalent) {

    static Matching of(JsonNode rules, JsonNode excluded, JsonNode owner) {
        return new Matching(
                WebhookRule.list(rules),
                WebhookRule.list(excluded),
                LabelSelector.parse(Json.at(owner, "namespaceSelector")),
                LabelSelector.parse(Json.at(owner, "objectSelector")),
                !Json.text(owner, "matchPolicy").equals("Exact"));
    }

    boolean isAbout(Operation operation) {
        return rules.stream().anyMatch(rule -> rule.isAbout(operation));
    }

    boolean excludes(Attempt attempt) {
        return excluded.stream().anyMatch(rule -> rule.matches(attempt));
    }

    boolean matches(Attempt attempt, Store store) {
        return rules.stream().anyMatch(rule -> rule.matches(attempt)) && selects(attempt, store);
    }

    /** As {@link #matches}, where no rules mean every write: whatever has been chosen by others already. */
    boolean narrows(Attempt attempt, Store store) {
        return rules.isEmpty() ? selects(attempt, store) : matches(attempt, store);
    }

    private boolean selects(Attempt attempt, Store store) {
        boolean placed =
                !attempt.namespace().isEmpty() || attempt.target().type().equals(Resources.NAMESPACES);
        return !excludes(attempt)
                && (has(attempt.object()) || has(attempt.before()))
                && (!placed || namespaces.matches(namespaceLabels(attempt, store)));
    }

    private boolean has(@Nullable ObjectNode object) {
        return object != null && objects.matches(Json.textMap(object, "metadata", "labels"));
    }

    /** Labels of the namespace that the object is in, or is. */
    private static Map<String, String> namespaceLabels(Attempt attempt, Store store) {
        ObjectNode namespace = namespace(attempt, store);
        return namespace == null ? Map.of() : Json.textMap(namespace, "metadata", "labels");
    }

    /** The namespace that the object is in, or is; null for an object that is in none. */
    static @Nullable ObjectNode namespace(Attempt attempt, Store store) {
        if (attempt.target().type().equals(Resources.NAMESPACES)) {
            return attempt.subject();
        }
        return store.snapshot(Resources.NAMESPACES.resource())
                .get(ObjectKey.clusterWide(attempt.namespace()))
                .map(namespace -> namespace.tree())
                .orElse(null);
    }
}
