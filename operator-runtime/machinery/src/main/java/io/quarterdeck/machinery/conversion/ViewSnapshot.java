package io.quarterdeck.machinery.conversion;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.store.Snapshot;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A snapshot whose objects are converted as they are read. */
record ViewSnapshot(Snapshot snapshot, UnaryOperator<KubeObject> conversion) implements Snapshot {

    @Override
    public long revision() {
        return snapshot.revision();
    }

    @Override
    public Optional<KubeObject> get(ObjectKey key) {
        return snapshot.get(key).map(conversion);
    }

    @Override
    public Iterator<KubeObject> all() {
        return converted(snapshot.all());
    }

    @Override
    public Iterator<KubeObject> inNamespace(String namespace) {
        return converted(snapshot.inNamespace(namespace));
    }

    @Override
    public Iterator<KubeObject> after(ObjectKey key) {
        return converted(snapshot.after(key));
    }

    @Override
    public int size() {
        return snapshot.size();
    }

    private Iterator<KubeObject> converted(Iterator<KubeObject> objects) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return objects.hasNext();
            }

            @Override
            public KubeObject next() {
                return conversion.apply(objects.next());
            }
        };
    }
}
