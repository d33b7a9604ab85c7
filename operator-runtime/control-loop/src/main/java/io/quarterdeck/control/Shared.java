package io.quarterdeck.control;

import org.jspecify.annotations.Nullable;

/**
 * Makes equal values one, for caches that keep many: pods of one template differ in little. What it knows is bounded, and a
 * value that another has pushed out is only not shared. Safe for any number of threads, since values are immutable.
 */
public final class Shared<T> {

    /** Templates of a large cluster; a power of two, so that a hash chooses a slot by its lowest bits. */
    private static final int SLOTS = 1024;

    private final @Nullable Object[] known = new @Nullable Object[SLOTS];

    /** An equal value that was seen before, or else this one. */
    public T of(T value) {
        int hash = value.hashCode();
        int slot = (hash ^ hash >>> 16) & SLOTS - 1;
        Object before = known[slot];
        if (before != null && value.equals(before)) {
            @SuppressWarnings("unchecked") // Only values of this type are put in.
            T same = (T) before;
            return same;
        }
        known[slot] = value;
        return value;
    }
}
