package io.quarterdeck.machinery.conversion;

import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.Write;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A store that has, beside its own resources, views of some of them in another form. */
public final class ViewStore implements Store {

    private final Store store;
    private final Map<String, View> views;

    /** @param kinds the built-in ones say what is a view of what */
    public ViewStore(Store store, KindRegistry kinds) {
        this.store = store;
        Map<String, View> found = new HashMap<>();
        for (Kind kind : kinds.all()) {
            Conversion conversion = BuiltInForms.of(kind);
            if (conversion != null) {
                Kind stored = kinds.byKind(
                                kind.storage().group(),
                                kind.storage().version(),
                                kind.storage().kind())
                        .orElseThrow(() -> new IllegalStateException("nothing is stored as " + kind.storage()));
                found.put(kind.storeName(), new View(kind, stored, conversion));
            }
        }
        this.views = Map.copyOf(found);
    }

    @Override
    public long revision() {
        return store.revision();
    }

    @Override
    public Snapshot snapshot(String resource) {
        View view = view(resource);
        return view == null
                ? store.snapshot(resource)
                : new ViewSnapshot(store.snapshot(view.resource()), view::toServed);
    }

    @Override
    public KubeObject commit(Write write) throws StoreException, InterruptedException {
        View view = view(write.resource());
        return view == null ? store.commit(write) : view.toServed(store.commit(view.toStored(write)));
    }

    @Override
    public EventCursor watch(String resource, long afterRevision, Runnable signal) throws StoreException.Compacted {
        View view = view(resource);
        return view == null
                ? store.watch(resource, afterRevision, signal)
                : new ViewCursor(store.watch(view.resource(), afterRevision, signal), view::toServed);
    }

    @Override
    public void close() {
        store.close();
    }

    private @Nullable View view(String resource) {
        // Only the name of a view has a slash: every other request is not kept any longer than this.
        return resource.indexOf('/') < 0 ? null : views.get(resource);
    }
}
