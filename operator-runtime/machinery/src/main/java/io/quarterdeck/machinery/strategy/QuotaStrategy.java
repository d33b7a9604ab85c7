package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** ResourceQuotas: amounts of what a quota can be set on, of pods that are told apart by scopes that do not clash. */
final class QuotaStrategy implements Strategy {

    private static final Set<String> SCOPES = Set.of(
            "BestEffort",
            "CrossNamespacePodAffinity",
            "NotBestEffort",
            "NotTerminating",
            "PriorityClass",
            "Terminating",
            "VolumeAttributesClass");

    @Override
    public Traits traits() {
        return Traits.PLAIN.returningDeleted();
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        Json.textMap(object, "spec", "hard").forEach((name, amount) -> {
            String path = "spec.hard[" + name + "]";
            ResourceNames.quota(name, path, faults);
            ResourceNames.amount(name, amount, path, faults);
        });
        List<String> scopes = new ArrayList<>();
        Json.items(object, "spec", "scopes").forEach(scope -> scopes.add(scope.asText("")));
        scopes(scopes, Json.at(object, "spec", "scopes"), "spec.scopes", faults);
        List<String> selected = new ArrayList<>();
        List<JsonNode> expressions = Json.items(object, "spec", "scopeSelector", "matchExpressions");
        for (int i = 0; i < expressions.size(); i++) {
            String scope = Json.text(expressions.get(i), "scopeName");
            selected.add(scope);
            operator(expressions.get(i), scope, "spec.scopeSelector.matchExpressions[" + i + "]", faults);
        }
        scopes(selected, Json.at(object, "spec", "scopeSelector"), "spec.scopeSelector.matchExpressions", faults);
    }

    private static void scopes(List<String> scopes, JsonNode value, String path, Faults faults) {
        for (String scope : scopes) {
            if (!scope.isEmpty() && !SCOPES.contains(scope)) {
                faults.invalid(path, value, "unsupported scope");
            }
        }
        boolean efforts = scopes.containsAll(List.of("BestEffort", "NotBestEffort"));
        if (efforts || scopes.containsAll(List.of("Terminating", "NotTerminating"))) {
            faults.invalid(path, value, "conflicting scopes");
        }
    }

    private static void operator(JsonNode expression, String scope, String path, Faults faults) {
        String operator = Json.text(expression, "operator");
        boolean values = !Json.items(expression, "values").isEmpty();
        switch (operator) {
            case "In", "NotIn" -> {
                if (!values) {
                    faults.required(
                            path + ".values",
                            "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (values) {
                    faults.invalid(
                            path + ".values",
                            Json.at(expression, "values"),
                            "must be no value when `operator` is 'Exists' or 'DoesNotExist' for scope selector");
                }
            }
            case "" -> {
                return;
            }
            default -> faults.invalid(path + ".operator", operator, "not a valid selector operator");
        }
        boolean plain = SCOPES.contains(scope)
                && !List.of("PriorityClass", "VolumeAttributesClass").contains(scope);
        if (plain && !operator.equals("Exists")) {
            faults.invalid(
                    path + ".operator",
                    operator,
                    "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating,"
                            + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
                            + " ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity");
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        JsonNode scopes = Json.at(object, "spec", "scopes");
        if (!Trees.same(scopes, Json.at(current, "spec", "scopes"))) {
            faults.invalid("spec.scopes", scopes.isMissingNode() ? Json.array() : scopes, Immutable.FAULT);
        }
    }
}
