package io.quarterdeck.testkit;

/** The process dies in the middle of a call. An Error, so that no operator can catch it by mistake. */
final class SimulatedCrash extends Error {

    private static final long serialVersionUID = 1L;

    SimulatedCrash() {
        super("the process was killed", null, false, false);
    }
}
