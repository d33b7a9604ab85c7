package io.quarterdeck.control;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Status;
import org.jspecify.annotations.Nullable;

/** Hears the changes of a kind, in order. */
public interface WatchListener {

    /** How an object changed. */
    enum Change {
        ADDED,
        MODIFIED,
        DELETED
    }

    void changed(Change change, KubeObject object);

    /** Everything up to this revision has been heard. */
    void bookmark(long revision);

    /** The watch is over; list again if the status says 410, else watch again from the last revision heard. */
    void ended(@Nullable Status status);
}
