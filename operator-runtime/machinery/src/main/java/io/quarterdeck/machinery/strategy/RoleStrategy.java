package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import java.util.List;

/** Roles and ClusterRoles: each rule is about resources or about bare URLs, and says what may be done. */
final class RoleStrategy implements Strategy {

    private final boolean namespaced;

    RoleStrategy(boolean namespaced) {
        this.namespaced = namespaced;
    }

    @Override
    public String nameFault(String name) {
        return Names.pathSegmentFault(name);
    }

    @Override
    public boolean tracksGeneration() {
        return false;
    }

    @Override
    public boolean createsOnUpdate() {
        return true;
    }

    @Override
    public void validate(ObjectNode role, Faults faults) {
        List<JsonNode> rules = Json.items(role, "rules");
        for (int i = 0; i < rules.size(); i++) {
            validateRule(rules.get(i), "rules[" + i + "].", faults);
        }
    }

    private void validateRule(JsonNode rule, String field, Faults faults) {
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
