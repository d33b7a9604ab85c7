package io.quarterdeck.machinery.read;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.store.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some objects of one snapshot.
 *
 * @param revision the snapshot's
 * @param next where the next page goes on; empty if this is the last
 * @param remaining how many objects follow this page; -1 if that is not known
 */
public record Page(long revision, List<KubeObject> objects, String next, long remaining) {

    /** Reads the objects after a key, at most {@code limit} of them (0: all), for a list that was begun then. */
    static Page read(Snapshot snapshot, Selection selection, int limit, @Nullable ObjectKey after, Instant begun) {
        int expected = limit > 0 ? Math.min(limit, snapshot.size()) : snapshot.size();
        List<KubeObject> objects = new ArrayList<>(selection.isWholeNamespace() ? expected : 16);
        Iterator<KubeObject> candidates = selection.candidates(snapshot, after);
        boolean all = selection.namespace().isEmpty() && selection.isWholeNamespace();
        while (candidates.hasNext()) {
            KubeObject object = candidates.next();
            if (hasLeft(selection, object)) {
                break;
            }
            if (!all && !selection.matches(object.header())) {
                continue;
            }
            if (limit > 0 && objects.size() == limit) {
                ObjectKey last = objects.getLast().key();
                String next = new ContinueToken(snapshot.revision(), last, begun).encode();
                long remaining = selection.isWholeNamespace() ? 1 + count(candidates, selection) : -1;
                return new Page(snapshot.revision(), objects, next, remaining);
            }
            objects.add(object);
        }
        return new Page(snapshot.revision(), objects, "", -1);
    }

    private static boolean hasLeft(Selection selection, KubeObject object) {
        return !selection.namespace().isEmpty() && object.key().namespace().compareTo(selection.namespace()) > 0;
    }

    private static long count(Iterator<KubeObject> candidates, Selection selection) {
        long count = 0;
        while (candidates.hasNext() && !hasLeft(selection, candidates.next())) {
            count++;
        }
        return count;
    }
}
