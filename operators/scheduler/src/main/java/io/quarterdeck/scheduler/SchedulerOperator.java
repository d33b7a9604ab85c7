package io.quarterdeck.scheduler;

import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Operator;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.control.Shared;
import io.quarterdeck.model.Header;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executor;

/**
 * Watches pods, nodes and namespaces. There is one key: a change is put beside it, and the one worker takes in all changes
 * before it decides on the next pod.
 */
@ApplicationScoped
public class SchedulerOperator implements Operator {

    private static final ObjectKey ALL = ObjectKey.clusterWide("queue");

    private final Executor threads;

    public SchedulerOperator() {
        this(write -> Thread.ofVirtual().name("scheduler-write").start(write));
    }

    /** An operator that writes its decisions on these threads. */
    public SchedulerOperator(Executor threads) {
        this.threads = threads;
    }

    @Override
    public String name() {
        return "scheduler";
    }

    @Override
    public void declare(OperatorContext context) {
        Changes changes = new Changes();
        PodWriter writer = new PodWriter(context.api(), context.events(), threads, changes);
        OperatorContext.ControllerSpec controller = context.controller(
                        name(), new SchedulerReconciler(changes, writer, context.clock()))
                .workers(1);
        changes.wakeWith(() -> controller.enqueue(ALL));
        context.informer(Resources.NAMESPACES, ListOptions.ALL, KubeObject::header)
                .onChange((before, after) -> {
                    Header known = after == null ? before : after;
                    if (known != null) {
                        String name = known.key().name();
                        changes.hear(new Change.OfNamespace(name, after == null ? null : after.labels()));
                    }
                });
        context.informer(Resources.NODES, ListOptions.ALL, NodeView::parse).onChange((before, after) -> {
            NodeView known = after == null ? before : after;
            if (known != null && !known.equals(after == null ? null : before)) {
                changes.hear(new Change.OfNode(known.name(), after));
            }
        });
        Shared<PodView.Wants> wants = new Shared<>();
        context.informer(
                        Resources.PODS,
                        ListOptions.ALL,
                        object -> PodView.parse(object).sharing(wants))
                .onChange((before, after) -> {
                    PodView known = after == null ? before : after;
                    if (known != null) {
                        changes.hear(new Change.OfPod(known.key(), after));
                    }
                });
    }
}
