package io.quarterdeck.store;

import io.quarterdeck.model.KubeObject;
import org.jspecify.annotations.Nullable;

/**
 * One committed change. {@code object} is the new state, or for a deletion the last one at the revision of the deletion;
 * {@code previous} is what it replaced, null for a creation: a watch with a selector needs it to see what has left.
 */
public record Event(Type type, KubeObject object, @Nullable KubeObject previous) {

    /** As a watch names it on the wire. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    public long revision() {
        return object.revision();
    }
}
