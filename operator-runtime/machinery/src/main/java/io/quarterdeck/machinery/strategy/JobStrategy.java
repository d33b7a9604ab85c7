package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.LabelSelector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Jobs. Unless its author chose a selector, a job finds its pods by its own identity, written into their labels. */
final class JobStrategy implements Strategy {

    private static final String LABELS = "spec.template.metadata.labels";
    private static final String CONTROLLER = "batch.kubernetes.io/controller-uid";

    /** Where the pods of a job that has not begun may go can still change. */
    private static final List<String> PLACEMENT = List.of("affinity", "nodeSelector", "tolerations", "schedulingGates");

    private static final List<String> FIXED =
            List.of("completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy");

    @Override
    public void prepareCreate(ObjectNode object) {
        if (!isManual(object)) {
            ObjectNode labels = Json.ensureObject(object, "spec", "template", "metadata", "labels");
            identity(object).forEach((label, value) -> {
                // What the author wrote stays, and is refused if it is something else.
                if (!labels.has(label)) {
                    labels.put(label, value);
                }
            });
            ObjectNode chosen = Json.ensureObject(object, "spec", "selector", "matchLabels");
            if (!chosen.has(CONTROLLER)) {
                chosen.put(CONTROLLER, Json.text(object, "metadata", "uid"));
            }
        }
        labelLikeTemplate(object);
    }

    private static void labelLikeTemplate(ObjectNode object) {
        JsonNode labels = Json.at(object, "spec", "template", "metadata", "labels");
        if (Json.at(object, "metadata", "labels").isEmpty() && !labels.isEmpty()) {
            Json.ensureObject(object, "metadata").set("labels", labels.deepCopy());
        }
    }

    private static boolean isManual(ObjectNode object) {
        return Json.at(object, "spec", "manualSelector").asBoolean(false);
    }

    private static Map<String, String> identity(ObjectNode object) {
        String name = Json.text(object, "metadata", "name");
        String uid = Json.text(object, "metadata", "uid");
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(CONTROLLER, uid);
        labels.put("batch.kubernetes.io/job-name", name);
        labels.put("controller-uid", uid);
        labels.put("job-name", name);
        return labels;
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        JobRules.validate(Json.at(object, "spec"), "spec", faults);
        JsonNode selector = Json.at(object, "spec", "selector");
        if (!selector.isObject()) {
            // Without any other fault the selector was generated, so here its author has to choose one.
            if (isManual(object)) {
                faults.required("spec.selector", "");
            }
            return;
        }
        try {
            LabelSelector parsed = LabelSelector.parse(selector);
            if (!isManual(object)) {
                generated(object, parsed, faults);
            }
            TemplateRules.matches(object, parsed, faults);
        } catch (IllegalArgumentException e) {
            faults.invalid("spec.selector", selector, String.valueOf(e.getMessage()));
        }
    }

    private static void generated(ObjectNode object, LabelSelector selector, Faults faults) {
        Map<String, String> labels = Json.textMap(object, "spec", "template", "metadata", "labels");
        Map<String, String> wanted = identity(object);
        wanted.forEach((label, value) -> {
            String there = labels.get(label);
            if (there == null) {
                faults.required(LABELS + "[" + label + "]", "must be '" + value + "'");
            } else if (!there.equals(value)) {
                faults.invalid(
                        LABELS + "[" + label + "]",
                        Json.at(object, "spec", "template", "metadata", "labels"),
                        "must be '" + value + "'");
            }
        });
        if (!selector.matches(wanted)) {
            faults.invalid("spec.selector", Json.at(object, "spec", "selector"), "`selector` not auto-generated");
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        completions(object, current, faults);
        Immutable.field(object, current, faults, "spec", "selector");
        FIXED.forEach(field -> Immutable.field(object, current, faults, "spec", field));
        boolean waits = Json.at(current, "spec", "suspend").asBoolean(false)
                && Json.text(current, "status", "startTime").isEmpty();
        ObjectNode compared = waits ? withPlacement(object, current) : object;
        if (!Trees.same(Json.at(compared, "spec", "template"), Json.at(current, "spec", "template"))) {
            faults.invalid("spec.template", Json.at(object, "spec", "template"), Immutable.FAULT);
        }
    }

    /** An indexed job may have more or fewer indexes, if as many run at once. */
    private static void completions(ObjectNode object, ObjectNode current, Faults faults) {
        JsonNode wanted = Json.at(object, "spec", "completions");
        JsonNode before = Json.at(current, "spec", "completions");
        if (Trees.same(wanted, before)) {
            return;
        }
        boolean indexed = Json.text(object, "spec", "completionMode").equals("Indexed");
        if (!indexed || !wanted.isNumber() || !before.isNumber()) {
            Immutable.field(object, current, faults, "spec", "completions");
        } else if (!Trees.same(wanted, Json.at(object, "spec", "parallelism"))
                || !Trees.same(before, Json.at(current, "spec", "parallelism"))) {
            faults.invalid("spec.completions", wanted, "can only be modified in tandem with parallelism");
        }
    }

    private static ObjectNode withPlacement(ObjectNode object, ObjectNode current) {
        ObjectNode copy = object.deepCopy();
        ObjectNode template = Json.ensureObject(copy, "spec", "template");
        ObjectNode before = Json.ensureObject(current.deepCopy(), "spec", "template");
        Trees.copyField(before, template, "metadata");
        ObjectNode was = Json.ensureObject(before, "spec");
        ObjectNode pod = Json.ensureObject(template, "spec");
        PLACEMENT.forEach(field -> Trees.copyField(was, pod, field));
        return copy;
    }
}
