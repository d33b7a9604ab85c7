package io.quarterdeck.machinery.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.conversion.VersionConversion;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.wire.Body;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Header;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.Write;
import java.util.List;

/** The last step: encodes trees and commits them. A commit that cannot be made answers 503. */
public final class Commits {

    /** Told of every commit before the client is, on the writing thread. */
    public interface Listener {
        void committed(String resource);
    }

    private final Store store;
    private final Listener listener;
    private final VersionConversion versions;

    public Commits(Store store, Listener listener, VersionConversion versions) {
        this.store = store;
        this.listener = listener;
        this.versions = versions;
    }

    KubeObject create(Kind kind, ObjectNode object) throws StoreException.Conflict {
        ObjectNode stored = versions.stored(kind, object);
        KubeObject committed = commit(new Write.Create(kind.storeName(), header(kind, stored), encode(stored)));
        return written(kind, object, stored, committed);
    }

    KubeObject replace(Kind kind, ObjectNode object, long revision) throws StoreException.Conflict {
        ObjectNode stored = versions.stored(kind, object);
        Header header = header(kind, stored);
        KubeObject committed = commit(new Write.Replace(kind.storeName(), header, encode(stored), revision));
        return written(kind, object, stored, committed);
    }

    /** What was written is the answer, as it was written: to convert it back could fail, and the write stands. */
    private static KubeObject written(Kind kind, ObjectNode object, ObjectNode stored, KubeObject committed) {
        boolean asWritten = Json.text(stored, "apiVersion").equals(Json.text(object, "apiVersion"));
        return asWritten ? committed : imagine(kind, object, committed.revision());
    }

    KubeObject delete(Kind kind, KubeObject object) throws StoreException.Conflict {
        long revision = commit(new Write.Delete(kind.storeName(), object.key(), object.revision()))
                .revision();
        return object.at(revision);
    }

    /** Whether an object is stored at another version than it would be now. */
    boolean isOutdated(Target target) {
        return store.snapshot(target.kind().storeName())
                .get(target.key())
                .filter(stored -> VersionConversion.isOutdated(target.kind(), stored))
                .isPresent();
    }

    /** The object as it would stand after a dry run. */
    static KubeObject imagine(Kind kind, ObjectNode object, long revision) {
        return KubeObject.commit(header(kind, object), KubeObject.encodeDraft(object), revision);
    }

    /** The object as it stands, at the target's version. Throws an ApiException with a 404 if it does not. */
    KubeObject current(Target target) {
        KubeObject stored = store.snapshot(target.kind().storeName())
                .get(target.key())
                .orElseThrow(() -> new ApiException(Status.notFound(target.type(), target.name())));
        return versions.serving(target.kind()).served(List.of(stored)).getFirst();
    }

    Store store() {
        return store;
    }

    private KubeObject commit(Write write) throws StoreException.Conflict {
        try {
            KubeObject committed = store.commit(write);
            listener.committed(write.resource());
            return committed;
        } catch (StoreException.Conflict e) {
            throw e;
        } catch (StoreException e) {
            throw Refusals.unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusals.unavailable(e);
        }
    }

    /** Patches can make more of an object than one request may carry. */
    private static byte[] encode(ObjectNode object) {
        byte[] draft = KubeObject.encodeDraft(object);
        Body.requireLength(draft);
        return draft;
    }

    private static Header header(Kind kind, ObjectNode object) {
        return Header.of(object, kind.storedFields());
    }
}
