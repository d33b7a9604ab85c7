package io.quarterdeck.machinery.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.wire.DeleteOptions;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.machinery.wire.WriteOptions;
import io.quarterdeck.machinery.write.Times;
import io.quarterdeck.machinery.write.Writer;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Status;
import java.time.InstantSource;
import java.util.List;

/** What is done to a pod by posting below it: putting it on a node, and asking it to leave. */
public final class PodActions {

    private static final ResourceType BINDING = new ResourceType("", "v1", "pods/binding", "Binding", true);

    private final Writer writer;
    private final InstantSource clock;

    public PodActions(Writer writer, InstantSource clock) {
        this.writer = writer;
        this.clock = clock;
    }

    /** Binds a pod to a node for good. A pod that is bound, is ending, or is gated answers 409. */
    public Status bind(Target pod, ObjectNode binding, WriteOptions options) {
        requireName(pod, binding);
        String kind = Json.text(binding, "target", "kind");
        String node = Json.text(binding, "target", "name");
        Faults faults = new Faults();
        if (!kind.isEmpty() && !kind.equals("Node")) {
            faults.unsupported("target.kind", kind, List.of("Node", "<empty>"));
        }
        if (node.isEmpty()) {
            faults.required("target.name", "");
        }
        faults.refuse(BINDING, pod.name());
        String uid = Json.text(binding, "metadata", "uid");
        writer.edit(pod.object(), tree -> bind(pod, tree, node, uid), options);
        return created();
    }

    private void bind(Target target, ObjectNode pod, String node, String uid) {
        String name = target.name();
        String there = Json.text(pod, "metadata", "uid");
        if (!uid.isEmpty() && !uid.equals(there)) {
            throw conflict(name, "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + there);
        }
        if (!Json.text(pod, "metadata", "deletionTimestamp").isEmpty()) {
            throw conflict(name, "pod " + name + " is being deleted, cannot be assigned to a host");
        }
        String bound = Json.text(pod, "spec", "nodeName");
        if (!bound.isEmpty()) {
            throw conflict(name, "pod " + name + " is already assigned to node \"" + bound + "\"");
        }
        if (!Json.items(pod, "spec", "schedulingGates").isEmpty()) {
            throw conflict(name, "pod " + name + " has non-empty .spec.schedulingGates");
        }
        Json.ensureObject(pod, "spec").put("nodeName", node);
        ObjectNode status = Json.ensureObject(pod, "status");
        ArrayNode kept = Json.array();
        for (JsonNode condition : Json.items(status, "conditions")) {
            if (!Json.text(condition, "type").equals("PodScheduled")) {
                kept.add(condition);
            }
        }
        kept.addObject()
                .put("type", "PodScheduled")
                .put("status", "True")
                .put("lastTransitionTime", Times.format(clock.instant()));
        status.set("conditions", kept);
    }

    /** Deletes a pod, gracefully. Nothing limits disruption until PodDisruptionBudgets are served. */
    public Status evict(Target pod, ObjectNode eviction, WriteOptions options) {
        requireName(pod, eviction);
        DeleteOptions asked = DeleteOptions.of(Json.at(eviction, "deleteOptions"), options.user());
        writer.delete(
                pod.object(),
                new DeleteOptions(
                        asked.graceSeconds(),
                        asked.propagation(),
                        asked.uid(),
                        asked.resourceVersion(),
                        asked.dryRun() || options.dryRun(),
                        options.user()));
        return created();
    }

    private static void requireName(Target pod, ObjectNode body) {
        String name = Json.text(body, "metadata", "name");
        if (!name.isEmpty() && !name.equals(pod.name())) {
            throw Refusals.badRequest("name in URL does not match name in " + Json.text(body, "kind") + " object");
        }
    }

    private static ApiException conflict(String name, String why) {
        return new ApiException(Status.conflict(BINDING, name, why));
    }

    private static Status created() {
        return Status.of(201, "", "");
    }
}
