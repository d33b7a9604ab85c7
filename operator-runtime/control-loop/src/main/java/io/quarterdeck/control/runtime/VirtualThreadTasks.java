package io.quarterdeck.control.runtime;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Each task on a virtual thread of its own; one platform thread keeps the time. */
public final class VirtualThreadTasks implements Tasks {

    private static final System.Logger LOG = System.getLogger(VirtualThreadTasks.class.getName());

    /** A reconciliation in flight gets this long to end by itself when the process stops. */
    private static final Duration STOP_WAIT = Duration.ofSeconds(3);

    private final InstantSource clock;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledThreadPoolExecutor timers;

    public VirtualThreadTasks(InstantSource clock) {
        this.clock = clock;
        timers = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("control-loop-timers").factory());
        timers.setRemoveOnCancelPolicy(true);
    }

    @Override
    public void run(String name, Runnable task) {
        try {
            workers.execute(() -> {
                Thread.currentThread().setName(name);
                guarded(name, task);
            });
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "A task came after the stop: {0}", name);
        }
    }

    @Override
    public Timer after(Duration delay, String name, Runnable task) {
        try {
            Future<?> future = timers.schedule(() -> run(name, task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {};
        }
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public RandomGenerator random() {
        return ThreadLocalRandom.current();
    }

    @Override
    public void close() {
        timers.shutdownNow();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static void guarded(String name, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "A task of the control loop failed: " + name, e);
        }
    }
}
