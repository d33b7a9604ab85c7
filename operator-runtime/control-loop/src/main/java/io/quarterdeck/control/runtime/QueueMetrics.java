package io.quarterdeck.control.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What dashboards for Kubernetes' controllers ask for: {@code workqueue_depth}, {@code workqueue_adds_total},
 * {@code workqueue_queue_duration_seconds} and so on, by the queue's name.
 */
final class QueueMetrics {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(10),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofSeconds(100)
    };

    private final Counter adds;
    private final Counter retries;
    private final Counter staleRuns;
    private final Timer queued;
    private final Timer worked;

    QueueMetrics(MeterRegistry registry, String name) {
        adds = Counter.builder("workqueue.adds").tag("name", name).register(registry);
        retries = Counter.builder("workqueue.retries").tag("name", name).register(registry);
        staleRuns = Counter.builder("quarterdeck.stale.runs")
                .description("Runs that did not wait longer for the cache to see the key's last writes")
                .tag("name", name)
                .register(registry);
        queued = timer(registry, "workqueue.queue.duration", name);
        worked = timer(registry, "workqueue.work.duration", name);
    }

    /** Binds what is measured when it is asked for. */
    static void bind(
            MeterRegistry registry,
            String name,
            Supplier<Number> depth,
            Supplier<Number> unfinishedSeconds,
            Supplier<Number> longestSeconds) {
        Gauge.builder("workqueue.depth", depth).tag("name", name).register(registry);
        Gauge.builder("workqueue.unfinished.work", unfinishedSeconds)
                .baseUnit("seconds")
                .tag("name", name)
                .register(registry);
        Gauge.builder("workqueue.longest.running.processor", longestSeconds)
                .baseUnit("seconds")
                .tag("name", name)
                .register(registry);
    }

    void added() {
        adds.increment();
    }

    void retried() {
        retries.increment();
    }

    void ranStale() {
        staleRuns.increment();
    }

    void queued(Duration time) {
        queued.record(time);
    }

    void worked(Duration time) {
        worked.record(time);
    }

    private static Timer timer(MeterRegistry registry, String metric, String name) {
        return Timer.builder(metric)
                .serviceLevelObjectives(BUCKETS)
                .tag("name", name)
                .register(registry);
    }
}
