package io.quarterdeck.model;

/**
 * The address of a kind at one version: what a client puts into the URL and into {@code apiVersion} and {@code kind}.
 *
 * @param group empty for the core group
 * @param plural lower-case plural, as it stands in URLs
 */
public record ResourceType(String group, String version, String plural, String kind, boolean namespaced) {

    /** {@code v1} or {@code apps/v1}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code pods} or {@code deployments.apps}: the name under which the store keeps the kind, whatever the version. */
    public String resource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** The URL path of the collection; {@code namespace} is ignored for a cluster-wide kind, and empty means all. */
    public String collectionPath(String namespace) {
        String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        boolean within = namespaced && !namespace.isEmpty();
        return within ? root + "/namespaces/" + namespace + "/" + plural : root + "/" + plural;
    }

    /** The URL path of one object. */
    public String objectPath(ObjectKey key) {
        return collectionPath(key.namespace()) + "/" + key.name();
    }
}
