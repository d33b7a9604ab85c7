package io.quarterdeck.nodelifecycle;

import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Operator;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.control.Shared;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Looks after nodes that come, fall silent and go, and after the pods on them. */
@ApplicationScoped
public class NodeLifecycleOperator implements Operator {

    static final String BY_NODE = "node";

    private static final String LEASE_NAMESPACE = "kube-node-lease";

    private final String podCidr;

    /** @param podCidr the addresses of all pods, of which each node gets a /24 */
    @Inject
    public NodeLifecycleOperator(
            @ConfigProperty(name = "quarterdeck.pod-cidr", defaultValue = "10.244.0.0/16") String podCidr) {
        this.podCidr = podCidr;
    }

    @Override
    public String name() {
        return "node-lifecycle";
    }

    /** What counts of a Lease: whose it is, and a text that changes with every renewal. */
    record LeaseView(ObjectKey node, String renewed) {}

    @Override
    public void declare(OperatorContext context) {
        Informer<NodeView> nodes = context.informer(Resources.NODES, ListOptions.ALL, NodeView::of);
        Informer<LeaseView> leases = context.informer(
                Resources.LEASES, ListOptions.inNamespace(LEASE_NAMESPACE), NodeLifecycleOperator::lease);
        Shared<List<Toleration>> tolerations = new Shared<>();
        Informer<PodView> pods = context.informer(
                Resources.PODS, ListOptions.ALL, object -> PodView.of(object).sharing(tolerations));
        pods.index(BY_NODE, pod -> pod.node().isEmpty() ? List.of() : List.of(pod.node()));

        CidrPool pool = new CidrPool(podCidr);
        Heartbeats heartbeats = new Heartbeats(context.clock());
        nodes.onChange((before, after) -> noteNode(pool, heartbeats, before, after));
        leases.onChange((before, after) -> noteLease(heartbeats, after));

        // One worker: ranges are handed out one after another.
        context.controller(name(), new NodeReconciler(nodes, pool, heartbeats, context))
                .workers(1)
                .watches(nodes, node -> List.of(node.key()));

        OperatorContext.ControllerSpec podController =
                context.controller(name() + "-pods", new PodReconciler(nodes, pods, context));
        podController.watches(pods, pod -> List.of(pod.key()));
        nodes.onChange((before, after) -> nodeMattersToItsPods(pods, podController::enqueue, before, after));
    }

    private static void noteNode(
            CidrPool pool, Heartbeats heartbeats, @Nullable NodeView before, @Nullable NodeView after) {
        if (after != null) {
            heartbeats.status(after.key(), after.heartbeat());
            if (!after.podCidr().isEmpty()) {
                pool.occupy(after.key().name(), after.podCidr());
            }
        } else if (before != null) {
            heartbeats.forget(before.key());
            pool.release(before.key().name());
        }
    }

    /** A renewal makes no work: the deadline that a node's key waits for looks up how things are when it is due. */
    private static void noteLease(Heartbeats heartbeats, @Nullable LeaseView after) {
        if (after != null) {
            heartbeats.lease(after.node(), after.renewed());
        }
    }

    private static void nodeMattersToItsPods(
            Informer<PodView> pods, Consumer<ObjectKey> enqueue, @Nullable NodeView before, @Nullable NodeView after) {
        NodeView any = after != null ? after : before;
        boolean same = before != null
                && after != null
                && before.evicting().equals(after.evicting())
                && before.ready().equals(after.ready());
        if (any != null && !same) {
            pods.byIndex(BY_NODE, any.key().name()).forEach(pod -> enqueue.accept(pod.key()));
        }
    }

    private static LeaseView lease(KubeObject object) {
        return new LeaseView(ObjectKey.clusterWide(object.key().name()), Json.text(object.tree(), "spec", "renewTime"));
    }
}
