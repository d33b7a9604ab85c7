package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.Json;
import java.util.Set;

/** DaemonSets, which count the generations of their template in an annotation, too. */
final class DaemonSetStrategy implements Strategy {

    private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

    @Override
    public void prepareCreate(ObjectNode object) {
        count(object, 1);
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode current) {
        long before =
                Json.at(current, "metadata", "annotations", TEMPLATE_GENERATION).asLong(1);
        boolean same = Trees.same(Json.at(object, "spec", "template"), Json.at(current, "spec", "template"));
        count(object, same ? before : before + 1);
    }

    private static void count(ObjectNode object, long generation) {
        Json.ensureObject(object, "metadata", "annotations").put(TEMPLATE_GENERATION, Long.toString(generation));
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        TemplateRules.selector(object, "daemonset", faults);
        JsonNode template = Json.at(object, "spec", "template");
        TemplateRules.pod(template, "spec.template", Set.of(), faults);
        TemplateRules.lasting(template, "spec.template", "DaemonSet", faults);
        rollout(Json.at(object, "spec", "updateStrategy"), faults);
    }

    private static void rollout(JsonNode strategy, Faults faults) {
        JsonNode rolling = Json.at(strategy, "rollingUpdate");
        if (!Json.text(strategy, "type").equals("RollingUpdate") || !rolling.isObject()) {
            return;
        }
        String path = "spec.updateStrategy.rollingUpdate";
        boolean lacks = Amounts.isSome(rolling, path, "maxUnavailable", faults);
        boolean surges = Amounts.isSome(rolling, path, "maxSurge", faults);
        if (lacks && surges) {
            faults.invalid(
                    path + ".maxSurge", Json.at(rolling, "maxSurge"), "may not be set when maxUnavailable is non-zero");
        } else if (!lacks && !surges) {
            faults.required(path + ".maxUnavailable", "cannot be 0 when maxSurge is 0");
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        Immutable.field(object, current, faults, "spec", "selector");
    }
}
