package io.quarterdeck.testkit;

import java.time.Duration;

/**
 * What the world does to an operator, as probabilities of each call.
 *
 * @param refused the API answers 503 and has done nothing
 * @param answerLost the API has done it and the answer is lost
 * @param conflict a write with a revision is refused as if somebody else had been faster
 * @param watchLost a watch ends when it should deliver, half of them with 410
 * @param crash the process dies at this call
 * @param delayMax how long a watch takes to deliver, at most
 */
public record Faults(
        double refused, double answerLost, double conflict, double watchLost, double crash, Duration delayMax) {

    /** A perfect world. */
    public static final Faults NONE = new Faults(0, 0, 0, 0, 0, Duration.ZERO);

    /** Everything goes wrong now and then. */
    public static final Faults ROUGH = new Faults(0.03, 0.03, 0.05, 0.05, 0.01, Duration.ofMillis(300));
}
