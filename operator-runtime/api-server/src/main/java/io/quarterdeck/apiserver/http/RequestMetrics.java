package io.quarterdeck.apiserver.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.quarterdeck.machinery.access.Attributes;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts and times requests under the names that Kubernetes' dashboards expect. Meters are made once for each combination
 * of labels, which come from routes that exist and never from what a client made up.
 */
final class RequestMetrics {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(400),
        Duration.ofMillis(600),
        Duration.ofMillis(800),
        Duration.ofSeconds(1),
        Duration.ofMillis(1500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
    };
    /** Beyond this many combinations all others share one: a client that asks for unknown kinds must not fill memory. */
    private static final int METERS_MAX = 5_000;

    private final MeterRegistry registry;
    private final ConcurrentHashMap<CountKey, Counter> counters = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Route, Timer> timers = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Route, AtomicInteger> longRunning = new ConcurrentHashMap<>();

    RequestMetrics(MeterRegistry registry, InFlight inFlight) {
        this.registry = registry;
        Gauge.builder("apiserver.current.inflight.requests", inFlight, InFlight::writes)
                .tag("request_kind", "mutating")
                .register(registry);
    }

    /** What requests are told apart by. */
    record Route(String verb, String group, String version, String resource, String subresource, String scope) {

        static Route of(Attributes attributes, boolean apply) {
            if (!attributes.isResource()) {
                return new Route(attributes.verb().toUpperCase(Locale.ROOT), "", "", "", "", "");
            }
            String scope = !attributes.name().isEmpty()
                    ? "resource"
                    : attributes.namespace().isEmpty() ? "cluster" : "namespace";
            return new Route(
                    verb(attributes, apply),
                    attributes.group(),
                    attributes.version(),
                    attributes.resource(),
                    attributes.subresource(),
                    scope);
        }

        private static String verb(Attributes attributes, boolean apply) {
            return switch (attributes.verb()) {
                case "create" -> "POST";
                case "update" -> "PUT";
                case "patch" -> apply ? "APPLY" : "PATCH";
                default -> attributes.verb().toUpperCase(Locale.ROOT);
            };
        }

        Tags tags() {
            return Tags.of(
                    "verb", verb,
                    "group", group,
                    "version", version,
                    "resource", resource,
                    "subresource", subresource,
                    "scope", scope,
                    "component", "apiserver");
        }
    }

    private record CountKey(Route route, int code) {}

    private static final Route OTHER = new Route("OTHER", "", "", "", "", "");

    void answered(Route asked, int code, long nanos) {
        // What was refused may be about a kind that the client made up.
        boolean real = code < 400 || code == 404 || code == 409 || code == 422;
        Route route = real ? asked : OTHER;
        CountKey key = new CountKey(bounded(route), code);
        Counter counter = counters.get(key);
        if (counter == null) {
            counter = counters.computeIfAbsent(key, this::counter);
        }
        counter.increment();
        Timer timer = timers.get(key.route());
        if (timer == null) {
            timer = timers.computeIfAbsent(key.route(), this::timer);
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Counts a watch or a tunnel that begins; the other one is called when it ends. */
    void longRunningBegins(Route route) {
        longRunning.computeIfAbsent(bounded(route), this::gauge).incrementAndGet();
    }

    void longRunningEnds(Route route) {
        longRunning.computeIfAbsent(bounded(route), this::gauge).decrementAndGet();
    }

    private Route bounded(Route route) {
        return counters.size() < METERS_MAX || timers.containsKey(route) ? route : OTHER;
    }

    private Counter counter(CountKey key) {
        return Counter.builder("apiserver.request")
                .description("Requests by verb, kind and status code")
                .tags(key.route().tags())
                .tag("code", Integer.toString(key.code()))
                .tag("dry_run", "")
                .register(registry);
    }

    private Timer timer(Route route) {
        return Timer.builder("apiserver.request.duration")
                .description("From a request's arrival to the hand-over of its answer's last byte")
                .tags(route.tags())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private AtomicInteger gauge(Route route) {
        AtomicInteger count = new AtomicInteger();
        Gauge.builder("apiserver.longrunning.requests", count, AtomicInteger::get)
                .description("Watches, followed logs and tunnels that are under way")
                .tags(route.tags())
                .register(registry);
        return count;
    }
}
