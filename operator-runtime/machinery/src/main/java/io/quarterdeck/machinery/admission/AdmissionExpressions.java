package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.cel.Expression;
import io.quarterdeck.machinery.cel.ExpressionCheck;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The expressions of policies and webhooks: where they stand, what they may use, and what must become of them. */
public final class AdmissionExpressions {

    private AdmissionExpressions() {}

    /**
     * One expression.
     *
     * @param path of its field
     * @param variable which it gives the value of; empty if it gives none
     * @param names that it may use
     */
    public record Field(String path, String text, String variable, Set<String> names, Expression.Result result) {

        /** What is wrong with it, after those before it were checked by the same. */
        public Optional<String> fault(ExpressionCheck check) {
            return variable.isEmpty()
                    ? check.fault(text, names, result)
                    : check.variable(variable, text, names, result);
        }
    }

    /** Of a webhook configuration: its conditions. */
    public static List<Field> ofWebhooks(ObjectNode configuration) {
        List<Field> fields = new ArrayList<>();
        List<JsonNode> webhooks = Json.items(configuration, "webhooks");
        for (int i = 0; i < webhooks.size(); i++) {
            conditions(webhooks.get(i), "webhooks[" + i + "]", Conditions.OF_WEBHOOK, fields);
        }
        return fields;
    }

    /** Of a ValidatingAdmissionPolicy. */
    public static List<Field> ofPolicy(ObjectNode policy) {
        JsonNode spec = Json.at(policy, "spec");
        Set<String> names = names(spec);
        List<Field> fields = head(spec, names, Expression.Result.ANY);
        List<JsonNode> validations = Json.items(spec, "validations");
        for (int i = 0; i < validations.size(); i++) {
            String at = "spec.validations[" + i + "]";
            fields.add(field(validations.get(i), at, "expression", names, Expression.Result.TRUTH));
            if (!Json.text(validations.get(i), "messageExpression").isBlank()) {
                Set<String> fewer = without(names, "authorizer", "authorizer.requestResource");
                fields.add(field(validations.get(i), at, "messageExpression", fewer, Expression.Result.TEXT));
            }
        }
        List<JsonNode> annotations = Json.items(spec, "auditAnnotations");
        for (int i = 0; i < annotations.size(); i++) {
            String at = "spec.auditAnnotations[" + i + "]";
            fields.add(field(annotations.get(i), at, "valueExpression", names, Expression.Result.TEXT_OR_NULL));
        }
        return fields;
    }

    /** Of a MutatingAdmissionPolicy. */
    public static List<Field> ofMutatingPolicy(ObjectNode policy) {
        JsonNode spec = Json.at(policy, "spec");
        Set<String> names = names(spec);
        List<Field> fields = head(spec, names, Expression.Result.PART);
        List<JsonNode> mutations = Json.items(spec, "mutations");
        for (int i = 0; i < mutations.size(); i++) {
            boolean patches = MutatingPolicy.patches(mutations.get(i));
            String field = MutatingPolicy.field(patches);
            JsonNode owner = Json.at(mutations.get(i), field);
            String at = "spec.mutations[" + i + "]." + field;
            fields.add(field(owner, at, "expression", names, MutatingPolicy.result(patches)));
        }
        return fields;
    }

    /** What expressions of a policy may use: {@code params} only if it has any. */
    private static Set<String> names(JsonNode spec) {
        return Json.at(spec, "paramKind").isObject() ? Policy.NAMES : without(Policy.NAMES, "params");
    }

    /** Conditions and variables, with which every policy begins. Conditions are evaluated before there are variables. */
    private static List<Field> head(JsonNode spec, Set<String> names, Expression.Result result) {
        List<Field> fields = new ArrayList<>();
        conditions(spec, "spec", without(names, "variables"), fields);
        List<JsonNode> variables = Json.items(spec, "variables");
        for (int i = 0; i < variables.size(); i++) {
            fields.add(new Field(
                    "spec.variables[" + i + "].expression",
                    Json.text(variables.get(i), "expression"),
                    Json.text(variables.get(i), "name"),
                    names,
                    result));
        }
        return fields;
    }

    private static void conditions(JsonNode owner, String at, Set<String> names, List<Field> fields) {
        List<JsonNode> conditions = Json.items(owner, "matchConditions");
        for (int i = 0; i < conditions.size(); i++) {
            String here = (at.isEmpty() ? "" : at + ".") + "matchConditions[" + i + "]";
            fields.add(field(conditions.get(i), here, "expression", names, Expression.Result.TRUTH));
        }
    }

    private static Field field(JsonNode owner, String at, String name, Set<String> names, Expression.Result result) {
        return new Field(at + "." + name, Json.text(owner, name), "", names, result);
    }

    private static Set<String> without(Set<String> names, String... some) {
        Set<String> fewer = new HashSet<>(names);
        Arrays.asList(some).forEach(fewer::remove);
        return Set.copyOf(fewer);
    }
}
