package io.quarterdeck.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.ApiClient.PatchType;
import io.quarterdeck.cri.ContainerRuntime;
import io.quarterdeck.cri.CriException;
import io.quarterdeck.cri.Image;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Makes the host a Node of the cluster and keeps it one: the object, its status, its heartbeat. */
final class NodeRegistration implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(NodeRegistration.class);

    /** As upstream: four heartbeats before the node is given up. */
    private static final int LEASE_SECONDS = 40;

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** As upstream: what nobody asked for is told this often; what changes, at once. */
    private static final Duration STATUS_REFRESH = Duration.ofMinutes(5);

    private static final Duration RETRY = Duration.ofMillis(200);

    /** As upstream's eviction defaults: below these the node takes no new pods. */
    private static final long MEMORY_BYTES_MIN = 100L << 20;

    private static final double DISK_PART_MIN = 0.1;

    private final ApiClient api;
    private final ContainerRuntime runtime;
    private final NodeConfig config;
    private final NodeObject object;
    private final InstantSource clock;
    private final Supplier<String> notReady;
    private final ObjectKey key;
    private final CountDownLatch closed = new CountDownLatch(1);

    private volatile KubeObject node;

    /** @param notReady why pods cannot run here, or an empty text */
    NodeRegistration(
            ApiClient api,
            ContainerRuntime runtime,
            NodeConfig config,
            NodeObject object,
            InstantSource clock,
            Supplier<String> notReady)
            throws InterruptedException {
        this.api = api;
        this.runtime = runtime;
        this.config = config;
        this.object = object;
        this.clock = clock;
        this.notReady = notReady;
        this.key = new ObjectKey("", config.nodeName());
        this.node = register();
    }

    /** Begins the heartbeat. */
    void start() {
        Thread.ofVirtual().name("heartbeat").start(this::beat);
    }

    /** Tells the API at once how the node is. */
    void tell() {
        ObjectNode patch = Json.object();
        ObjectNode before = node.tree();
        patch.set("status", object.status(condition(), images(), before.path("status"), clock.instant()));
        node = api.patch(Resources.NODES, key, "status", PatchType.MERGE, Json.encode(patch));
    }

    private KubeObject register() throws InterruptedException {
        while (true) {
            try {
                return createOrLabel();
            } catch (ApiException e) {
                LOG.infof("The node is not registered yet: %s", e.getMessage());
                if (closed.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new InterruptedException();
                }
            }
        }
    }

    private KubeObject createOrLabel() {
        try {
            return api.create(Resources.NODES, "", object.created());
        } catch (ApiException e) {
            if (!e.isAlreadyExists()) {
                throw e;
            }
        }
        ObjectNode patch = Json.object();
        patch.putObject("metadata").set("labels", object.labels());
        return api.patch(Resources.NODES, key, "", PatchType.MERGE, Json.encode(patch));
    }

    private void beat() {
        Instant toldAt = clock.instant();
        String told = notReady.get();
        try {
            do {
                try {
                    renew();
                    String now = notReady.get();
                    if (!now.equals(told)
                            || Duration.between(toldAt, clock.instant()).compareTo(STATUS_REFRESH) >= 0) {
                        tell();
                        told = now;
                        toldAt = clock.instant();
                    }
                } catch (ApiException e) {
                    LOG.infof("The heartbeat did not reach the API: %s", e.getMessage());
                    if (e.isNotFound()) {
                        node = register();
                        tell();
                    }
                }
            } while (!closed.await(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void renew() {
        Instant now = clock.instant();
        ObjectKey leaseKey = new ObjectKey(NodeObject.leaseNamespace(), config.nodeName());
        ObjectNode lease = object.lease(node.header().uid(), LEASE_SECONDS, now);
        ObjectNode patch = Json.object();
        patch.set("spec", lease.path("spec"));
        try {
            api.patch(Resources.LEASES, leaseKey, "", PatchType.MERGE, Json.encode(patch));
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
            api.create(Resources.LEASES, NodeObject.leaseNamespace(), lease);
        }
    }

    private NodeObject.Condition condition() {
        boolean memory = false;
        boolean disk = false;
        try {
            memory = HostFacts.memoryAvailable() < MEMORY_BYTES_MIN;
            Path folder = config.dataDir();
            disk = Files.getFileStore(folder).getUsableSpace()
                    < Files.getFileStore(folder).getTotalSpace() * DISK_PART_MIN;
        } catch (IOException e) {
            LOG.warnf("The host does not tell how it is: %s", e.getMessage());
        }
        return new NodeObject.Condition(notReady.get(), memory, disk, false);
    }

    private List<Image> images() {
        try {
            return runtime.images();
        } catch (CriException e) {
            return List.of();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
