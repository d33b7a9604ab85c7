package io.quarterdeck.control.runtime;

import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** Where the runtime's work runs and what time it is there. A task may block on the API; nothing else waits. */
public interface Tasks extends AutoCloseable {

    /**
     * Runs a task as soon as possible. After {@link #close} it is dropped.
     *
     * @param name for thread dumps and simulation traces
     */
    void run(String name, Runnable task);

    /** Runs a task once a time has passed, unless the timer is cancelled before. */
    Timer after(Duration delay, String name, Runnable task);

    InstantSource clock();

    /** Where jitter comes from. Safe for any number of threads, or called on one only. */
    RandomGenerator random();

    /** Begins nothing any more and ends what still runs. */
    @Override
    void close();

    /** A delayed task. */
    interface Timer {

        /** Does nothing if the task began already. */
        void cancel();
    }
}
