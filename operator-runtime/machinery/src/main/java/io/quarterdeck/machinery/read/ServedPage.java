package io.quarterdeck.machinery.read;

import io.quarterdeck.machinery.conversion.Serving;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.store.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pages of objects that are not stored in the form in which they are asked for. */
final class ServedPage {

    /** Objects that are converted before it is known which of them are selected, which their other form decides. */
    private static final int CHUNK = 500;

    private ServedPage() {}

    /**
     * Which part of the objects a page is.
     *
     * @param limit 0 for no limit
     * @param after null for the first page
     * @param begun when the first page of the list was read
     */
    record Range(int limit, @Nullable ObjectKey after, Instant begun) {}

    static Page read(Snapshot snapshot, Selection selection, Serving serving, Range range) {
        if (!serving.converts()) {
            return Page.read(snapshot, selection, range.limit, range.after, range.begun);
        }
        if (selection.isWholeNamespace()) {
            Page stored = Page.read(snapshot, selection, range.limit, range.after, range.begun);
            return new Page(stored.revision(), serving.served(stored.objects()), stored.next(), stored.remaining());
        }
        return selected(snapshot, selection, serving, range);
    }

    private static Page selected(Snapshot snapshot, Selection selection, Serving serving, Range range) {
        List<KubeObject> objects = new ArrayList<>();
        Iterator<KubeObject> candidates = selection.candidates(snapshot, range.after);
        while (candidates.hasNext()) {
            for (KubeObject object : serving.served(chunk(candidates, selection, CHUNK))) {
                if (!selection.matches(object.header())) {
                    continue;
                }
                if (range.limit > 0 && objects.size() == range.limit) {
                    ObjectKey last = objects.getLast().key();
                    String next = new ContinueToken(snapshot.revision(), last, range.begun).encode();
                    return new Page(snapshot.revision(), objects, next, -1);
                }
                objects.add(object);
            }
        }
        return new Page(snapshot.revision(), objects, "", -1);
    }

    /** The next objects of the selection's namespace, which no conversion changes. */
    static List<KubeObject> chunk(Iterator<KubeObject> candidates, Selection selection, int max) {
        List<KubeObject> chunk = new ArrayList<>();
        while (candidates.hasNext() && chunk.size() < max) {
            KubeObject candidate = candidates.next();
            if (selection.isIn(candidate.key())) {
                chunk.add(candidate);
            }
        }
        return chunk;
    }
}
