package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.Set;
import java.util.stream.Collectors;

/** A ValidatingAdmissionPolicyBinding: where a policy holds, with what parameters, and what a failure leads to. */
record PolicyBinding(String name, String policy, JsonNode paramRef, Matching matching, Set<String> actions) {

    static PolicyBinding of(ObjectNode binding) {
        JsonNode spec = Json.at(binding, "spec");
        JsonNode resources = Json.at(spec, "matchResources");
        return new PolicyBinding(
                Json.text(binding, "metadata", "name"),
                Json.text(spec, "policyName"),
                Json.at(spec, "paramRef"),
                Matching.of(Json.at(resources, "resourceRules"), Json.at(resources, "excludeResourceRules"), resources),
                Json.items(spec, "validationActions").stream()
                        .map(JsonNode::asText)
                        .collect(Collectors.toUnmodifiableSet()));
    }
}
