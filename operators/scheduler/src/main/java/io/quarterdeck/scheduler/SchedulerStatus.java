package io.quarterdeck.scheduler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.scheduler.PodView.Told;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the scheduler writes on pods. Pure. */
final class SchedulerStatus {

    static final Told GATED =
            new Told("False", "SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates");

    private SchedulerStatus() {}

    static Told unschedulable(String message) {
        return new Told("False", "Unschedulable", message);
    }

    /** The object that binds a pod to a node. */
    static ObjectNode binding(PodView pod, String node) {
        ObjectNode binding = Json.object().put("apiVersion", "v1").put("kind", "Binding");
        binding.putObject("metadata")
                .put("name", pod.key().name())
                .put("namespace", pod.key().namespace())
                .put("uid", pod.uid());
        binding.putObject("target").put("apiVersion", "v1").put("kind", "Node").put("name", node);
        return binding;
    }

    /** A strategic merge patch of condition {@code PodScheduled}; an equal status keeps the time of its transition. */
    static byte[] patch(PodView pod, Told condition, Instant now) {
        ObjectNode patch = Json.object();
        ObjectNode node =
                patch.putObject("status").putArray("conditions").addObject().put("type", "PodScheduled");
        node.put("status", condition.status()).put("reason", condition.reason()).put("message", condition.message());
        if (!pod.told().status().equals(condition.status())) {
            node.put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        return Json.encode(patch);
    }
}
