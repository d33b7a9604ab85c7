package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.admission.AdmissionExpressions;
import io.quarterdeck.machinery.admission.TypeChecking;
import io.quarterdeck.machinery.cel.ExpressionCheck;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.validation.SelectorCheck;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What holds between the fields of the kinds of {@code admissionregistration.k8s.io}. */
final class AdmissionKinds {

    private AdmissionKinds() {}

    static Map<String, Strategy> strategies(KindRegistry kinds) {
        Traits traits = Traits.COUNTED.requiringRevision();
        Strategy webhooks = new ExpressedKind(
                CheckedKind.of(traits, WebhookRules::validate), AdmissionExpressions::ofWebhooks, _ -> {});
        TypeChecking typeChecking = new TypeChecking(kinds);
        return Map.of(
                "mutatingwebhookconfigurations.admissionregistration.k8s.io",
                webhooks,
                "validatingwebhookconfigurations.admissionregistration.k8s.io",
                webhooks,
                "validatingadmissionpolicies.admissionregistration.k8s.io",
                new ExpressedKind(
                        CheckedKind.of(traits, AdmissionKinds::policy),
                        AdmissionExpressions::ofPolicy,
                        typeChecking::report),
                "validatingadmissionpolicybindings.admissionregistration.k8s.io",
                CheckedKind.of(traits, AdmissionKinds::binding),
                "mutatingadmissionpolicies.admissionregistration.k8s.io",
                new ExpressedKind(
                        CheckedKind.of(traits, AdmissionKinds::mutatingPolicy),
                        AdmissionExpressions::ofMutatingPolicy,
                        _ -> {}),
                "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
                CheckedKind.of(traits, AdmissionKinds::binding));
    }

    private static void policy(ObjectNode object, Faults faults) {
        JsonNode spec = Json.at(object, "spec");
        if (!spec.isObject()) {
            return;
        }
        if (Json.items(spec, "validations").isEmpty()
                && Json.items(spec, "auditAnnotations").isEmpty()) {
            String none = "validations or auditAnnotations must contain at least one item";
            faults.required("spec.validations", none);
            faults.required("spec.auditAnnotations", none);
        }
        common(spec, faults);
        List<JsonNode> validations = Json.items(spec, "validations");
        for (int i = 0; i < validations.size(); i++) {
            String message = Json.text(validations.get(i), "message");
            if (message.contains("\n")) {
                faults.invalid("spec.validations[" + i + "].message", message, "message must not contain line breaks");
            }
        }
        annotations(Json.text(object, "metadata", "name"), Json.items(spec, "auditAnnotations"), faults);
    }

    private static void mutatingPolicy(ObjectNode object, Faults faults) {
        JsonNode spec = Json.at(object, "spec");
        if (!spec.isObject()) {
            return;
        }
        common(spec, faults);
        List<JsonNode> rules = Json.items(spec, "matchConstraints", "resourceRules");
        for (int i = 0; i < rules.size(); i++) {
            boolean deletes = Json.items(rules.get(i), "operations").stream()
                    .anyMatch(operation -> operation.asText("").equals("DELETE"));
            if (deletes) {
                faults.unsupported(
                        "spec.matchConstraints.resourceRules[" + i + "].operations",
                        "DELETE",
                        List.of("*", "CONNECT", "CREATE", "UPDATE"));
            }
        }
        List<JsonNode> mutations = Json.items(spec, "mutations");
        if (mutations.isEmpty()) {
            faults.required("spec.mutations", "mutations must contain at least one item");
        }
        for (int i = 0; i < mutations.size(); i++) {
            mutation(mutations.get(i), "spec.mutations[" + i + "]", faults);
        }
    }

    private static void mutation(JsonNode mutation, String at, Faults faults) {
        String type = Json.text(mutation, "patchType");
        String own = type.equals("JSONPatch") ? "jsonPatch" : "applyConfiguration";
        String other = type.equals("JSONPatch") ? "applyConfiguration" : "jsonPatch";
        if (type.isEmpty()) {
            return;
        }
        if (!Json.at(mutation, own).isObject()) {
            faults.required(at + "." + own, "must be specified when patchType is " + type);
        }
        if (Json.at(mutation, other).isObject()) {
            faults.invalid(
                    at + "." + other, Json.at(mutation, other), "must not be specified when patchType is " + type);
        }
    }

    /** What policies of both sorts have. */
    private static void common(JsonNode spec, Faults faults) {
        JsonNode parameters = Json.at(spec, "paramKind");
        for (String field : List.of("apiVersion", "kind")) {
            if (parameters.isObject() && Json.text(parameters, field).isEmpty()) {
                faults.required("spec.paramKind." + field, "");
            }
        }
        JsonNode match = Json.at(spec, "matchConstraints");
        if (match.isObject()) {
            if (Json.items(match, "resourceRules").isEmpty()) {
                faults.required("spec.matchConstraints.resourceRules", "");
            }
            match(match, "spec.matchConstraints", faults);
        }
        variables(Json.items(spec, "variables"), faults);
    }

    private static void variables(List<JsonNode> variables, Faults faults) {
        for (int i = 0; i < variables.size(); i++) {
            String name = Json.text(variables.get(i), "name");
            String at = "spec.variables[" + i + "].name";
            if (name.isEmpty()) {
                faults.required(at, "name is not specified");
            } else if (!ExpressionCheck.isName(name)) {
                faults.invalid(at, name, "name is not a valid CEL identifier");
            }
        }
    }

    private static void annotations(String policy, List<JsonNode> annotations, Faults faults) {
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < annotations.size(); i++) {
            String key = Json.text(annotations.get(i), "key");
            String at = "spec.auditAnnotations[" + i + "].key";
            if (key.isEmpty()) {
                faults.required(at, "");
                continue;
            }
            faults.invalidIf(Names.qualifiedNameFault(policy + "/" + key), at, key);
            if (!keys.add(key)) {
                faults.duplicate(at, key);
            }
        }
    }

    private static void match(JsonNode match, String at, Faults faults) {
        SelectorCheck.validate(Json.at(match, "namespaceSelector"), at + ".namespaceSelector", faults);
        SelectorCheck.validate(Json.at(match, "objectSelector"), at + ".objectSelector", faults);
        for (String rules : List.of("resourceRules", "excludeResourceRules")) {
            WebhookRules.rules(Json.items(match, rules), at + "." + rules, faults);
        }
    }

    private static void binding(ObjectNode object, Faults faults) {
        JsonNode spec = Json.at(object, "spec");
        JsonNode reference = Json.at(spec, "paramRef");
        if (reference.isObject()) {
            boolean named = !Json.text(reference, "name").isEmpty();
            boolean selected = Json.at(reference, "selector").isObject();
            if (named && selected) {
                faults.forbidden("spec.paramRef.name", "name and selector are mutually exclusive");
            } else if (!named && !selected) {
                faults.required("spec.paramRef", "one of name or selector must be specified");
            }
            SelectorCheck.validate(Json.at(reference, "selector"), "spec.paramRef.selector", faults);
        }
        match(Json.at(spec, "matchResources"), "spec.matchResources", faults);
        actions(Json.items(spec, "validationActions"), faults);
    }

    private static void actions(List<JsonNode> actions, Faults faults) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < actions.size(); i++) {
            if (!seen.add(actions.get(i).asText(""))) {
                faults.duplicate(
                        "spec.validationActions[" + i + "]", actions.get(i).asText(""));
            }
        }
        if (seen.contains("Deny") && seen.contains("Warn")) {
            faults.invalid(
                    "spec.validationActions",
                    Json.array().addAll(actions),
                    "must not contain both Deny and Warn (repeating the same validation failure information in the API"
                            + " response and headers serves no purpose)");
        }
    }
}
