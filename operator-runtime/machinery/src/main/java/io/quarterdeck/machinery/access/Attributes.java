package io.quarterdeck.machinery.access;

/**
 * What somebody wants to do: a verb on a resource, or on a bare URL path.
 *
 * @param verb {@code get}, {@code list}, {@code create}, ...; the lower-case HTTP method for a bare path
 * @param group empty for the core group
 * @param resource lower-case plural; empty if this is about a bare path
 * @param subresource empty for the object itself
 * @param namespace empty for all namespaces, or for a cluster-wide kind
 * @param name empty for all objects
 * @param path the bare URL path; empty if this is about a resource
 * @param fieldSelector what a list or watch confines itself to, in text form; empty for all
 */
public record Attributes(
        String verb,
        String group,
        String version,
        String resource,
        String subresource,
        String namespace,
        String name,
        String path,
        String fieldSelector) {

    /** Something done to a resource, or to a bare path, without a selector. */
    public Attributes(
            String verb,
            String group,
            String version,
            String resource,
            String subresource,
            String namespace,
            String name,
            String path) {
        this(verb, group, version, resource, subresource, namespace, name, path, "");
    }

    /** Something done to a URL path that is no resource, such as {@code /metrics}. */
    public static Attributes ofPath(String verb, String path) {
        return new Attributes(verb, "", "", "", "", "", "", path);
    }

    public boolean isResource() {
        return path.isEmpty();
    }
}
