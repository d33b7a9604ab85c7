package io.quarterdeck.machinery.strategy;

import io.quarterdeck.machinery.ApiConfig;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.machinery.write.Identity;
import io.quarterdeck.store.Store;
import java.util.HashMap;
import java.util.Map;

/** Finds the strategy of a kind. */
public final class Strategies {

    private static final Strategy CUSTOM = new Strategy() {
        @Override
        public Traits traits() {
            return Traits.COUNTED.requiringRevision();
        }
    };

    private final Map<String, Strategy> byResource;
    private final Strategy ephemeralContainers = new EphemeralContainersStrategy();
    private final Strategy resize = new ResizeStrategy();

    public Strategies(Store store, KindRegistry kinds, ApiConfig config, Identity identity) {
        ServiceAddresses addresses = new ServiceAddresses(
                store, Ipv4Range.parse(config.serviceCidr()), config.nodePortFirst(), config.nodePortLast(), identity);
        Map<String, Strategy> all = new HashMap<>(Map.ofEntries(
                Map.entry("pods", new PodStrategy(store, identity)),
                Map.entry("services", new ServiceStrategy(addresses)),
                Map.entry("namespaces", new NamespaceStrategy()),
                Map.entry("configmaps", new ConfigStrategy(false)),
                Map.entry("secrets", new ConfigStrategy(true)),
                Map.entry("deployments.apps", new WorkloadStrategy("deployment")),
                Map.entry("replicasets.apps", new WorkloadStrategy("deployment")),
                Map.entry(
                        "customresourcedefinitions.apiextensions.k8s.io",
                        new DefinitionStrategy(store, config.clock())),
                Map.entry("roles.rbac.authorization.k8s.io", RoleRules.strategy(true)),
                Map.entry("clusterroles.rbac.authorization.k8s.io", RoleRules.strategy(false)),
                Map.entry("rolebindings.rbac.authorization.k8s.io", new RoleBindingStrategy(true)),
                Map.entry("clusterrolebindings.rbac.authorization.k8s.io", new RoleBindingStrategy(false)),
                Map.entry("nodes", Traits.NODE),
                Map.entry("serviceaccounts", Traits.SERVICE_ACCOUNT),
                Map.entry("endpoints", Traits.RECORDED),
                Map.entry("events", new EventStrategy(false)),
                Map.entry("events.events.k8s.io", new EventStrategy(true)),
                Map.entry("statefulsets.apps", new StatefulSetStrategy()),
                Map.entry("daemonsets.apps", new DaemonSetStrategy()),
                Map.entry("controllerrevisions.apps", new RevisionStrategy()),
                Map.entry("replicationcontrollers", new ReplicationControllerStrategy()),
                Map.entry("podtemplates", new PodTemplateStrategy()),
                Map.entry("jobs.batch", new JobStrategy()),
                Map.entry("cronjobs.batch", new CronJobStrategy()),
                Map.entry("poddisruptionbudgets.policy", new BudgetStrategy()),
                Map.entry("horizontalpodautoscalers.autoscaling", new AutoscalerStrategy()),
                Map.entry("persistentvolumeclaims", new ClaimStrategy()),
                Map.entry("persistentvolumes", new VolumeStrategy()),
                Map.entry("resourcequotas", new QuotaStrategy()),
                Map.entry("limitranges", new LimitRangeStrategy()),
                Map.entry("leases.coordination.k8s.io", Traits.RECORDED)));
        all.put("priorityclasses.scheduling.k8s.io", new PriorityClassStrategy(store));
        all.put(
                "runtimeclasses.node.k8s.io",
                CheckedKind.of(Traits.PLAIN.requiringRevision(), RuntimeClassRules::validate));
        all.put("apiservices.apiregistration.k8s.io", new ApiServiceStrategy(config.clock()));
        all.put("certificatesigningrequests.certificates.k8s.io", new CertificateRequestStrategy(config.clock()));
        all.putAll(NetworkKinds.strategies(config.clock()));
        all.putAll(StorageKinds.strategies());
        all.putAll(AdmissionKinds.strategies(kinds));
        all.putAll(FlowControlKinds.strategies());
        all.putAll(DeviceKinds.strategies());
        this.byResource = Map.copyOf(all);
    }

    /** The strategy of what a request addresses: two subresources of pods have one of their own. */
    public Strategy of(Target target) {
        return switch (target.subresource()) {
            case "ephemeralcontainers" -> ephemeralContainers;
            case "resize" -> resize;
            default -> of(target.kind());
        };
    }

    public Strategy of(Kind kind) {
        return kind.builtIn() ? byResource.getOrDefault(kind.type().resource(), Traits.COUNTED) : CUSTOM;
    }
}
