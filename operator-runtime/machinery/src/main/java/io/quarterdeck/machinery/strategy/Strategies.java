package io.quarterdeck.machinery.strategy;

import io.quarterdeck.machinery.ApiConfig;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.write.Identity;
import io.quarterdeck.store.Store;
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
        this.byResource = Map.ofEntries(
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
                Map.entry("roles.rbac.authorization.k8s.io", new RoleStrategy(true)),
                Map.entry("clusterroles.rbac.authorization.k8s.io", new RoleStrategy(false)),
                Map.entry("rolebindings.rbac.authorization.k8s.io", new RoleBindingStrategy(true)),
                Map.entry("clusterrolebindings.rbac.authorization.k8s.io", new RoleBindingStrategy(false)),
                Map.entry("nodes", Traits.NODE),
                Map.entry("serviceaccounts", Traits.SERVICE_ACCOUNT),
                Map.entry("endpoints", Traits.RECORDED),
                Map.entry("events", Traits.RECORDED),
                Map.entry("leases.coordination.k8s.io", Traits.RECORDED));
    }

    public Strategy of(Kind kind) {
        return kind.builtIn() ? byResource.getOrDefault(kind.type().resource(), Traits.COUNTED) : CUSTOM;
    }
}
