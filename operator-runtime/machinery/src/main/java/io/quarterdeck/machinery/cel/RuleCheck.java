package io.quarterdeck.machinery.cel;

import io.quarterdeck.machinery.kinds.FieldPath;
import io.quarterdeck.machinery.kinds.Schema;
import io.quarterdeck.machinery.kinds.ValidationRule;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether the rules of a definition's schema can be evaluated: when the definition is written, not when an object is. */
public final class RuleCheck {

    /** Upstream's limit of a message. */
    private static final int MESSAGE_MAX = 2048;

    private static final List<String> REASONS =
            List.of("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");

    private final List<Status.Cause> causes = new ArrayList<>();

    private RuleCheck() {}

    /**
     * What is wrong with the rules of a user's schema.
     *
     * @param path where the schema stands in its definition
     */
    public static List<Status.Cause> check(Schema schema, FieldPath path) {
        RuleCheck check = new RuleCheck();
        check.schema(schema, path, true, true);
        return List.copyOf(check.causes);
    }

    /** @param past whether values here can be told from those before a change */
    private void schema(Schema schema, FieldPath path, boolean root, boolean past) {
        if (!schema.hasRules()) {
            return;
        }
        if (!schema.validations().isEmpty()) {
            // Compiled here and not kept: most schemas are replaced before an object is written.
            Place place = Place.of(schema, root);
            for (int i = 0; i < place.rules().size(); i++) {
                rule(
                        schema,
                        place.rules().get(i),
                        path.child("x-kubernetes-validations").element(i),
                        past);
            }
        }
        for (Map.Entry<String, Schema> field : new TreeMap<>(schema.properties()).entrySet()) {
            schema(field.getValue(), path.child("properties").key(field.getKey()), false, past);
        }
        Schema values = schema.additionalProperties();
        if (values != null) {
            schema(values, path.child("additionalProperties"), false, past);
        }
        Schema items = schema.items();
        if (items != null) {
            boolean map = schema.listType().equals("map");
            schema(items, path.child("items"), false, past && map);
        }
    }

    private void rule(Schema schema, Place.Compiled rule, FieldPath path, boolean past) {
        ValidationRule source = rule.source();
        if (source.rule().isBlank()) {
            add(path.child("rule"), "FieldValueRequired", "Required value: rule is not specified");
        }
        for (Place.Fault fault : rule.faults()) {
            String text = fault.field().equals("rule") ? source.rule() : source.messageExpression();
            invalid(path.child(fault.field()), text, fault.message());
        }
        if (rule.transition() && !past) {
            invalid(
                    path.child("rule"),
                    source.rule(),
                    "oldSelf cannot be used on the uncorrelatable portion of the schema: below a list that is no map");
        }
        if (source.optionalOldSelf().isPresent()
                && !rule.transition()
                && rule.faults().isEmpty()) {
            invalid(
                    path.child("optionalOldSelf"),
                    source.optionalOldSelf().get().toString(),
                    "may not be set if oldSelf is not used in rule");
        }
        texts(schema, source, path);
    }

    private void texts(Schema schema, ValidationRule source, FieldPath path) {
        if (source.message().indexOf('\n') >= 0) {
            invalid(path.child("message"), source.message(), "message must not contain line breaks");
        }
        if (source.message().length() > MESSAGE_MAX) {
            invalid(path.child("message"), "...", "message must have at most " + MESSAGE_MAX + " characters");
        }
        boolean multiline = source.rule().strip().indexOf('\n') >= 0;
        if (multiline
                && source.message().isBlank()
                && source.messageExpression().isBlank()) {
            add(
                    path.child("message"),
                    "FieldValueRequired",
                    "Required value: message must be specified if rule contains line breaks");
        }
        if (!source.reason().isEmpty() && !REASONS.contains(source.reason())) {
            String supported = "\"" + String.join("\", \"", REASONS) + "\"";
            add(
                    path.child("reason"),
                    "FieldValueNotSupported",
                    "Unsupported value: \"" + source.reason() + "\": supported values: " + supported);
        }
        if (!source.fieldPath().isEmpty()) {
            fieldPath(schema, source.fieldPath(), path.child("fieldPath"));
        }
    }

    private void fieldPath(Schema schema, String text, FieldPath path) {
        Optional<List<PathText.Step>> steps = PathText.parse(text).filter(found -> !found.isEmpty());
        if (steps.isEmpty()) {
            invalid(path, text, "fieldPath must be a path of fields, such as .spec.limits['max-size']");
            return;
        }
        Schema here = schema;
        for (PathText.Step step : steps.get()) {
            Schema field = here.properties().get(step.name());
            Schema next = field == null ? here.additionalProperties() : field;
            if (next == null) {
                invalid(path, text, "fieldPath must be a valid path: does not refer to a valid field");
                return;
            }
            here = next;
        }
    }

    private void invalid(FieldPath path, String value, String message) {
        add(path, "FieldValueInvalid", "Invalid value: " + Json.object().textNode(value) + ": " + message);
    }

    private void add(FieldPath path, String reason, String message) {
        causes.add(new Status.Cause(reason, message, path.toString()));
    }
}
