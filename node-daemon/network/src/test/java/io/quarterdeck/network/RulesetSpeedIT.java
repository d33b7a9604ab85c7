package io.quarterdeck.network;

import static io.quarterdeck.network.Samples.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.network.EndpointSliceView.Endpoint;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How long the kernel's rules lag behind, with the real nft. The times are printed, not judged: they are those of the
 * machine's load as much as ours. Judged is that a change is sent as a difference, at a fraction of what loading costs.
 */
final class RulesetSpeedIT {

    private static final System.Logger LOG = System.getLogger(RulesetSpeedIT.class.getName());
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int CHANGES = 200;

    private final FakeInformer<ServiceView> services = new FakeInformer<>();
    private final FakeInformer<EndpointSliceView> slices = new FakeInformer<>();
    private boolean following = true;
    private TestNamespace host;
    private RulesetApplier applier;

    @BeforeEach
    void startApplier() throws Exception {
        TestNamespace.removeLeftovers();
        host = TestNamespace.create("speed");
        applier = new RulesetApplier(
                host.commands(),
                Samples.CONFIG.table(),
                () -> RulesetPlanner.plan(Samples.CONFIG, services.list(), slices.list()));
        slices.onChange((before, after) -> {
            if (following) {
                applier.changed();
            }
        });
        applier.start();
        applier.changed();
        assertThat(applier.awaitApplied(SOON)).isTrue();
    }

    @AfterEach
    void stopApplier() throws Exception {
        applier.close();
        host.close();
    }

    @Test
    void aThousandServicesAtOnceAndOneEndpointAtATime() throws Exception {
        Duration first = load(0, 1_000);
        Duration more = load(1_000, 2_000);
        long[] nanos = new long[CHANGES];
        for (int i = 0; i < CHANGES; i++) {
            long began = System.nanoTime();
            publish(i, i + 100);
            assertThat(applier.awaitApplied(SOON)).isTrue();
            nanos[i] = System.nanoTime() - began;
        }
        Arrays.sort(nanos);
        Duration median = Duration.ofNanos(nanos[CHANGES / 2]);
        Duration worst = Duration.ofNanos(nanos[CHANGES * 99 / 100]);
        LOG.log(
                System.Logger.Level.INFO,
                "first 1,000 services {0} ms, next 1,000 {1} ms; one endpoint among 2,000 services: p50 {2} ms, p99 {3} ms",
                first.toMillis(),
                more.toMillis(),
                median.toMillis(),
                worst.toMillis());
        assertThat(median.multipliedBy(2)).isLessThan(more);
    }

    /** The time from the last service known to the last rule programmed. */
    private Duration load(int from, int to) throws InterruptedException {
        following = false;
        for (int i = from; i < to; i++) {
            ServiceView service = Samples.service("s" + i, "10.96." + (i / 250 + 1) + "." + (i % 250 + 1), 0);
            services.put(service.key(), service);
            publish(i, i);
        }
        following = true;
        long began = System.nanoTime();
        applier.changed();
        assertThat(applier.awaitApplied(SOON)).isTrue();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void publish(int service, int pod) {
        Endpoint[] endpoints = {
            ready("10.244." + (pod / 250 + 1) + "." + (pod % 250 + 1), "n1"),
            ready("10.244.100." + (pod % 250 + 1), "n2")
        };
        EndpointSliceView slice = Samples.slice("s" + service, 8080, endpoints);
        slices.put(new ObjectKey("default", slice.key().name()), slice);
    }
}
