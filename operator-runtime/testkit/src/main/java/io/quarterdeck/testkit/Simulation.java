package io.quarterdeck.testkit;

import io.quarterdeck.control.runtime.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** One thread, one clock that only jumps, and tasks in an order drawn from a seed. */
public final class Simulation {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    /** More steps than this without rest are a loop that never ends. */
    private static final int STEPS_MAX = 200_000;

    /** How much of the past a failure shows. */
    private static final int TRACE_MAX = 40;

    private final long seed;
    private final SplittableRandom random;
    private final List<Task> ready = new ArrayList<>();
    private final PriorityQueue<Delayed> timers =
            new PriorityQueue<>(Comparator.comparing(Delayed::due).thenComparingLong(Delayed::order));
    private final List<Runnable> invariants = new ArrayList<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private Instant now = BEGIN;
    private long order;

    private record Task(String name, ProcessTasks process, Runnable body) {}

    private record Delayed(Instant due, long order, Task task) {}

    public Simulation(long seed) {
        this.seed = Long.getLong("seed", seed);
        this.random = new SplittableRandom(this.seed);
    }

    public long seed() {
        return seed;
    }

    public RandomGenerator random() {
        return random;
    }

    public InstantSource clock() {
        return () -> now;
    }

    /** Something that must hold after every step; it throws if it does not. */
    public void invariant(Runnable check) {
        invariants.add(check);
    }

    /** Where a process, that can be killed as a whole, runs its tasks. */
    public Tasks process(String name) {
        return new ProcessTasks(name);
    }

    /** Runs all that is due now, then all that becomes due, until nothing happens within this time. */
    public void advance(Duration duration) {
        Instant end = now.plus(duration);
        int steps = 0;
        while (true) {
            while (!ready.isEmpty()) {
                step(ready.remove(random.nextInt(ready.size())));
                if (++steps > STEPS_MAX) {
                    throw failure("there is no end to it", new IllegalStateException("too many steps"));
                }
            }
            Delayed next = timers.peek();
            if (next == null || next.due().isAfter(end)) {
                now = end;
                return;
            }
            timers.remove();
            now = next.due().isAfter(now) ? next.due() : now;
            ready.add(next.task());
        }
    }

    private void step(Task task) {
        if (task.process().closed) {
            return;
        }
        remember(task.process().name + ": " + task.name());
        try {
            task.body().run();
        } catch (SimulatedCrash crash) {
            remember("crash of " + task.process().name);
        } catch (RuntimeException | AssertionError e) {
            throw failure("a task failed", e);
        }
        for (Runnable invariant : invariants) {
            try {
                invariant.run();
            } catch (RuntimeException | AssertionError e) {
                throw failure("an invariant does not hold", e);
            }
        }
    }

    /** Adds a line to what a failure shows of the past. */
    public void remember(String line) {
        trace.add(Duration.between(BEGIN, now) + " " + line);
        if (trace.size() > TRACE_MAX) {
            trace.removeFirst();
        }
    }

    private AssertionError failure(String what, Throwable cause) {
        return new AssertionError(
                what + "; again with -Dseed=" + seed + "\n  " + String.join("\n  ", trace) + "\n" + cause, cause);
    }

    /** The tasks of one process. */
    private final class ProcessTasks implements Tasks {

        private final String name;
        private boolean closed;

        ProcessTasks(String name) {
            this.name = name;
        }

        @Override
        public void run(String taskName, Runnable task) {
            if (!closed) {
                ready.add(new Task(taskName, this, task));
            }
        }

        @Override
        public Timer after(Duration delay, String taskName, Runnable task) {
            Delayed delayed = new Delayed(now.plus(delay), order++, new Task(taskName, this, task));
            if (!closed) {
                timers.add(delayed);
            }
            return () -> timers.remove(delayed);
        }

        @Override
        public InstantSource clock() {
            return Simulation.this.clock();
        }

        @Override
        public RandomGenerator random() {
            return random;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
