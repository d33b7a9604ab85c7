package io.quarterdeck.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.cri.Sandbox;
import io.quarterdeck.model.Json;
import io.quarterdeck.pods.ContainerSpec.Kind;
import io.quarterdeck.pods.Observed.Seen;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the API is told of a pod. Pure: the same input gives the same status. */
final class PodStatus {

    static final String DEADLINE_REASON = "DeadlineExceeded";
    private static final String DEADLINE_MESSAGE = "Pod was active on the node longer than the specified deadline";

    private final Pod pod;
    private final Observed observed;
    private final Memory memory;
    private final NodeFacts node;
    private final JsonNode previous;
    private final Instant now;
    private final ContainerStatuses containers;

    /**
     * What the node knows of itself.
     *
     * @param runtimeName {@code containerd}
     */
    record NodeFacts(String hostIp, String runtimeName) {}

    private PodStatus(Pod pod, Observed observed, Memory memory, NodeFacts node, JsonNode previous, Instant now) {
        this.pod = pod;
        this.observed = observed;
        this.memory = memory;
        this.node = node;
        this.previous = previous;
        this.now = now;
        this.containers = new ContainerStatuses(pod, observed, memory, node.runtimeName(), now);
    }

    /** @param previous the last status that was told, or the one that the API had when this node took the pod */
    static ObjectNode of(Pod pod, Observed observed, Memory memory, NodeFacts node, JsonNode previous, Instant now) {
        return new PodStatus(pod, observed, memory, node, previous, now).status();
    }

    private ObjectNode status() {
        ObjectNode status = Json.object();
        JsonNode generation = Json.at(pod.tree(), "metadata", "generation");
        if (generation.isNumber()) {
            status.put("observedGeneration", generation.asLong());
        }
        boolean late = !pod.finished() && PodProgress.deadlinePassed(pod, memory.startedAt(), now);
        String phase = late ? "Failed" : phase();
        status.put("phase", phase);
        if (late || Json.text(previous, "reason").equals(DEADLINE_REASON)) {
            status.put("reason", DEADLINE_REASON).put("message", DEADLINE_MESSAGE);
        }
        ArrayNode statuses = Json.array();
        pod.mains().stream()
                .sorted(Comparator.comparing(ContainerSpec::name))
                .map(containers::status)
                .forEach(statuses::add);
        status.set("conditions", conditions(phase, statuses));
        addresses(status);
        status.put("startTime", text(memory.startedAt()));
        ArrayNode inits = Json.array();
        pod.containers().stream()
                .filter(spec -> spec.kind() != Kind.MAIN)
                .map(containers::status)
                .forEach(inits::add);
        if (!inits.isEmpty()) {
            status.set("initContainerStatuses", inits);
        }
        status.set("containerStatuses", statuses);
        status.put("qosClass", QosClass.of(pod).text());
        return status;
    }

    private void addresses(ObjectNode status) {
        status.put("hostIP", node.hostIp());
        status.putArray("hostIPs").addObject().put("ip", node.hostIp());
        List<String> addresses = podAddresses(pod, observed, node.hostIp());
        if (addresses.isEmpty() && pod.finished()) {
            addresses = Stream.of(Json.text(previous, "podIP"))
                    .filter(ip -> !ip.isEmpty())
                    .toList();
        }
        if (!addresses.isEmpty()) {
            status.put("podIP", addresses.getFirst());
            ArrayNode list = status.putArray("podIPs");
            addresses.forEach(address -> list.addObject().put("ip", address));
        }
    }

    static List<String> podAddresses(Pod pod, Observed observed, String hostIp) {
        if (pod.hostNetwork()) {
            return observed.sandboxes().isEmpty() ? List.of() : List.of(hostIp);
        }
        return observed.sandboxes().stream()
                .map(Sandbox::addresses)
                .filter(list -> !list.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private String phase() {
        if (pod.finished()) {
            return Json.text(pod.status(), "phase");
        }
        List<Optional<Seen>> mains =
                pod.mains().stream().map(spec -> observed.latest(spec.name())).toList();
        boolean allEnded = observed.running().isEmpty()
                && mains.stream()
                        .allMatch(seen -> seen.map(run -> run.status().ended()).orElse(false));
        boolean allSucceeded =
                mains.stream().allMatch(seen -> seen.map(PodProgress::succeeded).orElse(false));
        if (PodProgress.initFailed(pod, observed)) {
            return "Failed";
        }
        boolean ending = pod.deletion().isPresent() || memory.removed();
        if ((ending && allEnded)
                || (PodProgress.complete(pod, observed) && observed.running().isEmpty())) {
            return allSucceeded ? "Succeeded" : "Failed";
        }
        boolean begun = mains.stream()
                .anyMatch(seen -> seen.map(
                                run -> run.status().running() || run.status().ended())
                        .orElse(false));
        boolean waiting = mains.stream().anyMatch(Optional::isEmpty);
        return begun && !waiting ? "Running" : "Pending";
    }

    private ArrayNode conditions(String phase, ArrayNode statuses) {
        boolean over = phase.equals("Succeeded") || phase.equals("Failed");
        ArrayNode conditions = Json.array();
        boolean startable = observed.sandbox().isPresent()
                && (pod.hostNetwork() || observed.sandbox().get().addresses().size() > 0);
        add(conditions, "PodReadyToStartContainers", startable, "", "");
        initialized(conditions, phase);
        List<String> unready = Stream.concat(
                        pod.containers().stream()
                                .filter(spec -> spec.kind() == Kind.SIDECAR)
                                .map(containers::status),
                        statuses.valueStream().map(ObjectNode.class::cast))
                .filter(status -> !status.path("ready").asBoolean())
                .map(status -> Json.text(status, "name"))
                .toList();
        boolean containersReady = !over && unready.isEmpty();
        String reason = over
                ? phase.equals("Succeeded") ? "PodCompleted" : "PodFailed"
                : unready.isEmpty() ? "" : "ContainersNotReady";
        String message = reason.equals("ContainersNotReady")
                ? "containers with unready status: [" + String.join(" ", unready) + "]"
                : "";
        String gate = missingGate();
        if (containersReady && !gate.isEmpty()) {
            add(conditions, "Ready", false, "ReadinessGatesNotReady", gate);
        } else {
            add(conditions, "Ready", containersReady, reason, message);
        }
        add(conditions, "ContainersReady", containersReady, reason, message);
        add(conditions, "PodScheduled", true, "", "");
        return conditions;
    }

    private void initialized(ArrayNode conditions, String phase) {
        if (phase.equals("Succeeded")) {
            add(conditions, "Initialized", true, "PodCompleted", "");
            return;
        }
        List<String> incomplete = PodProgress.initialised(pod, observed, memory)
                ? List.of()
                : pod.containers().stream()
                        .filter(spec -> !PodProgress.initialised(spec, observed, memory))
                        .map(ContainerSpec::name)
                        .toList();
        if (incomplete.isEmpty()) {
            add(conditions, "Initialized", true, "", "");
        } else {
            add(
                    conditions,
                    "Initialized",
                    false,
                    "ContainersNotInitialized",
                    "containers with incomplete status: [" + String.join(" ", incomplete) + "]");
        }
    }

    private String missingGate() {
        for (JsonNode gate : Json.items(pod.spec(), "readinessGates")) {
            String type = Json.text(gate, "conditionType");
            boolean met = Json.items(pod.status(), "conditions").stream()
                    .anyMatch(condition -> Json.text(condition, "type").equals(type)
                            && Json.text(condition, "status").equals("True"));
            if (!met) {
                return "corresponding condition of pod readiness gate \"" + type + "\" does not exist or is not True.";
            }
        }
        return "";
    }

    private void add(ArrayNode conditions, String type, boolean holds, String reason, String message) {
        String status = holds ? "True" : "False";
        ObjectNode condition = conditions.addObject();
        condition.put("type", type);
        JsonNode generation = Json.at(pod.tree(), "metadata", "generation");
        if (generation.isNumber()) {
            condition.put("observedGeneration", generation.asLong());
        }
        condition.put("status", status);
        condition.putNull("lastProbeTime");
        condition.put("lastTransitionTime", lastTransition(type, status));
        if (!reason.isEmpty()) {
            condition.put("reason", reason);
        }
        if (!message.isEmpty()) {
            condition.put("message", message);
        }
    }

    private String lastTransition(String type, String status) {
        return Json.items(previous, "conditions").stream()
                .filter(condition -> Json.text(condition, "type").equals(type)
                        && Json.text(condition, "status").equals(status))
                .map(condition -> Json.text(condition, "lastTransitionTime"))
                .filter(time -> !time.isEmpty())
                .findFirst()
                .orElseGet(() -> text(now));
    }

    /** As the API writes times: whole seconds. */
    static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
