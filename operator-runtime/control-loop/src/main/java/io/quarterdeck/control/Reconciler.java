package io.quarterdeck.control;

import io.quarterdeck.model.ObjectKey;

/** Makes the world fit one object. */
@FunctionalInterface
public interface Reconciler {

    /**
     * Looks and does what is missing. The object may be gone. Called for one key by one worker at a time; calling it
     * again is harmless.
     *
     * @param key the object
     * @param api writes made through it are waited for: the next call for this key sees them in its informers
     * @throws Exception to be tried again after a growing delay
     */
    Outcome reconcile(ObjectKey key, ApiClient api) throws Exception;
}
