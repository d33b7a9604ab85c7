package io.quarterdeck.model;

import java.util.Comparator;
import java.util.Objects;

/**
 * Names one object of a kind. Sorted as a LIST is: by namespace, then by name.
 *
 * @param namespace empty for an object of a cluster-wide kind
 */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {

    private static final Comparator<ObjectKey> ORDER =
            Comparator.comparing(ObjectKey::namespace).thenComparing(ObjectKey::name);

    public ObjectKey {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
    }

    /** The key of an object of a cluster-wide kind. */
    public static ObjectKey clusterWide(String name) {
        return new ObjectKey("", name);
    }

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    /** {@code namespace/name}, or only the name of an object of a cluster-wide kind. */
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
