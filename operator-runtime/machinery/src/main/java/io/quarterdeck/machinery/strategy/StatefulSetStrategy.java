package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import java.util.List;
import java.util.stream.Collectors;

/** StatefulSets: hardly anything of them may change, for their pods have names and volumes of their own. */
final class StatefulSetStrategy implements Strategy {

    private static final List<String> FREE = List.of(
            "replicas",
            "ordinals",
            "template",
            "updateStrategy",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy",
            "minReadySeconds");
    private static final String FIXED = "updates to statefulset spec for fields other than 'replicas', 'ordinals',"
            + " 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and"
            + " 'minReadySeconds' are forbidden";

    @Override
    public void validate(ObjectNode object, Faults faults) {
        JsonNode spec = Json.at(object, "spec");
        String management = Json.text(spec, "podManagementPolicy");
        if (!management.equals("OrderedReady") && !management.equals("Parallel")) {
            faults.invalid("spec.podManagementPolicy", management, "must be 'OrderedReady' or 'Parallel'");
        }
        rollout(Json.at(spec, "updateStrategy"), faults);
        TemplateRules.selector(object, "statefulset", faults);
        JsonNode template = Json.at(spec, "template");
        TemplateRules.pod(
                template,
                "spec.template",
                Json.items(spec, "volumeClaimTemplates").stream()
                        .map(claim -> Json.text(claim, "metadata", "name"))
                        .collect(Collectors.toSet()),
                faults);
        TemplateRules.lasting(template, "spec.template", "StatefulSet", faults);
    }

    private static void rollout(JsonNode strategy, Faults faults) {
        String path = "spec.updateStrategy";
        JsonNode rolling = Json.at(strategy, "rollingUpdate");
        switch (Json.text(strategy, "type")) {
            case "RollingUpdate" -> {
                boolean some = rolling.has("maxUnavailable")
                        && Amounts.isSome(rolling, path + ".rollingUpdate", "maxUnavailable", faults);
                if (rolling.has("maxUnavailable") && !some) {
                    faults.invalid(path + ".rollingUpdate.maxUnavailable", 0, "cannot be 0");
                }
            }
            case "OnDelete" -> {
                if (rolling.isObject()) {
                    faults.invalid(path + ".rollingUpdate", rolling, "only allowed for updateStrategy 'RollingUpdate'");
                }
            }
            default -> faults.invalid(path, strategy, "must be 'RollingUpdate' or 'OnDelete'");
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        if (Immutable.differ(object, current, FREE)) {
            faults.forbidden("spec", FIXED);
        }
    }
}
