package io.quarterdeck.pods;

import io.quarterdeck.control.ApiClient.DeleteOptions;
import io.quarterdeck.cri.CriException;
import io.quarterdeck.cri.Sandbox;
import io.quarterdeck.cri.SandboxConfig;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Resources;
import io.quarterdeck.pods.Memory.Fault;
import io.quarterdeck.pods.PodPlanner.Action;
import io.quarterdeck.volumes.DownwardFields;
import io.quarterdeck.volumes.VolumeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Carries out what {@link PodPlanner} decided, each action on a virtual thread of its own, and remembers what failed. */
final class PodOperations {

    private static final Logger LOG = Logger.getLogger(PodOperations.class);

    private static final String REFRESH = "volumes refresh";

    /** A failed image pull or start is tried again after this, then twice as long each time; as upstream. */
    private static final Duration START_RETRY_FIRST = Duration.ofSeconds(10);

    private static final Duration START_RETRY_MAX = Duration.ofMinutes(5);

    /** The host's own troubles pass sooner. */
    private static final Duration HOST_RETRY_FIRST = Duration.ofSeconds(1);

    private static final Duration HOST_RETRY_MAX = Duration.ofMinutes(1);

    /** How long a fresh ErrImagePull is shown as such before it is called a back-off. */
    private static final Duration PULL_ERROR_SHOWN = Duration.ofSeconds(2);

    /** A container whose preStop hook used up all its time still gets a moment; as upstream. */
    private static final Duration GRACE_AFTER_HOOK = Duration.ofSeconds(2);

    /** The last status should reach the API before the object goes; but an API that is away must not hold the node. */
    private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(30);

    private final PodWorld world;
    private final StatusWriter writer;
    private final Runnable done;
    private final Map<String, Thread> busy = new ConcurrentHashMap<>();
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();

    private volatile Map<String, Path> volumes = Map.of();
    private volatile boolean volumesReady;
    private volatile boolean finished;

    private record Failure(Fault fault, Instant at, Duration delay) {}

    /** @param done called whenever an operation ended */
    PodOperations(PodWorld world, StatusWriter writer, Runnable done) {
        this.world = world;
        this.writer = writer;
        this.done = done;
    }

    Set<String> busy() {
        return busy.keySet();
    }

    boolean volumesReady() {
        return volumesReady;
    }

    /** Whether nothing of the pod is left. */
    boolean finished() {
        return finished;
    }

    Map<String, Fault> faults(Instant now) {
        Map<String, Fault> faults = new HashMap<>();
        failures.forEach((key, failure) -> faults.put(key, shown(failure, now)));
        return faults;
    }

    private static Fault shown(Failure failure, Instant now) {
        Fault fault = failure.fault();
        if (fault.reason().equals("ErrImagePull") && !now.isBefore(failure.at().plus(PULL_ERROR_SHOWN))) {
            return new Fault(
                    "ImagePullBackOff", "Back-off pulling image: ErrImagePull: " + fault.message(), fault.retryAt());
        }
        return fault;
    }

    /** When the shown faults change, or a token must be renewed. */
    Optional<Instant> wakeAt(Pod pod) {
        Instant now = world.clock().instant();
        Stream<Instant> shown = failures.values().stream()
                .flatMap(failure -> Stream.of(
                        failure.at().plus(PULL_ERROR_SHOWN), failure.fault().retryAt()));
        Stream<Instant> renewals = world.volumes().renewAt(pod.uid()).stream();
        return Stream.concat(shown, renewals).filter(at -> at.isAfter(now)).min(Instant::compareTo);
    }

    /** What failed because of what was wrong may be tried again now: that changed. */
    void forgive() {
        failures.entrySet().removeIf(entry -> !entry.getValue().fault().reason().startsWith("ErrImage"));
    }

    /** Writes new tokens where the old ones have lived long enough. */
    void renewTokens(Pod pod, Instant now) {
        Failure failure = failures.get(REFRESH);
        boolean due = world.volumes()
                .renewAt(pod.uid())
                .filter(at -> !now.isBefore(at))
                .isPresent();
        if (due && (failure == null || !now.isBefore(failure.fault().retryAt()))) {
            refreshVolumes(pod);
        }
    }

    /** Brings the volumes' content up to date. */
    void refreshVolumes(Pod pod) {
        if (volumesReady) {
            run(REFRESH, pod, () -> prepareVolumes(pod, List.of()));
        }
    }

    /** The pod is being ended: a pull or a hook that still runs for a start is of no use any more. */
    void breakOffStarts() {
        busy.forEach((key, thread) -> {
            if (key.startsWith("start ")) {
                thread.interrupt();
            }
        });
    }

    void begin(Pod pod, Action action, Observed observed, List<String> addresses) {
        run(action.key(), pod, () -> perform(pod, action, observed, addresses));
    }

    @FunctionalInterface
    private interface Operation {
        void run() throws StartFault, VolumeException, IOException, InterruptedException;
    }

    private void run(String key, Pod pod, Operation operation) {
        Thread thread = Thread.ofVirtual().name(pod.key() + " " + key).unstarted(() -> {
            try {
                operation.run();
                failures.remove(key);
            } catch (StartFault e) {
                failed(key, e.reason(), e.text(), START_RETRY_FIRST, START_RETRY_MAX);
            } catch (VolumeException e) {
                new PodEvents(world.events(), pod).warning("FailedMount", String.valueOf(e.getMessage()));
                failed(key, "FailedMount", String.valueOf(e.getMessage()), HOST_RETRY_FIRST, HOST_RETRY_MAX);
            } catch (CriException | ApiException | IOException e) {
                LOG.infof("Pod %s: %s failed and will be tried again: %s", pod.key(), key, e.getMessage());
                failed(key, "Failed", String.valueOf(e.getMessage()), HOST_RETRY_FIRST, HOST_RETRY_MAX);
            } catch (InterruptedException e) {
                LOG.debugf("Pod %s: %s was broken off", pod.key(), key);
            } finally {
                busy.remove(key);
                done.run();
            }
        });
        if (busy.putIfAbsent(key, thread) == null) {
            thread.start();
        }
    }

    private void failed(String key, String reason, String message, Duration first, Duration max) {
        Instant now = world.clock().instant();
        failures.compute(key, (none, known) -> {
            Duration delay = known == null ? first : known.delay().multipliedBy(2);
            Duration bounded = delay.compareTo(max) > 0 ? max : delay;
            return new Failure(new Fault(reason, message, now.plus(bounded)), now, bounded);
        });
    }

    private void perform(Pod pod, Action action, Observed observed, List<String> addresses)
            throws StartFault, VolumeException, IOException, InterruptedException {
        switch (action) {
            case Action.PrepareVolumes() -> prepareVolumes(pod, addresses);
            case Action.CreateSandbox(int attempt) -> createSandbox(pod, attempt);
            case Action.StopSandbox(String id) -> world.runtime().stopSandbox(id);
            case Action.RemoveSandbox(String id) -> world.runtime().removeSandbox(id);
            case Action.StartContainer start -> start(pod, start, observed, addresses);
            case Action.StopContainer stop -> world.starter().stop(pod, stop, addresses, GRACE_AFTER_HOOK);
            case Action.RemoveContainer(String id) -> world.runtime().removeContainer(id);
            case Action.Finish() -> finish(pod, observed);
        }
    }

    private void prepareVolumes(Pod pod, List<String> addresses) throws VolumeException, InterruptedException {
        volumes = world.volumes().prepare(fields(pod, addresses));
        volumesReady = true;
    }

    private void createSandbox(Pod pod, int attempt) throws InterruptedException {
        SandboxConfig config = new SandboxConfigs(world.node()).config(pod, attempt);
        try {
            world.lane().run(StartLane.Turn.SANDBOX, () -> world.runtime().runSandbox(config));
        } catch (CriException e) {
            new PodEvents(world.events(), pod)
                    .warning("FailedCreatePodSandBox", "Failed to create pod sandbox: " + e.getMessage());
            throw e;
        }
        world.cgroups().limit(pod);
    }

    private void start(Pod pod, Action.StartContainer start, Observed observed, List<String> addresses)
            throws StartFault, InterruptedException {
        int attempt = observed.sandbox().map(Sandbox::attempt).orElse(0);
        SandboxConfig sandbox = new SandboxConfigs(world.node()).config(pod, attempt);
        world.starter()
                .start(start, new ContainerStarter.Place(pod, sandbox, addresses, volumes, fields(pod, addresses)));
    }

    private void finish(Pod pod, Observed observed) throws IOException, InterruptedException {
        for (Sandbox sandbox : observed.sandboxes()) {
            world.runtime().stopSandbox(sandbox.id());
        }
        world.volumes().release(pod.uid());
        if (!writer.flush(FLUSH_TIMEOUT)) {
            LOG.infof("Pod %s is removed although its last status was not written", pod.key());
        }
        delete(pod);
        for (Sandbox sandbox : observed.sandboxes()) {
            world.runtime().removeSandbox(sandbox.id());
        }
        world.cgroups().remove(pod);
        PodLogs.delete(world.node().logFolder(pod));
        finished = true;
    }

    private void delete(Pod pod) {
        if (pod.deletion().isEmpty()) {
            return;
        }
        try {
            world.api().delete(Resources.PODS, pod.key(), new DeleteOptions(0, "", pod.uid()));
        } catch (ApiException e) {
            // Gone already, or another pod of that name: either way it is done.
            if (!e.isNotFound() && e.status().code() != 409) {
                throw e;
            }
        }
    }

    private DownwardFields fields(Pod pod, List<String> addresses) {
        Map<String, String> known = new HashMap<>();
        known.put("status.hostIP", world.node().ip());
        known.put("status.hostIPs", world.node().ip());
        known.put("spec.nodeName", world.node().name());
        if (!addresses.isEmpty()) {
            known.put("status.podIP", addresses.getFirst());
            known.put("status.podIPs", String.join(",", addresses));
        }
        return new DownwardFields(pod.tree(), known, world.node().capacity());
    }
}
