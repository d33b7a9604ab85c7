package io.quarterdeck.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.Shared;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.OwnerReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A pod as the scheduler sees it.
 *
 * @param ownerUid its controller; pods of one are spread by default. Empty if it has none
 * @param node empty until it is bound
 * @param deleting still takes its room until it is gone
 * @param over succeeded or failed: takes no room any more
 * @param told what its condition {@code PodScheduled} says
 */
record PodView(
        ObjectKey key,
        String uid,
        Map<String, String> labels,
        String ownerUid,
        String node,
        boolean deleting,
        boolean over,
        Instant created,
        Wants wants,
        Told told) {

    private static final String DEFAULT_SCHEDULER = "default-scheduler";

    /** What the spec asks for: all that a decision depends on. */
    record Wants(
            boolean byUs,
            boolean gated,
            int priority,
            Amounts amounts,
            NodeAffinity nodes,
            List<Taint.Toleration> tolerations,
            List<HostPort> ports,
            PodAffinity pods,
            List<SpreadConstraint> spread,
            List<String> images) {}

    /** Reason and message of a condition. */
    record Told(String status, String reason, String message) {}

    static PodView parse(KubeObject object) {
        ObjectNode tree = object.tree();
        JsonNode spec = Json.at(tree, "spec");
        OwnerReference owner = object.header().controller();
        String phase = Json.text(tree, "status", "phase");
        Instant created = Json.time(tree, "metadata", "creationTimestamp");
        JsonNode condition = Json.condition(tree, "PodScheduled");
        return new PodView(
                object.key(),
                object.header().uid(),
                object.header().labels(),
                owner == null ? "" : owner.uid(),
                Json.text(spec, "nodeName"),
                !Json.text(tree, "metadata", "deletionTimestamp").isEmpty(),
                phase.equals("Succeeded") || phase.equals("Failed"),
                created == null ? Instant.EPOCH : created,
                wants(spec, object.key().namespace(), object.header().labels()),
                new Told(
                        Json.text(condition, "status"),
                        Json.text(condition, "reason"),
                        Json.text(condition, "message")));
    }

    /** Whether it waits for this scheduler. */
    boolean pending() {
        return node.isEmpty() && !deleting && !over && wants.byUs();
    }

    /** Whether it takes room on a node. */
    boolean placed() {
        return !node.isEmpty() && !over;
    }

    /** The pod as it will be once it is bound. */
    PodView on(String chosen) {
        return new PodView(key, uid, labels, ownerUid, chosen, deleting, over, created, wants, told);
    }

    /** The same, with an equal one of what was wanted before: most pods are one of many. */
    PodView sharing(Shared<Wants> known) {
        return new PodView(key, uid, labels, ownerUid, node, deleting, over, created, known.of(wants), told);
    }

    private static Wants wants(JsonNode spec, String namespace, Map<String, String> labels) {
        String scheduler = Json.text(spec, "schedulerName");
        List<String> images = new ArrayList<>();
        Json.items(spec, "containers").forEach(container -> images.add(Json.text(container, "image")));
        return new Wants(
                scheduler.isEmpty() || scheduler.equals(DEFAULT_SCHEDULER),
                !Json.at(spec, "schedulingGates").isEmpty(),
                Json.at(spec, "priority").asInt(0),
                Amounts.ofPod(spec),
                NodeAffinity.parse(spec),
                Json.items(spec, "tolerations").stream()
                        .map(Taint.Toleration::parse)
                        .toList(),
                HostPort.ofPod(spec),
                PodAffinity.parse(spec, namespace, labels),
                Json.items(spec, "topologySpreadConstraints").stream()
                        .map(constraint -> SpreadConstraint.parse(constraint, namespace, labels))
                        .toList(),
                List.copyOf(images));
    }
}
