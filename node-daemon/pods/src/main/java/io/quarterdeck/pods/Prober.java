package io.quarterdeck.pods;

import io.quarterdeck.pods.Handlers.Answer;
import io.quarterdeck.pods.Handlers.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Asks the probes of one running container, each on a virtual thread of its own, and keeps what they say.
 *
 * <p>Until a container has answered for the first time it is asked again soon, without counting that as a failure: most
 * need some hundred milliseconds to listen, and waiting a whole period for that would make every start slow.
 */
final class Prober implements AutoCloseable {

    private static final Duration EAGER_DELAY_FIRST = Duration.ofMillis(50);

    /** From here on the probe's own period and counting hold. */
    private static final Duration EAGER_TIME_MAX = Duration.ofSeconds(2);

    private final ContainerSpec container;
    private final Handlers handlers;
    private final Target target;
    private final Runnable changed;
    private final BiConsumer<Probe, String> unhealthy;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch startedLatch = new CountDownLatch(1);

    private volatile boolean started;
    private volatile boolean ready;
    private volatile Optional<String> failing = Optional.empty();
    private volatile Optional<Duration> grace = Optional.empty();

    /**
     * @param before what was known of the container in an earlier life of the daemon
     * @param changed called when the health changed
     * @param unhealthy called at each failure that counts
     */
    Prober(
            ContainerSpec container,
            Handlers handlers,
            Target target,
            Memory.Health before,
            Runnable changed,
            BiConsumer<Probe, String> unhealthy) {
        this.container = container;
        this.handlers = handlers;
        this.target = target;
        this.changed = changed;
        this.unhealthy = unhealthy;
        this.started = before.started() || container.startup().isEmpty();
        this.ready = started && (before.ready() || container.readiness().isEmpty());
        if (started) {
            startedLatch.countDown();
        }
    }

    void start() {
        if (!started) {
            container.startup().ifPresent(this::begin);
        }
        container.readiness().ifPresent(this::begin);
        container.liveness().ifPresent(this::begin);
    }

    Memory.Health health() {
        return new Memory.Health(started, started && ready, failing, grace);
    }

    private void begin(Probe probe) {
        Thread.ofVirtual().name("probe").start(() -> {
            try {
                run(probe);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void run(Probe probe) throws InterruptedException {
        if (probe.kind() != Probe.Kind.STARTUP) {
            startedLatch.await();
        }
        if (sleep(probe.initialDelay())) {
            return;
        }
        int successes = 0;
        int failures = 0;
        boolean answered = false;
        Duration eager = EAGER_DELAY_FIRST;
        boolean over = false;
        while (!over) {
            Answer answer = handlers.ask(probe.handler(), target, probe.timeout());
            if (closed.getCount() == 0) {
                return;
            }
            boolean early = !answered && !answer.success() && eager.compareTo(EAGER_TIME_MAX) < 0;
            answered |= answer.success();
            if (!early) {
                successes = answer.success() ? successes + 1 : 0;
                failures = answer.success() ? 0 : failures + 1;
                over = judge(probe, answer, successes, failures);
            }
            over |= sleep(early ? eager : probe.period());
            eager = eager.multipliedBy(2);
        }
    }

    /** Draws the consequence of an answer; true if this probe has nothing left to ask. */
    private boolean judge(Probe probe, Answer answer, int successes, int failures) {
        if (!answer.success()) {
            unhealthy.accept(probe, answer.text());
        }
        boolean passed = answer.success() && successes >= probe.successThreshold();
        boolean failed = !answer.success() && failures >= probe.failureThreshold();
        switch (probe.kind()) {
            case STARTUP -> {
                if (passed) {
                    started = true;
                    ready = container.readiness().isEmpty();
                    startedLatch.countDown();
                    changed.run();
                    return true;
                }
            }
            case READINESS -> {
                if ((passed && !ready) || (failed && ready)) {
                    ready = passed;
                    changed.run();
                }
            }
            case LIVENESS -> {}
        }
        if (failed && probe.kind() != Probe.Kind.READINESS) {
            grace = probe.grace();
            failing = Optional.of("Container " + container.name() + " failed "
                    + probe.kind().title().toLowerCase(java.util.Locale.ROOT) + " probe, will be restarted");
            changed.run();
            return true;
        }
        return false;
    }

    /** True if this was closed meanwhile. */
    private boolean sleep(Duration time) throws InterruptedException {
        return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        closed.countDown();
        startedLatch.countDown();
    }
}
