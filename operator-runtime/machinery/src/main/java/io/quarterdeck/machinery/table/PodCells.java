package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A pod's row: what its containers make of it. */
final class PodCells {

    private PodCells() {}

    static String text(String column, ObjectNode pod, Instant now) {
        return switch (column) {
            case "Ready" -> ready(pod);
            case "Status" -> status(pod);
            case "Restarts" -> restarts(pod, now);
            case "Readiness Gates" -> readinessGates(pod);
            default -> ComputedCells.NONE;
        };
    }

    private static String ready(ObjectNode pod) {
        int wanted = Json.items(pod, "spec", "containers").size();
        long ready = count(Json.items(pod, "status", "containerStatuses"));
        List<String> sidecars = sidecars(pod);
        List<JsonNode> sidecarStatuses = Json.items(pod, "status", "initContainerStatuses").stream()
                .filter(status -> sidecars.contains(Json.text(status, "name")))
                .toList();
        return (ready + count(sidecarStatuses)) + "/" + (wanted + sidecars.size());
    }

    private static long count(List<JsonNode> statuses) {
        return statuses.stream()
                .filter(status -> Json.at(status, "ready").asBoolean(false)
                        && !Json.at(status, "state", "running").isMissingNode())
                .count();
    }

    /** Init containers that keep running beside the others. */
    private static List<String> sidecars(ObjectNode pod) {
        return Json.items(pod, "spec", "initContainers").stream()
                .filter(container -> Json.text(container, "restartPolicy").equals("Always"))
                .map(container -> Json.text(container, "name"))
                .toList();
    }

    private static String status(ObjectNode pod) {
        String phase = Json.text(pod, "status", "phase");
        boolean over = phase.equals("Succeeded") || phase.equals("Failed");
        if (!Json.text(pod, "metadata", "deletionTimestamp").isEmpty() && !over) {
            return Json.text(pod, "status", "reason").equals("NodeLost") ? "Unknown" : "Terminating";
        }
        Optional<String> initializing = initializing(pod);
        return initializing.orElseGet(() -> containers(pod, withoutContainers(pod, phase)));
    }

    private static String withoutContainers(ObjectNode pod, String phase) {
        String reason = Json.text(pod, "status", "reason");
        if (!reason.isEmpty()) {
            return reason;
        }
        boolean gated = Json.items(pod, "status", "conditions").stream()
                .anyMatch(condition -> Json.text(condition, "type").equals("PodScheduled")
                        && Json.text(condition, "reason").equals("SchedulingGated"));
        return gated ? "SchedulingGated" : phase;
    }

    /** What the first init container that is not done says; empty if all are, or a container of the pod has begun. */
    private static Optional<String> initializing(ObjectNode pod) {
        List<String> sidecars = sidecars(pod);
        int total = Json.items(pod, "spec", "initContainers").size();
        int done = 0;
        for (JsonNode status : Json.items(pod, "status", "initContainerStatuses")) {
            boolean sidecarStarted = sidecars.contains(Json.text(status, "name"))
                    && Json.at(status, "started").asBoolean(false);
            JsonNode terminated = Json.at(status, "state", "terminated");
            boolean succeeded = !terminated.isMissingNode()
                    && Json.at(terminated, "exitCode").asInt(0) == 0;
            if (!succeeded && !sidecarStarted) {
                return Optional.of("Init:" + initReason(status, terminated).orElse(done + "/" + total));
            }
            done++;
        }
        return Optional.empty();
    }

    private static Optional<String> initReason(JsonNode status, JsonNode terminated) {
        if (!terminated.isMissingNode()) {
            return Optional.of(ending(terminated));
        }
        String waiting = Json.text(status, "state", "waiting", "reason");
        return waiting.isEmpty() || waiting.equals("PodInitializing") ? Optional.empty() : Optional.of(waiting);
    }

    private static String containers(ObjectNode pod, String before) {
        String reason = before;
        boolean running = false;
        for (JsonNode status : Json.items(pod, "status", "containerStatuses").reversed()) {
            String waiting = Json.text(status, "state", "waiting", "reason");
            JsonNode terminated = Json.at(status, "state", "terminated");
            if (!waiting.isEmpty()) {
                reason = waiting;
            } else if (!terminated.isMissingNode()) {
                reason = ending(terminated);
            } else if (Json.at(status, "ready").asBoolean(false)
                    && !Json.at(status, "state", "running").isMissingNode()) {
                running = true;
            }
        }
        if (reason.equals("Completed") && running) {
            return isReady(pod) ? "Running" : "NotReady";
        }
        return reason;
    }

    private static String ending(JsonNode terminated) {
        String reason = Json.text(terminated, "reason");
        if (!reason.isEmpty()) {
            return reason;
        }
        int signal = Json.at(terminated, "signal").asInt(0);
        return signal != 0
                ? "Signal:" + signal
                : "ExitCode:" + Json.at(terminated, "exitCode").asInt(0);
    }

    private static boolean isReady(ObjectNode pod) {
        return Json.items(pod, "status", "conditions").stream()
                .anyMatch(condition -> Json.text(condition, "type").equals("Ready")
                        && Json.text(condition, "status").equals("True"));
    }

    private static String restarts(ObjectNode pod, Instant now) {
        List<String> sidecars = sidecars(pod);
        List<JsonNode> counted = new ArrayList<>(Json.items(pod, "status", "containerStatuses"));
        Json.items(pod, "status", "initContainerStatuses").stream()
                .filter(status -> initializing(pod).isPresent() || sidecars.contains(Json.text(status, "name")))
                .forEach(counted::add);
        int restarts = 0;
        Instant last = Instant.EPOCH;
        for (JsonNode status : counted) {
            restarts += Json.at(status, "restartCount").asInt(0);
            String finished = Json.text(status, "lastState", "terminated", "finishedAt");
            Instant at = finished.isEmpty() ? Instant.EPOCH : Instant.parse(finished);
            last = at.isAfter(last) ? at : last;
        }
        return restarts == 0 || last.equals(Instant.EPOCH)
                ? Integer.toString(restarts)
                : restarts + " (" + HumanTime.of(Duration.between(last, now)) + " ago)";
    }

    private static String readinessGates(ObjectNode pod) {
        List<JsonNode> gates = Json.items(pod, "spec", "readinessGates");
        if (gates.isEmpty()) {
            return ComputedCells.NONE;
        }
        Map<String, String> conditions = new HashMap<>();
        Json.items(pod, "status", "conditions")
                .forEach(condition -> conditions.put(Json.text(condition, "type"), Json.text(condition, "status")));
        long met = gates.stream()
                .filter(gate -> "True".equals(conditions.get(Json.text(gate, "conditionType"))))
                .count();
        return met + "/" + gates.size();
    }
}
