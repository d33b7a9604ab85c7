package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.write.Identity;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.Json;
import io.quarterdeck.store.Store;
import java.util.List;
import java.util.OptionalLong;

/** A pod is completed when it is created, hardly changes afterwards, and may take its time to end. */
final class PodStrategy implements Strategy {

    /** How long a pod stays on a node that is not ready or cannot be reached. */
    private static final int TOLERATION_SECONDS = 300;

    private static final List<String> NODE_TAINTS =
            List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    private static final String FIXED = "pod updates may not change fields other than `spec.containers[*].image`,"
            + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing"
            + " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private final ServiceAccountMount mount;

    PodStrategy(Store store, Identity identity) {
        this.mount = new ServiceAccountMount(store, identity);
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        ObjectNode spec = Json.ensureObject(object, "spec");
        mount.complete(object);
        NODE_TAINTS.forEach(taint -> tolerate(spec, taint));
        Json.ensureObject(object, "status").put("phase", "Pending").put("qosClass", QualityOfService.of(spec));
    }

    private static void tolerate(ObjectNode spec, String taint) {
        for (JsonNode toleration : Json.items(spec, "tolerations")) {
            String key = Json.text(toleration, "key");
            String effect = Json.text(toleration, "effect");
            boolean any = key.isEmpty() && Json.text(toleration, "operator").equals("Exists");
            if ((any || key.equals(taint)) && (effect.isEmpty() || effect.equals("NoExecute"))) {
                return;
            }
        }
        spec.withArray("tolerations")
                .addObject()
                .put("key", taint)
                .put("operator", "Exists")
                .put("effect", "NoExecute")
                .put("tolerationSeconds", TOLERATION_SECONDS);
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        PodSpecRules.validate(Json.at(object, "spec"), "spec", faults);
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        if (!tolerationsGrow(object, current) || !Trees.same(fixed(object, current), Json.at(current, "spec"))) {
            faults.forbidden("spec", FIXED);
        }
        JsonNode deadline = Json.at(current, "spec", "activeDeadlineSeconds");
        JsonNode wanted = Json.at(object, "spec", "activeDeadlineSeconds");
        if (deadline.isNumber() && (!wanted.isNumber() || wanted.asLong() > deadline.asLong())) {
            faults.invalid("spec.activeDeadlineSeconds", wanted, "must be less than or equal to previous value");
        }
    }

    private static boolean tolerationsGrow(ObjectNode object, ObjectNode current) {
        List<JsonNode> now = Json.items(object, "spec", "tolerations");
        return Json.items(current, "spec", "tolerations").stream()
                .allMatch(toleration -> now.stream().anyMatch(there -> Trees.same(there, toleration)));
    }

    /** The specification, with everything put back that may change. */
    private static ObjectNode fixed(ObjectNode object, ObjectNode current) {
        ObjectNode spec = Json.ensureObject(object, "spec").deepCopy();
        ObjectNode before = Json.ensureObject(current, "spec");
        Trees.copyField(before, spec, "activeDeadlineSeconds");
        Trees.copyField(before, spec, "tolerations");
        for (String list : List.of("containers", "initContainers")) {
            List<JsonNode> old = Json.items(before, list);
            List<JsonNode> now = Json.items(spec, list);
            for (int i = 0; i < Math.min(old.size(), now.size()); i++) {
                if (now.get(i) instanceof ObjectNode container && old.get(i) instanceof ObjectNode was) {
                    Trees.copyField(was, container, "image");
                }
            }
        }
        gates(spec, before);
        return spec;
    }

    /** Scheduling gates may go but not come. */
    private static void gates(ObjectNode spec, ObjectNode before) {
        if (before.get("schedulingGates") instanceof ArrayNode gates) {
            boolean fewer = Json.items(spec, "schedulingGates").stream()
                    .allMatch(gate -> Json.items(before, "schedulingGates").contains(gate));
            if (fewer) {
                spec.set("schedulingGates", gates.deepCopy());
            }
        }
    }

    @Override
    public Traits traits() {
        return Traits.COUNTED.returningDeleted();
    }

    @Override
    public long graceSeconds(ObjectNode object, OptionalLong asked) {
        String phase = Json.text(object, "status", "phase");
        boolean ended = phase.equals("Succeeded") || phase.equals("Failed");
        if (Json.text(object, "spec", "nodeName").isEmpty() || ended) {
            return 0;
        }
        long usual = Json.at(object, "spec", "terminationGracePeriodSeconds").asLong(30);
        return Math.max(0, asked.orElse(usual));
    }
}
