package io.quarterdeck.machinery.strategy;

import io.quarterdeck.machinery.ApiConfig;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.write.Identity;
import io.quarterdeck.store.Store;
import java.util.HashMap;
import java.util.Map;

/** Finds the strategy of a kind. */
public final class Strategies {

    private static final Strategy CUSTOM = new Strategy() {
        @Override
        public boolean requiresRevision() {
            return true;
        }
    };

    private final Map<String, Strategy> byResource;

    public Strategies(Store store, ApiConfig config, Identity identity) {
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
                Map.entry("nodes", Traits.NODE),
                Map.entry("serviceaccounts", Traits.SERVICE_ACCOUNT),
                Map.entry("endpoints", Traits.RECORDED),
                Map.entry("events", Traits.RECORDED),
                Map.entry("leases.coordination.k8s.io", Traits.RECORDED)));
        all.put("priorityclasses.scheduling.k8s.io", new PriorityClassStrategy(store));
        all.put(
                "runtimeclasses.node.k8s.io",
                CheckedKind.of(Traits.PLAIN.requiringRevision(), RuntimeClassRules::validate));
        all.put("apiservices.apiregistration.k8s.io", new ApiServiceStrategy(config.clock()));
        all.put("certificatesigningrequests.certificates.k8s.io", new CertificateRequestStrategy(config.clock()));
        all.putAll(NetworkKinds.strategies(config.clock()));
        all.putAll(StorageKinds.strategies());
        all.putAll(AdmissionKinds.strategies());
        all.putAll(FlowControlKinds.strategies());
        all.putAll(DeviceKinds.strategies());
        this.byResource = Map.copyOf(all);
    }

    public Strategy of(Kind kind) {
        return kind.builtIn() ? byResource.getOrDefault(kind.type().resource(), Traits.COUNTED) : CUSTOM;
    }
}
