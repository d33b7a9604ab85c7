package io.quarterdeck.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.cri.Container;
import io.quarterdeck.cri.CriException;
import io.quarterdeck.cri.Sandbox;
import io.quarterdeck.model.Json;
import io.quarterdeck.pods.Observed.Seen;
import io.quarterdeck.pods.PodPlanner.Action;
import io.quarterdeck.pods.PodPlanner.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Looks at one pod, lets {@link PodPlanner} decide, begins what it says, and tells the API. Woken by changes of the pod,
 * of the runtime, of probes, and by its own operations when they end; otherwise it sleeps.
 */
final class PodWorker {

    private static final Logger LOG = Logger.getLogger(PodWorker.class);

    /** The runtime is away: asked again soon, as every pod waits for it. */
    private static final Duration RUNTIME_RETRY = Duration.ofSeconds(1);

    /** The first crash restarts at once, the second after this, then twice as long each time; as upstream. */
    private static final Duration CRASH_DELAY_FIRST = Duration.ofSeconds(10);

    private static final Duration CRASH_DELAY_MAX = Duration.ofMinutes(5);

    private final PodWorld world;
    private final PodOperations operations;
    private final StatusWriter writer;
    private final Semaphore signal = new Semaphore(0);
    private final AtomicBoolean dirty = new AtomicBoolean(true);
    private final Map<String, Prober> probers = new ConcurrentHashMap<>();
    private final Instant startedAt;
    private final boolean fresh;

    private volatile Pod pod;
    private volatile boolean removed;
    private volatile boolean stopped;

    // Touched by the worker's own thread only.
    private Observed observed = Observed.NOTHING;
    private final Map<String, Seen> ended = new HashMap<>();
    private final Map<String, Sandbox> addressed = new HashMap<>();
    private final Map<String, Duration> delays = new HashMap<>();
    private final Map<String, String> backOffsTold = new HashMap<>();
    private ObjectNode status;
    private boolean everReady;

    PodWorker(PodWorld world, Pod pod) {
        this.world = world;
        this.pod = pod;
        String begun = Json.text(pod.status(), "startTime");
        this.fresh = begun.isEmpty();
        this.startedAt = fresh ? world.clock().instant() : Instant.parse(begun);
        this.status = pod.status() instanceof ObjectNode known ? known : Json.object();
        this.writer = new StatusWriter(world.api(), pod.key(), pod.uid(), status);
        this.operations = new PodOperations(world, writer, this::poke);
    }

    void start() {
        Thread.ofVirtual().name("pod " + pod.key()).start(this::run);
    }

    /** The pod changed in the API. News that is older than what is known already is none. */
    void update(Pod latest) {
        Pod before = pod;
        if (latest.revision() < before.revision()) {
            return;
        }
        pod = latest;
        // What volumes show of the pod itself; the rest of it never changes there.
        if (!selfDescription(before).equals(selfDescription(latest))) {
            operations.refreshVolumes(latest);
        }
        signal.release();
    }

    private static List<JsonNode> selfDescription(Pod pod) {
        return List.of(Json.at(pod.tree(), "metadata", "labels"), Json.at(pod.tree(), "metadata", "annotations"));
    }

    /** The API has no such pod any more. */
    void removed() {
        removed = true;
        signal.release();
    }

    /** Something changed in the runtime, or in what is under way. */
    void poke() {
        dirty.set(true);
        signal.release();
    }

    /** The runtime may have been away: look again, and try again what failed meanwhile. */
    void runtimeBack() {
        operations.forgive();
        poke();
    }

    /** What the pod's volumes or environment come from changed. */
    void configChanged() {
        operations.refreshVolumes(pod);
        operations.forgive();
        signal.release();
    }

    /** Ends the worker, not the pod: the daemon is being stopped. */
    void stop() {
        stopped = true;
        signal.release();
    }

    String uid() {
        return pod.uid();
    }

    Pod pod() {
        return pod;
    }

    private void run() {
        try {
            Duration sleep = Duration.ZERO;
            while (!stopped && !operations.finished()) {
                sleep = step();
                if (signal.tryAcquire(sleep.toMillis(), TimeUnit.MILLISECONDS)) {
                    signal.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            probers.values().forEach(Prober::close);
            world.ended(this);
        }
    }

    /** One look; returns how long to sleep if nothing happens. */
    private Duration step() {
        Instant now = world.clock().instant();
        Pod current = pod;
        try {
            if (dirty.getAndSet(false)) {
                observe(current);
            }
        } catch (CriException e) {
            dirty.set(true);
            LOG.debugf("The runtime does not tell of pod %s: %s", current.key(), e.getMessage());
            return RUNTIME_RETRY;
        }
        Memory before = memory(now);
        probe(current, before);
        Memory memory = memory(now);
        Plan plan = PodPlanner.plan(current, observed, memory, now);
        tell(current, memory, now);
        if (plan.ending()) {
            operations.breakOffStarts();
        } else {
            operations.renewTokens(current, now);
        }
        for (Action action : plan.actions()) {
            begin(current, action);
        }
        return sleep(current, plan, now);
    }

    private Duration sleep(Pod current, Plan plan, Instant now) {
        Optional<Instant> wakeAt = plan.wakeAt();
        Optional<Instant> other = operations.wakeAt(current);
        Instant at = wakeAt.orElse(Instant.MAX);
        if (other.isPresent() && other.get().isBefore(at)) {
            at = other.get();
        }
        if (at.equals(Instant.MAX)) {
            return world.resync();
        }
        // A millisecond more: waking a moment too early would only lead here again.
        Duration sleep = Duration.between(now, at).plusMillis(1);
        return sleep.isNegative() ? Duration.ofMillis(1) : sleep.compareTo(world.resync()) > 0 ? world.resync() : sleep;
    }

    private Memory memory(Instant now) {
        Map<String, Memory.Health> health = new HashMap<>();
        probers.forEach((id, prober) -> health.put(id, prober.health()));
        return new Memory(
                removed,
                operations.busy(),
                operations.volumesReady(),
                operations.faults(now),
                delays,
                health,
                startedAt);
    }

    private void observe(Pod current) {
        Map<String, String> labels = Map.of(Labels.POD_UID, current.uid());
        List<Sandbox> sandboxes = new ArrayList<>();
        for (Sandbox sandbox : world.runtime().sandboxes(labels)) {
            sandboxes.add(withAddresses(sandbox));
            world.owns(sandbox.id(), this);
        }
        List<Seen> seen = new ArrayList<>();
        for (var summary : world.runtime().containers(labels)) {
            Seen known = ended.get(summary.id());
            if (known != null) {
                seen.add(known);
                continue;
            }
            world.owns(summary.id(), this);
            world.runtime().container(summary.id()).ifPresent(container -> {
                Seen found = seen(current, summary.sandboxId(), container);
                seen.add(found);
                if (container.ended()) {
                    ended.put(container.id(), found);
                }
            });
        }
        observed = new Observed(sandboxes, seen);
        ended.keySet()
                .removeIf(id -> seen.stream().noneMatch(one -> one.status().id().equals(id)));
    }

    private Sandbox withAddresses(Sandbox sandbox) {
        if (!sandbox.ready()) {
            Sandbox last = addressed.get(sandbox.id());
            return last == null ? sandbox : dead(last);
        }
        return addressed.computeIfAbsent(
                sandbox.id(), id -> world.runtime().sandbox(id).orElse(sandbox));
    }

    private static Sandbox dead(Sandbox last) {
        return new Sandbox(
                last.id(),
                last.podUid(),
                last.attempt(),
                false,
                last.createdAt(),
                last.addresses(),
                last.labels(),
                last.annotations());
    }

    private Seen seen(Pod current, String sandboxId, Container container) {
        String message = container.ended() ? world.files().terminationMessage(current.uid(), container) : "";
        return new Seen(sandboxId, container, message);
    }

    private void probe(Pod current, Memory memory) {
        List<Seen> running = observed.running().stream()
                .filter(seen -> !memory.busy()
                        .contains(PodPlanner.startKey(seen.status().name())))
                .toList();
        probers.entrySet().removeIf(entry -> {
            boolean gone = observed.running().stream()
                    .noneMatch(seen -> seen.status().id().equals(entry.getKey()));
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        for (Seen seen : running) {
            String id = seen.status().id();
            Optional<ContainerSpec> spec = current.container(seen.status().name());
            if (spec.isPresent() && !probers.containsKey(id)) {
                Prober prober = new Prober(
                        spec.get(),
                        world.handlers(),
                        ContainerStarter.target(spec.get(), id, addresses(current)),
                        healthBefore(id),
                        signal::release,
                        (probe, text) -> events(current)
                                .warning("Unhealthy", probe.kind().title() + " probe failed: " + text));
                probers.put(id, prober);
                prober.start();
            }
        }
    }

    private List<String> addresses(Pod current) {
        return PodStatus.podAddresses(current, observed, world.node().ip());
    }

    /** What the API was told of this very container, perhaps in an earlier life of the daemon. */
    private Memory.Health healthBefore(String id) {
        return Json.items(status, "containerStatuses").stream()
                .filter(entry -> Json.text(entry, "containerID").endsWith(id))
                .map(entry -> new Memory.Health(
                        entry.path("started").asBoolean(),
                        entry.path("ready").asBoolean(),
                        Optional.empty(),
                        Optional.empty()))
                .findFirst()
                .orElse(Memory.Health.UNKNOWN);
    }

    private void tell(Pod current, Memory memory, Instant now) {
        status = PodStatus.of(current, observed, memory, world.facts(), status, now);
        if (!everReady && fresh && Json.text(status, "phase").equals("Running")) {
            everReady = true;
            world.metrics().podStarted(Duration.between(startedAt, now));
        }
        for (ContainerSpec spec : current.containers()) {
            observed.latest(spec.name())
                    .filter(seen -> seen.status().ended())
                    .ifPresent(seen -> tellBackOff(current, memory, seen, now));
        }
        writer.submit(status, current.status());
    }

    private void tellBackOff(Pod current, Memory memory, Seen seen, Instant now) {
        String name = seen.status().name();
        boolean waits = !memory.busy().contains(PodPlanner.startKey(name))
                && now.isBefore(
                        PodPlanner.restartAt(seen.status(), memory.delays().getOrDefault(name, Duration.ZERO)));
        if (waits
                && !seen.status()
                        .id()
                        .equals(backOffsTold.put(name, seen.status().id()))) {
            events(current)
                    .warning(
                            "BackOff",
                            "Back-off restarting failed container " + name + " in pod "
                                    + current.key().name() + "_" + current.key().namespace() + "(" + current.uid()
                                    + ")");
        }
    }

    private PodEvents events(Pod current) {
        return new PodEvents(world.events(), current);
    }

    private void begin(Pod current, Action action) {
        if (action instanceof Action.StartContainer start && start.attempt() > 0) {
            delays.merge(start.name(), CRASH_DELAY_FIRST, (known, first) -> grown(start, known));
        }
        operations.begin(current, action, observed, addresses(current));
    }

    private Duration grown(Action.StartContainer start, Duration known) {
        boolean stable = observed.latest(start.name())
                .map(seen -> Duration.between(
                                        seen.status().startedAt(), seen.status().finishedAt())
                                .compareTo(PodPlanner.STABLE_AFTER)
                        >= 0)
                .orElse(false);
        Duration doubled = known.multipliedBy(2);
        return stable ? CRASH_DELAY_FIRST : doubled.compareTo(CRASH_DELAY_MAX) > 0 ? CRASH_DELAY_MAX : doubled;
    }
}
