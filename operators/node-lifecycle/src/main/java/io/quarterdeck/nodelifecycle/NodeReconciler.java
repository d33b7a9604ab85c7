package io.quarterdeck.nodelifecycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.EventRecorder;
import io.quarterdeck.control.Informer;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.control.Outcome;
import io.quarterdeck.control.Reconciler;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Gives a node its range of addresses, and makes its conditions and taints what the planner says. */
final class NodeReconciler implements Reconciler {

    private final Informer<NodeView> nodes;
    private final CidrPool pool;
    private final Heartbeats heartbeats;
    private final OperatorContext context;

    NodeReconciler(Informer<NodeView> nodes, CidrPool pool, Heartbeats heartbeats, OperatorContext context) {
        this.nodes = nodes;
        this.pool = pool;
        this.heartbeats = heartbeats;
        this.context = context;
    }

    @Override
    public Outcome reconcile(ObjectKey key, ApiClient api) {
        Optional<NodeView> found = nodes.get(key);
        if (found.isEmpty()) {
            return Outcome.DONE;
        }
        NodeView node = found.get();
        Instant now = context.clock().instant();
        if (node.podCidr().isEmpty() && !allocate(api, node)) {
            return new Outcome.Rejected("CIDRNotAvailable", "No range of pod addresses is left for this node");
        }
        NodePlanner.Plan plan = NodePlanner.plan(new NodePlanner.Observed(node, heartbeats.heardAt(key), now));
        if (!plan.unknown().isEmpty()) {
            declareUnknown(api, node, plan, now);
        }
        plan.taints().ifPresent(taints -> taint(api, key, taints));
        return plan.silentAfter().map(Outcome::after).orElse(Outcome.DONE);
    }

    private boolean allocate(ApiClient api, NodeView node) {
        Optional<String> range = pool.allocate(node.key().name());
        range.ifPresent(cidr -> {
            ObjectNode patch = Json.object();
            ObjectNode spec = patch.putObject("spec").put("podCIDR", cidr);
            spec.putArray("podCIDRs").add(cidr);
            patch.putObject("metadata").put("uid", node.uid());
            api.patch(Resources.NODES, node.key(), "", ApiClient.PatchType.MERGE, Json.encode(patch));
        });
        return range.isPresent();
    }

    private void declareUnknown(ApiClient api, NodeView node, NodePlanner.Plan plan, Instant now) {
        ObjectNode tree = api.get(Resources.NODES, node.key()).tree();
        String heartbeat = Json.text(Json.condition(tree, "Ready"), "lastHeartbeatTime");
        if (!heartbeat.equals(node.heartbeat())) {
            // It has spoken since; the change that our cache will see brings the key back.
            return;
        }
        NodeStatus.declareUnknown(tree, plan.unknown(), plan.neverSpoke(), now);
        api.updateStatus(Resources.NODES, tree);
        context.events()
                .record(
                        new EventRecorder.Subject(Resources.NODES, node.key(), node.uid()),
                        EventRecorder.Severity.NORMAL,
                        "NodeNotReady",
                        "Node " + node.key().name() + " status is now: NodeNotReady");
    }

    private static void taint(ApiClient api, ObjectKey key, List<Taint> taints) {
        ObjectNode tree = api.get(Resources.NODES, key).tree();
        ArrayNode list = Json.array();
        taints.forEach(taint -> list.add(taint.toJson()));
        ObjectNode spec = Json.ensureObject(tree, "spec");
        if (list.isEmpty()) {
            spec.remove("taints");
        } else {
            spec.set("taints", list);
        }
        api.update(Resources.NODES, tree);
    }
}
