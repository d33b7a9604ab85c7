package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import java.util.List;

/** Roles and ClusterRoles: each rule is about resources or about bare URLs, and says what may be done. */
final class RoleRules {

    private RoleRules() {}

    /** @param namespaced a Role's, not a ClusterRole's */
    static Strategy strategy(boolean namespaced) {
        return new CheckedKind(
                Traits.RECORDED, Names::pathSegmentFault, (role, faults) -> validate(role, namespaced, faults));
    }

    private static void validate(ObjectNode role, boolean namespaced, Faults faults) {
        List<JsonNode> rules = Json.items(role, "rules");
        for (int i = 0; i < rules.size(); i++) {
            validateRule(rules.get(i), "rules[" + i + "].", namespaced, faults);
        }
    }

    private static void validateRule(JsonNode rule, String field, boolean namespaced, Faults faults) {
        if (isEmpty(rule, "verbs")) {
            faults.required(field + "verbs", "verbs must contain at least one value");
        }
        if (!isEmpty(rule, "nonResourceURLs")) {
            JsonNode urls = Json.at(rule, "nonResourceURLs");
            if (namespaced) {
                faults.invalid(field + "nonResourceURLs", urls, "namespaced rules cannot apply to non-resource URLs");
            }
            if (!isEmpty(rule, "apiGroups") || !isEmpty(rule, "resources") || !isEmpty(rule, "resourceNames")) {
                faults.invalid(
                        field + "nonResourceURLs",
                        urls,
                        "rules cannot apply to both regular resources and non-resource URLs");
            }
            return;
        }
        if (isEmpty(rule, "apiGroups")) {
            faults.required(field + "apiGroups", "resource rules must supply at least one api group");
        }
        if (isEmpty(rule, "resources")) {
            faults.required(field + "resources", "resource rules must supply at least one resource");
        }
    }

    private static boolean isEmpty(JsonNode rule, String field) {
        return Json.at(rule, field).isEmpty();
    }
}
