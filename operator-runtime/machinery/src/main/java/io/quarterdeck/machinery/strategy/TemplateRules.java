package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.LabelSelector;
import io.quarterdeck.model.Names;
import java.util.List;
import java.util.Set;

/** What holds for the template of pods in every workload, and for the selector that must find what is made of it. */
final class TemplateRules {

    private TemplateRules() {}

    /** Labels and specification. {@code claims} are volumes that the workload adds to each pod. */
    static void pod(JsonNode template, String path, Set<String> claims, Faults faults) {
        String labels = path + ".metadata.labels";
        Json.textMap(template, "metadata", "labels").forEach((key, value) -> {
            faults.invalidIf(Names.qualifiedNameFault(key), labels, key);
            faults.invalidIf(Names.labelValueFault(value), labels, value);
        });
        JsonNode pod = Json.at(template, "spec");
        if (pod.isObject()) {
            PodSpecRules.validate(pod, path + ".spec", claims, faults);
        }
    }

    /** For what keeps its pods running: they restart always, and nothing ends them. */
    static void lasting(JsonNode template, String path, String kind, Faults faults) {
        JsonNode pod = Json.at(template, "spec");
        String restart = Json.text(pod, "restartPolicy");
        if (!restart.isEmpty() && !restart.equals("Always")) {
            faults.unsupported(path + ".spec.restartPolicy", restart, List.of("Always"));
        }
        if (Json.at(pod, "activeDeadlineSeconds").isNumber()) {
            faults.forbidden(
                    path + ".spec.activeDeadlineSeconds", "activeDeadlineSeconds in " + kind + " is not Supported");
        }
    }

    /** {@code spec.selector}, which must be there, choose something, and choose the template. */
    static void selector(JsonNode object, String kind, Faults faults) {
        JsonNode selector = Json.at(object, "spec", "selector");
        if (!selector.isObject()) {
            boolean said =
                    faults.causes().stream().anyMatch(cause -> cause.field().equals("spec.selector"));
            if (!said) {
                faults.required("spec.selector", "");
            }
            return;
        }
        try {
            LabelSelector parsed = LabelSelector.parse(selector);
            if (parsed.isEverything()) {
                faults.invalid("spec.selector", selector, "empty selector is invalid for " + kind);
            } else {
                matches(object, parsed, faults);
            }
        } catch (IllegalArgumentException e) {
            faults.invalid("spec.selector", selector, String.valueOf(e.getMessage()));
        }
    }

    static void matches(JsonNode object, LabelSelector selector, Faults faults) {
        JsonNode labels = Json.at(object, "spec", "template", "metadata", "labels");
        if (!selector.matches(Json.textMap(object, "spec", "template", "metadata", "labels"))) {
            faults.invalid(
                    "spec.template.metadata.labels",
                    labels.isMissingNode() ? Json.object() : labels,
                    "`selector` does not match template `labels`");
        }
    }
}
