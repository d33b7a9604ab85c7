package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What every object of a resource means, in the order of their names; each is read once a change. */
final class ReadOnce<T> {

    private final Store store;
    private final String resource;
    private final Function<ObjectNode, T> reader;
    private volatile Map<ObjectKey, Read<T>> known = Map.of();

    ReadOnce(Store store, String resource, Function<ObjectNode, T> reader) {
        this.store = store;
        this.resource = resource;
        this.reader = reader;
    }

    private record Read<T>(long revision, T meaning) {}

    List<T> all() {
        Snapshot snapshot = store.snapshot(resource);
        if (snapshot.size() == 0) {
            return List.of();
        }
        Map<ObjectKey, Read<T>> before = known;
        Map<ObjectKey, Read<T>> now = new HashMap<>();
        List<T> meanings = new ArrayList<>(snapshot.size());
        boolean changed = before.size() != snapshot.size();
        for (Iterator<KubeObject> all = snapshot.all(); all.hasNext(); ) {
            KubeObject object = all.next();
            Read<T> read = before.get(object.key());
            if (read == null || read.revision() != object.revision()) {
                read = new Read<>(object.revision(), reader.apply(object.tree()));
                changed = true;
            }
            now.put(object.key(), read);
            meanings.add(read.meaning());
        }
        if (changed) {
            known = now;
        }
        return meanings;
    }
}
