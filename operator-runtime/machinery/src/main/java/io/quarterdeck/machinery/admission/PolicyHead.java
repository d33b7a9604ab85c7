package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import java.util.Set;

/**
 * What every admission policy says, whatever it does: which writes it is about.
 *
 * @param paramKind {@code apiVersion} and {@code kind} of its parameters; empty if it has none
 * @param mustEvaluate whether a write is refused if the policy cannot be evaluated
 */
record PolicyHead(String name, JsonNode paramKind, Matching matching, Conditions conditions, boolean mustEvaluate) {

    /** @param names what its conditions may use */
    static PolicyHead of(JsonNode policy, Set<String> names) {
        JsonNode spec = Json.at(policy, "spec");
        JsonNode constraints = Json.at(spec, "matchConstraints");
        return new PolicyHead(
                Json.text(policy, "metadata", "name"),
                Json.at(spec, "paramKind"),
                Matching.of(
                        Json.at(constraints, "resourceRules"),
                        Json.at(constraints, "excludeResourceRules"),
                        constraints),
                Conditions.of(spec, names),
                !Json.text(spec, "failurePolicy").equals("Ignore"));
    }
}
