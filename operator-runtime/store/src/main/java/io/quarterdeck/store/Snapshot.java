package io.quarterdeck.store;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import java.util.Iterator;
import java.util.Optional;

/** The live objects of one resource at one revision. Immutable: later commits do not show. */
public interface Snapshot {

    /** The store's revision when the snapshot was taken, which may be later than the last change of this resource. */
    long revision();

    Optional<KubeObject> get(ObjectKey key);

    /** Every object, ordered by key. */
    Iterator<KubeObject> all();

    /** The objects of one namespace, ordered by name. */
    Iterator<KubeObject> inNamespace(String namespace);

    /** Every object whose key is greater than this one, ordered by key: where a chunked LIST goes on. */
    Iterator<KubeObject> after(ObjectKey key);

    /** How many objects {@link #all()} has. */
    int size();
}
