package io.quarterdeck.pods;

import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.EventRecorder;
import io.quarterdeck.control.Informer;
import io.quarterdeck.cri.ContainerRuntime;
import io.quarterdeck.cri.ContainerSummary;
import io.quarterdeck.cri.CriException;
import io.quarterdeck.cri.RuntimeListener;
import io.quarterdeck.cri.Sandbox;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.pods.PodStatus.NodeFacts;
import io.quarterdeck.volumes.ConfigSource;
import io.quarterdeck.volumes.PodVolumes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSocketFactory;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** All pods of one node: a worker for each, fed by the API's changes and the runtime's events. */
public final class PodNode implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PodNode.class);

    /** Events drive everything; this only catches what all of them missed. */
    private static final Duration RESYNC = Duration.ofMinutes(5);

    /** What a container of a pod that nobody knows any more gets, if it does not say. */
    private static final Duration ORPHAN_GRACE = Duration.ofSeconds(30);

    /** A start waits for the disk now and then: half as many again as processors keeps them all at work. */
    private static final int STARTS_MAX = Math.max(2, Runtime.getRuntime().availableProcessors() * 3 / 2);

    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private final World world;
    private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
    private final Map<String, PodWorker> owners = new ConcurrentHashMap<>();
    private ContainerRuntime.@Nullable Subscription subscription;

    /**
     * What the pods of a node are run with.
     *
     * @param trusting makes TLS connections for probes, which check nothing
     */
    public record Parts(
            ContainerRuntime runtime,
            ApiClient api,
            EventRecorder events,
            InstantSource clock,
            NodeSettings node,
            ConfigSource configs,
            SSLSocketFactory trusting,
            PodMetrics metrics) {}

    public PodNode(Parts parts) {
        this.world = new World(parts);
    }

    /** Begins to look after the pods of an informer, which is filled already. */
    public void start(Informer<Pod> pods) {
        world.metrics().watch(workers::size);
        pods.onChange(this::changed);
        pods.list().forEach(pod -> changed(null, pod));
        subscription = world.runtime().subscribe(new Events());
        Thread.ofVirtual().name("orphans").start(() -> removeOrphans(pods));
    }

    /** A change of the volumes or the environment that pods of this node use. */
    public void configChanged(String uid) {
        PodWorker worker = workers.get(uid);
        if (worker != null) {
            worker.configChanged();
        }
    }

    /** The pod of a key as this node knows it. */
    public Optional<Pod> pod(ObjectKey key) {
        return workers.values().stream()
                .map(PodWorker::pod)
                .filter(pod -> pod.key().equals(key))
                .findFirst();
    }

    /** The runs of a pod's container that the runtime still has, the last one first. */
    public List<ContainerSummary> runs(Pod pod, String container) {
        return world.runtime().containers(Map.of(Labels.POD_UID, pod.uid(), Labels.CONTAINER_NAME, container)).stream()
                .sorted(java.util.Comparator.comparingInt(ContainerSummary::attempt)
                        .reversed())
                .toList();
    }

    /** The sandbox that a pod lives in. */
    public Optional<Sandbox> sandbox(Pod pod) {
        return world.runtime().sandboxes(Map.of(Labels.POD_UID, pod.uid())).stream()
                .filter(Sandbox::ready)
                .findFirst();
    }

    /** Rotates the logs that have grown too large. */
    public void rotateLogs() {
        String stamp = world.clock().instant().toString().replace(":", "");
        for (ContainerSummary summary : world.runtime().containers(Map.of())) {
            if (summary.phase() == ContainerSummary.Phase.RUNNING) {
                world.runtime().container(summary.id()).ifPresent(container -> {
                    try {
                        PodLogs.rotate(world.runtime(), container.id(), Path.of(container.logPath()), stamp);
                    } catch (IOException e) {
                        LOG.warnf("The log %s could not be rotated: %s", container.logPath(), e.getMessage());
                    }
                });
            }
        }
    }

    /** Ends the workers. The containers run on. */
    @Override
    public void close() {
        if (subscription != null) {
            subscription.close();
        }
        workers.values().forEach(PodWorker::stop);
    }

    private void changed(@Nullable Pod before, @Nullable Pod after) {
        if (before != null && (after == null || !after.uid().equals(before.uid()))) {
            PodWorker worker = workers.get(before.uid());
            if (worker != null) {
                worker.removed();
            }
        }
        if (after == null) {
            return;
        }
        PodWorker worker = workers.get(after.uid());
        if (worker == null) {
            PodWorker made = new PodWorker(world, after);
            worker = workers.putIfAbsent(after.uid(), made);
            if (worker == null) {
                made.start();
                return;
            }
        }
        worker.update(after);
    }

    /** Ends what runs here for pods that the API has not: they were deleted while nobody looked. */
    private void removeOrphans(Informer<Pod> pods) {
        try {
            // What is here is listed before what is known: a pod that comes meanwhile must not be taken for an orphan.
            Set<String> volumes = world.volumes().present();
            List<Sandbox> sandboxes = world.runtime().sandboxes(Map.of());
            Set<String> known = new HashSet<>(workers.keySet());
            pods.list().forEach(pod -> known.add(pod.uid()));
            for (Sandbox sandbox : sandboxes) {
                String uid = sandbox.labels().getOrDefault(Labels.POD_UID, "");
                if (!uid.isEmpty() && !known.contains(uid)) {
                    LOG.infof("Sandbox %s belongs to no pod and is removed", sandbox.id());
                    removeOrphan(sandbox, uid);
                }
            }
            for (String uid : volumes) {
                if (!known.contains(uid)) {
                    world.volumes().release(uid);
                }
            }
        } catch (CriException | IOException e) {
            LOG.warnf("Orphans could not be removed: %s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void removeOrphan(Sandbox sandbox, String uid) throws IOException, InterruptedException {
        for (ContainerSummary container : world.runtime().containers(Map.of(Labels.POD_UID, uid))) {
            if (container.phase() == ContainerSummary.Phase.RUNNING) {
                Duration grace = world.runtime()
                        .container(container.id())
                        .map(found -> found.annotations().get(Labels.TERMINATION_GRACE))
                        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                        .orElse(ORPHAN_GRACE);
                world.runtime().stopContainer(container.id(), grace);
            }
        }
        world.runtime().stopSandbox(sandbox.id());
        world.runtime().removeSandbox(sandbox.id());
        world.volumes().release(uid);
    }

    private final class Events implements RuntimeListener {

        @Override
        public void changed(String id) {
            PodWorker worker = owners.get(id);
            if (worker != null) {
                worker.poke();
            }
        }

        @Override
        public void resync() {
            workers.values().forEach(PodWorker::runtimeBack);
        }
    }

    private final class World implements PodWorld {

        private final Parts parts;
        private final NodeFacts facts;
        private final PodVolumes volumes;
        private final Handlers handlers;
        private final StartLane lane = new StartLane(STARTS_MAX);
        private final ContainerStarter starter;
        private final PodFiles files;
        private final PodCgroups cgroups;

        World(Parts parts) {
            this.parts = parts;
            this.facts = new NodeFacts(parts.node().ip(), "containerd");
            this.volumes = new PodVolumes(
                    parts.node().podsFolder(), parts.node().secretsFolder(), parts.configs(), parts.clock());
            this.handlers = new Handlers(parts.runtime(), parts.trusting());
            this.files = new PodFiles(parts.node());
            this.cgroups = new PodCgroups(CGROUPS, parts.node().cgroup());
            ImagePuller images = new ImagePuller(parts.runtime(), parts.configs(), parts.events(), parts.clock());
            this.starter = new ContainerStarter(
                    parts.runtime(), lane, images, parts.configs(), parts.events(), handlers, parts.node());
        }

        @Override
        public ContainerRuntime runtime() {
            return parts.runtime();
        }

        @Override
        public ApiClient api() {
            return parts.api();
        }

        @Override
        public EventRecorder events() {
            return parts.events();
        }

        @Override
        public InstantSource clock() {
            return parts.clock();
        }

        @Override
        public NodeSettings node() {
            return parts.node();
        }

        @Override
        public NodeFacts facts() {
            return facts;
        }

        @Override
        public PodVolumes volumes() {
            return volumes;
        }

        @Override
        public ConfigSource configs() {
            return parts.configs();
        }

        @Override
        public Handlers handlers() {
            return handlers;
        }

        @Override
        public ContainerStarter starter() {
            return starter;
        }

        @Override
        public StartLane lane() {
            return lane;
        }

        @Override
        public PodFiles files() {
            return files;
        }

        @Override
        public PodCgroups cgroups() {
            return cgroups;
        }

        @Override
        public PodMetrics metrics() {
            return parts.metrics();
        }

        @Override
        public Duration resync() {
            return RESYNC;
        }

        @Override
        public void owns(String id, PodWorker worker) {
            owners.put(id, worker);
        }

        @Override
        public void ended(PodWorker worker) {
            owners.values().removeIf(owner -> owner == worker);
            workers.remove(worker.uid(), worker);
        }
    }
}
