package io.quarterdeck.control;

import java.time.Duration;

/** How a reconciliation ended, where it did not throw. */
public sealed interface Outcome {

    /** Nothing is left to do until something changes. */
    Done DONE = new Done();

    /** Nothing is left to do until something changes. */
    record Done() implements Outcome {}

    /** Look again after this time even if nothing changes. */
    record After(Duration delay) implements Outcome {}

    /** The spec asks for what cannot be: told to the user as an event; not tried again until it changes. */
    record Rejected(String reason, String message) implements Outcome {}

    static Outcome after(Duration delay) {
        return new After(delay);
    }
}
