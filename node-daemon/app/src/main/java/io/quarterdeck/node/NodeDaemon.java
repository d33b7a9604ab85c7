package io.quarterdeck.node;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Operator;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.control.http.HttpApiClient;
import io.quarterdeck.control.http.KubeConfig;
import io.quarterdeck.control.runtime.ApiEventRecorder;
import io.quarterdeck.control.runtime.OperatorRuntime;
import io.quarterdeck.control.runtime.RuntimeConfig;
import io.quarterdeck.control.runtime.VirtualThreadTasks;
import io.quarterdeck.cri.ContainerRuntime;
import io.quarterdeck.cri.CriException;
import io.quarterdeck.cri.CriRuntime;
import io.quarterdeck.dns.DnsConfig;
import io.quarterdeck.dns.DnsServer;
import io.quarterdeck.model.Quantity;
import io.quarterdeck.model.Resources;
import io.quarterdeck.network.Cidr;
import io.quarterdeck.network.CommandException;
import io.quarterdeck.network.Commands;
import io.quarterdeck.network.EndpointSliceView;
import io.quarterdeck.network.NetworkConfig;
import io.quarterdeck.network.NodeNetwork;
import io.quarterdeck.network.NodeView;
import io.quarterdeck.network.ServiceView;
import io.quarterdeck.pods.MeteredRuntime;
import io.quarterdeck.pods.NodeSettings;
import io.quarterdeck.pods.Pod;
import io.quarterdeck.pods.PodMetrics;
import io.quarterdeck.pods.PodNode;
import io.quarterdeck.volumes.PodVolumes;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Wires the parts of one node and brings them up in order; closing ends the daemon and leaves the pods alone. */
final class NodeDaemon implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(NodeDaemon.class);

    /** While it starts, the daemon waits for others' processes; there is no event that would tell of them. */
    private static final Duration START_LOOK = Duration.ofMillis(20);

    private static final Duration LOG_ROTATION = Duration.ofMinutes(1);

    private static final String API_SERVICE_PORT = "443";

    private final NodeConfig config;
    private final InstantSource clock = InstantSource.system();
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private volatile String notReady = "container runtime network not ready: the node has no pod range yet";

    NodeDaemon(NodeConfig config) {
        this.config = config;
    }

    /** What the node follows, and who follows it. */
    private static final class Followed implements Operator {

        private final NetworkConfig config;
        private @Nullable Informer<Pod> pods;
        private @Nullable NodeNetwork network;
        private @Nullable DnsServer dns;
        private @Nullable ConfigWatches configs;

        Followed(NetworkConfig config) {
            this.config = config;
        }

        @Override
        public String name() {
            return "node";
        }

        @Override
        public void declare(OperatorContext context) {
            ListOptions mine = ListOptions.withField("spec.nodeName", config.nodeName());
            pods = context.informer(Resources.PODS, mine, Pod::parse);
            Informer<ServiceView> services = context.informer(Resources.SERVICES, ListOptions.ALL, ServiceView::parse);
            Informer<EndpointSliceView> slices =
                    context.informer(Resources.ENDPOINT_SLICES, ListOptions.ALL, EndpointSliceView::parse);
            Informer<NodeView> nodes = context.informer(Resources.NODES, ListOptions.ALL, NodeView::parse);
            configs = new ConfigWatches(context, pods);
            network = new NodeNetwork(config, services, slices, nodes, Commands.HERE);
            dns = new DnsServer(DnsConfig.of(config), services, slices);
        }
    }

    /** Brings the node up; returns when it is Ready. */
    void start() throws IOException, GeneralSecurityException, InterruptedException, CommandException {
        Files.createDirectories(config.dataDir());
        KubeConfig identity = awaitIdentity();
        HttpApiClient api = add(HttpApiClient.connect(identity, "quarterdeck-node", metrics));
        PodMetrics podMetrics = new PodMetrics(metrics);
        ContainerRuntime runtime = add(new MeteredRuntime(new CriRuntime(config.containerdSocket()), podMetrics));
        ContainerRuntime.Version version = awaitRuntime(runtime);
        HostFacts host = HostFacts.read(config.dataDir());
        VirtualThreadTasks tasks = add(new VirtualThreadTasks(clock));
        NodeSettings settings = settings(host);
        PodVolumes.mountMemory(settings.secretsFolder());
        PodNode pods = add(new PodNode(new PodNode.Parts(
                runtime,
                api,
                new ApiEventRecorder(api, "kubelet", config.nodeName(), tasks),
                clock,
                settings,
                new ApiConfigSource(api),
                Tls.trustingAll().getSocketFactory(),
                podMetrics)));
        NodeServer server = add(new NodeServer(
                Tls.server(identity), "0.0.0.0", config.nodePort(), new NodeApi(pods, runtime, metrics, clock)));
        server.start();
        NodeObject object = new NodeObject(config, host, version);
        NodeRegistration registration = add(new NodeRegistration(api, runtime, config, object, clock, () -> notReady));
        registration.start();
        Followed followed = new Followed(networkConfig());
        OperatorRuntime informers =
                add(new OperatorRuntime(api, metrics, clock, RuntimeConfig.single(config.nodeName())));
        informers.start(List.of(followed));
        NodeNetwork network = add(present(followed.network));
        network.start();
        add(present(followed.dns)).start();
        registration.tell();
        awaitFilled(informers);
        awaitNetwork(network, runtime);
        pods.start(present(followed.pods));
        present(followed.configs).start(pods::configChanged);
        notReady = "";
        registration.tell();
        Thread.ofVirtual().name("log rotation").start(() -> rotateLogs(pods));
        LOG.infof("Node %s is ready", config.nodeName());
    }

    private <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    private static <T> T present(@Nullable T declared) {
        if (declared == null) {
            throw new IllegalStateException("nothing was declared");
        }
        return declared;
    }

    private NodeSettings settings(HostFacts host) throws IOException {
        Cidr services = Cidr.parse(config.serviceCidr());
        return new NodeSettings(
                config.nodeName(),
                config.nodeIp(),
                config.dataDir(),
                "/quarterdeck-" + config.networkId(),
                config.clusterDns(),
                config.clusterDomain(),
                services.address(1) + ":" + API_SERVICE_PORT,
                HostFacts.resolver(),
                Map.of(
                        "cpu", Quantity.parse(Integer.toString(host.cpus())),
                        "memory", Quantity.parse(Long.toString(host.memoryBytes())),
                        "ephemeral-storage", Quantity.parse(Long.toString(host.diskBytes()))));
    }

    private NetworkConfig networkConfig() {
        return new NetworkConfig(
                config.networkId(),
                config.nodeName(),
                config.nodeIp(),
                Cidr.parse(config.podCidr()),
                Cidr.parse(config.serviceCidr()),
                config.clusterDns(),
                config.clusterDomain(),
                config.dataDir());
    }

    private KubeConfig awaitIdentity() throws IOException, InterruptedException {
        while (!Files.exists(config.kubeconfig())) {
            pause();
        }
        return KubeConfig.load(config.kubeconfig());
    }

    private ContainerRuntime.Version awaitRuntime(ContainerRuntime runtime) throws InterruptedException {
        boolean told = false;
        while (true) {
            try {
                return runtime.version();
            } catch (CriException e) {
                if (!told) {
                    LOG.infof("Waiting for the container runtime: %s", e.getMessage());
                    told = true;
                }
                pause();
            }
        }
    }

    private void awaitFilled(OperatorRuntime informers) throws InterruptedException {
        while (!informers.awaitStarted(Duration.ofSeconds(10))) {
            LOG.infof("Waiting for the API's lists");
        }
    }

    /** Waits for the pods' range, then until the runtime has taken in the network configuration. */
    private void awaitNetwork(NodeNetwork network, ContainerRuntime runtime) throws InterruptedException {
        while (!network.awaitReady(Duration.ofSeconds(10))) {
            LOG.infof("Waiting for the node's pod range");
        }
        while (!runtime.readiness().ready()) {
            pause();
        }
    }

    private void rotateLogs(PodNode pods) {
        try {
            while (!closed.await(LOG_ROTATION.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    pods.rotateLogs();
                } catch (CriException e) {
                    LOG.debugf("Logs were not rotated: %s", e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause() throws InterruptedException {
        if (closed.await(START_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new InterruptedException();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warnf("A part did not close: %s", e.getMessage());
            }
        }
    }
}
