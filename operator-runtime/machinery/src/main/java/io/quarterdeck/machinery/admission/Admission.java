package io.quarterdeck.machinery.admission;

import io.quarterdeck.model.ApiException;

/** One of those who are asked before a write. Safe for any number of threads; blocks while it asks others. */
public interface Admission {

    /** Asks nobody. */
    Admission NONE = new Admission() {};

    /** Whether anybody is configured who wants to be asked about such writes at all. */
    default boolean concerns(Operation operation) {
        return false;
    }

    /**
     * Changes the object. Called again if the write meets a conflict and starts anew.
     *
     * @return whether it may have changed it
     * @throws ApiException if it may not be written
     */
    default boolean mutate(Attempt attempt) {
        return false;
    }

    /**
     * Looks at what would be stored.
     *
     * @throws ApiException if it may not be written
     */
    default void validate(Attempt attempt) {}

    /** The write that {@link #validate} has let pass was not made after all, and certainly not. */
    default void undo(Attempt attempt) {}
}
