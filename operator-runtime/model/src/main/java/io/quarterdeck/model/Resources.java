package io.quarterdeck.model;

/** The built-in kinds that code of ours addresses by name. All others are only data in {@code crds/}. */
public final class Resources {

    public static final ResourceType NAMESPACES = core("namespaces", "Namespace", false);
    public static final ResourceType NODES = core("nodes", "Node", false);
    public static final ResourceType PODS = core("pods", "Pod", true);
    public static final ResourceType SERVICES = core("services", "Service", true);
    public static final ResourceType ENDPOINTS = core("endpoints", "Endpoints", true);
    public static final ResourceType CONFIG_MAPS = core("configmaps", "ConfigMap", true);
    public static final ResourceType SECRETS = core("secrets", "Secret", true);
    public static final ResourceType SERVICE_ACCOUNTS = core("serviceaccounts", "ServiceAccount", true);
    public static final ResourceType EVENTS = core("events", "Event", true);
    public static final ResourceType DEPLOYMENTS = apps("deployments", "Deployment");
    public static final ResourceType REPLICA_SETS = apps("replicasets", "ReplicaSet");
    public static final ResourceType ENDPOINT_SLICES =
            new ResourceType("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true);
    public static final ResourceType LEASES = new ResourceType("coordination.k8s.io", "v1", "leases", "Lease", true);
    public static final ResourceType ROLES = rbac("roles", "Role", true);
    public static final ResourceType ROLE_BINDINGS = rbac("rolebindings", "RoleBinding", true);
    public static final ResourceType CLUSTER_ROLES = rbac("clusterroles", "ClusterRole", false);
    public static final ResourceType CLUSTER_ROLE_BINDINGS = rbac("clusterrolebindings", "ClusterRoleBinding", false);
    public static final ResourceType CUSTOM_RESOURCE_DEFINITIONS = new ResourceType(
            "apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);

    private Resources() {}

    private static ResourceType core(String plural, String kind, boolean namespaced) {
        return new ResourceType("", "v1", plural, kind, namespaced);
    }

    private static ResourceType rbac(String plural, String kind, boolean namespaced) {
        return new ResourceType("rbac.authorization.k8s.io", "v1", plural, kind, namespaced);
    }

    private static ResourceType apps(String plural, String kind) {
        return new ResourceType("apps", "v1", plural, kind, true);
    }
}
