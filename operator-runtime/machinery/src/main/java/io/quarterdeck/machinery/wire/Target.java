package io.quarterdeck.machinery.wire;

import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;

/**
 * What a URL's path addresses.
 *
 * @param namespace empty for all namespaces, or for a cluster-wide kind
 * @param name empty for the collection
 * @param subresource empty for the object itself
 */
public record Target(Kind kind, String namespace, String name, String subresource) {

    private static final String NAMESPACES = "namespaces";

    /**
     * Reads {@code /api/v1/...} and {@code /apis/GROUP/VERSION/...}.
     *
     * @throws ApiException 404 if nothing is served there
     */
    public static Target parse(String path, KindRegistry kinds) {
        String[] parts = path.split("/", -1);
        int end = parts.length > 1 && parts[parts.length - 1].isEmpty() ? parts.length - 1 : parts.length;
        boolean core = end > 2 && parts[1].equals("api");
        if (!core && !(end > 3 && parts[1].equals("apis"))) {
            throw Refusals.unknownResource();
        }
        int at = core ? 3 : 4;
        String group = core ? "" : parts[2];
        String version = parts[at - 1];
        String namespace = "";
        if (at + 2 < end && parts[at].equals(NAMESPACES) && !isPartOfNamespace(parts[at + 2], end - at)) {
            namespace = parts[at + 1];
            at += 2;
            if (namespace.isEmpty()) {
                throw Refusals.unknownResource();
            }
        }
        if (at >= end || end - at > 3) {
            throw Refusals.unknownResource();
        }
        Kind kind = kinds.byPlural(group, version, parts[at]).orElseThrow(Refusals::unknownResource);
        String name = at + 1 < end ? parts[at + 1] : "";
        String subresource = at + 2 < end ? parts[at + 2] : "";
        return checked(new Target(kind, namespace, name, subresource));
    }

    private static boolean isPartOfNamespace(String segment, int length) {
        return length == 3 && (segment.equals("status") || segment.equals("finalize"));
    }

    private static Target checked(Target target) {
        boolean within = !target.namespace.isEmpty();
        boolean one = !target.name.isEmpty();
        boolean namespaced = target.kind.type().namespaced();
        if ((within && !namespaced) || (one && namespaced && !within)) {
            throw Refusals.unknownResource();
        }
        return target;
    }

    public ResourceType type() {
        return kind.type();
    }

    /** The key of the object addressed. */
    public ObjectKey key() {
        return new ObjectKey(namespace, name);
    }

    public boolean isCollection() {
        return name.isEmpty();
    }

    /** The same place, another object. */
    public Target named(String otherName) {
        return new Target(kind, namespace, otherName, subresource);
    }

    /** The same object without its subresource. */
    public Target object() {
        return new Target(kind, namespace, name, "");
    }
}
