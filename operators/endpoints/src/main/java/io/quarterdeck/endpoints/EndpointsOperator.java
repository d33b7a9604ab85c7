package io.quarterdeck.endpoints;

import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Operator;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;

/** Watches services, pods, nodes, and what it writes itself. A pod wakes every service that selects it. */
@ApplicationScoped
public class EndpointsOperator implements Operator {

    /** Services worked on at once: their work is mostly waiting for commits. */
    private static final int WORKERS = 8;

    @Override
    public String name() {
        return "endpoints";
    }

    @Override
    public void declare(OperatorContext context) {
        Informer<ServiceView> services = context.informer(Resources.SERVICES, ListOptions.ALL, ServiceView::parse)
                .index(
                        EndpointsReconciler.BY_NAMESPACE,
                        service -> List.of(service.key().namespace()));
        Informer<PodView> pods = context.informer(Resources.PODS, ListOptions.ALL, PodView::parse)
                .index(
                        EndpointsReconciler.BY_NAMESPACE,
                        pod -> List.of(pod.key().namespace()));
        Informer<SliceView> slices = context.informer(Resources.ENDPOINT_SLICES, ListOptions.ALL, SliceView::parse)
                .index(
                        EndpointsReconciler.BY_SERVICE,
                        slice -> slice.ours() ? List.of(slice.service().toString()) : List.of());
        Informer<Legacy.View> legacy = context.informer(Resources.ENDPOINTS, ListOptions.ALL, Legacy.View::parse);
        Informer<NodeView> nodes = context.informer(Resources.NODES, ListOptions.ALL, NodeView::parse);
        EndpointsReconciler.World world = new EndpointsReconciler.World(services, pods, slices, legacy, nodes);
        context.controller("endpoints", new EndpointsReconciler(world, context.clock()))
                .workers(WORKERS)
                .watches(services, service -> List.of(service.key()))
                .watches(pods, pod -> interested(pod, services))
                .watches(slices, slice -> slice.ours() ? List.of(slice.service()) : List.of())
                .watches(legacy, endpoints -> List.of(endpoints.key()));
    }

    private static Collection<ObjectKey> interested(PodView pod, Informer<ServiceView> services) {
        return services.byIndex(EndpointsReconciler.BY_NAMESPACE, pod.key().namespace()).stream()
                .filter(service -> service.selects(pod))
                .map(ServiceView::key)
                .toList();
    }
}
