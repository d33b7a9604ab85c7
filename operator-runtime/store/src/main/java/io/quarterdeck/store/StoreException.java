package io.quarterdeck.store;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import org.jspecify.annotations.Nullable;

/** What can keep a store from doing as asked. */
public abstract sealed class StoreException extends Exception {

    private static final long serialVersionUID = 1L;

    private StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The object is not at the revision that the write expects: it is at another, is gone, or exists already. */
    public static final class Conflict extends StoreException {
        private static final long serialVersionUID = 1L;
        private final transient @Nullable KubeObject actual;

        public Conflict(ObjectKey key, @Nullable KubeObject actual) {
            super(key + (actual == null ? " does not exist" : " is at revision " + actual.revision()), null);
            this.actual = actual;
        }

        /** What stands there now; null if nothing does. */
        public @Nullable KubeObject actual() {
            return actual;
        }
    }

    /** Events after the revision asked for are no longer held. */
    public static final class Compacted extends StoreException {
        private static final long serialVersionUID = 1L;
        private final long oldest;

        public Compacted(long asked, long oldest) {
            super("revision " + asked + " is too old; the oldest held is " + oldest, null);
            this.oldest = oldest;
        }

        /** The oldest revision after which a cursor can start. */
        public long oldest() {
            return oldest;
        }
    }

    /** The disk or the other side does not answer. The write may have happened. */
    public static final class Unavailable extends StoreException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
