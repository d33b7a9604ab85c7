package io.quarterdeck.network;

import io.quarterdeck.model.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A node in a namespace of its own, with its caches in the test's hand. */
final class TestNode {

    static final Duration SOON = Duration.ofSeconds(10);

    final NetworkConfig config;
    final TestNamespace host;
    final FakeInformer<ServiceView> services = new FakeInformer<>();
    final FakeInformer<EndpointSliceView> slices = new FakeInformer<>();
    final FakeInformer<NodeView> nodes = new FakeInformer<>();
    NodeNetwork network;

    private TestNode(NetworkConfig config, TestNamespace host) {
        this.config = config;
        this.host = host;
        this.network = wire();
    }

    static TestNode create(String name, String address, Path dir) throws IOException, InterruptedException {
        return new TestNode(Samples.config("t", name, address, dir.resolve(name)), TestNamespace.create(name));
    }

    private NodeNetwork wire() {
        return new NodeNetwork(config, services, slices, nodes, host.commands());
    }

    /** Starts the network on a filled cache. */
    void start(NodeView... all) throws IOException, InterruptedException {
        for (NodeView node : all) {
            nodes.put(ObjectKey.clusterWide(node.name()), node);
        }
        services.fill();
        slices.fill();
        network.start();
        settle();
    }

    /** As after a kill: nothing of the first run is told that it is over. */
    void restart() throws IOException, InterruptedException {
        network.close();
        network = wire();
        network.start();
        settle();
    }

    void settle() throws IOException, InterruptedException {
        if (!network.awaitReady(SOON) || !network.awaitSettled(SOON)) {
            throw new IOException("the network of " + config.nodeName() + " does not settle");
        }
    }

    void publish(List<ServiceView> views, List<EndpointSliceView> endpoints) throws IOException, InterruptedException {
        views.forEach(view -> services.put(view.key(), view));
        endpoints.forEach(view -> slices.put(view.key(), view));
        settle();
    }

    public void close() throws IOException, InterruptedException {
        network.close();
        host.close();
    }
}
