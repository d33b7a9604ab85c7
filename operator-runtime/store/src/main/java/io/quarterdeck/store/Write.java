package io.quarterdeck.store;

import io.quarterdeck.model.Header;
import io.quarterdeck.model.ObjectKey;

/** One change of one object. */
public sealed interface Write {

    String resource();

    ObjectKey key();

    /** The object must not exist. {@code draft} is canonical JSON without its revision (KubeObject.encodeDraft). */
    record Create(String resource, Header header, byte[] draft) implements Write {
        @Override
        public ObjectKey key() {
            return header.key();
        }
    }

    /** The object must be at {@code expectedRevision}. */
    record Replace(String resource, Header header, byte[] draft, long expectedRevision) implements Write {
        @Override
        public ObjectKey key() {
            return header.key();
        }
    }

    /** The object must be at {@code expectedRevision}. */
    record Delete(String resource, ObjectKey key, long expectedRevision) implements Write {}
}
