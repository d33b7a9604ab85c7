package io.quarterdeck.pods;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;

/** Figures under the names that dashboards know from the kubelet. */
public final class PodMetrics {

    private final MeterRegistry registry;
    private final Timer podStart;

    public PodMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.podStart = Timer.builder("kubelet_pod_start_duration_seconds")
                .description("From the node's first sight of a pod to its containers running")
                .register(registry);
    }

    void podStarted(Duration took) {
        podStart.record(took);
    }

    void watch(Supplier<Number> pods) {
        io.micrometer.core.instrument.Gauge.builder("kubelet_running_pods", pods)
                .description("Pods that this node looks after")
                .register(registry);
    }

    void operation(String name, Duration took, boolean failed) {
        Timer.builder("kubelet_runtime_operations_duration_seconds")
                .tag("operation_type", name)
                .register(registry)
                .record(took);
        registry.counter("kubelet_runtime_operations_total", "operation_type", name)
                .increment();
        if (failed) {
            registry.counter("kubelet_runtime_operations_errors_total", "operation_type", name)
                    .increment();
        }
    }
}
