package io.quarterdeck.garbagecollector;

import io.quarterdeck.control.Discovery;
import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Operator;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.control.Outcome;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/** Deletes what has no owner left, and carries out foreground and orphaning deletions. */
@ApplicationScoped
public class GarbageCollectorOperator implements Operator {

    /** The kinds are one thing to reconcile: all of them at once. */
    private static final ObjectKey KINDS = ObjectKey.clusterWide("kinds");

    /** Deletions fan out: as upstream. */
    private static final int WORKERS = 20;

    /** Definitions tell us of user's kinds at once; this finds what comes without one, such as an aggregated API. */
    private static final Duration DISCOVER_AGAIN = Duration.ofMinutes(30);

    @Override
    public String name() {
        return "garbage-collector";
    }

    @Override
    public void declare(OperatorContext context) {
        GarbageReconciler reconciler = new GarbageReconciler();
        OperatorContext.ControllerSpec collector =
                context.controller(name(), reconciler).workers(WORKERS);
        Inventory inventory = new Inventory(context, collector::enqueue);
        reconciler.use(inventory, collector::enqueue);

        Informer<ObjectKey> definitions =
                context.informer(Resources.CUSTOM_RESOURCE_DEFINITIONS, ListOptions.ALL, KubeObject::key);
        context.controller(name() + "-kinds", (key, api) -> {
                    inventory.serve(new Discovery(api).kinds());
                    return Outcome.after(DISCOVER_AGAIN);
                })
                .workers(1)
                .watches(definitions, definition -> List.of(KINDS))
                .enqueue(KINDS);
    }
}
