package io.quarterdeck.network;

import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.network.EndpointSliceView.Endpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Services and endpoints as tests need them. */
final class Samples {

    static final NetworkConfig CONFIG = config("t", "n1", "192.0.2.11", Path.of("/nowhere"));

    private Samples() {}

    static NetworkConfig config(String id, String node, String address, Path dir) {
        return new NetworkConfig(
                id,
                node,
                address,
                Cidr.parse("10.244.0.0/16"),
                Cidr.parse("10.96.0.0/16"),
                "10.96.0.10",
                "cluster.local",
                dir);
    }

    /** A service with one nameless TCP port 80, and the given node port. */
    static ServiceView service(String name, String clusterIp, int nodePort) {
        return new Builder(name, clusterIp).nodePort(nodePort).build();
    }

    static EndpointSliceView slice(String service, int port, Endpoint... endpoints) {
        return slice(service, "tcp", port, endpoints);
    }

    static EndpointSliceView slice(String service, String protocol, int port, Endpoint... endpoints) {
        return new EndpointSliceView(
                new ObjectKey("default", service + "-1"),
                new ObjectKey("default", service),
                List.of(new EndpointSliceView.Port("", protocol, port)),
                List.of(endpoints));
    }

    static Endpoint ready(String address, String node) {
        return new Endpoint(List.of(address), true, true, false, node, "");
    }

    static Endpoint leaving(String address, String node) {
        return new Endpoint(List.of(address), false, true, true, node, "");
    }

    static Endpoint unready(String address, String node) {
        return new Endpoint(List.of(address), false, false, false, node, "");
    }

    /** A service, part by part. */
    static final class Builder {
        private final String name;
        private final String clusterIp;
        private String protocol = "tcp";
        private int port = 80;
        private int nodePort;
        private int affinity;
        private boolean internalLocal;
        private boolean externalLocal;
        private List<String> external = List.of();

        Builder(String name, String clusterIp) {
            this.name = name;
            this.clusterIp = clusterIp;
        }

        Builder protocol(String value) {
            protocol = value;
            return this;
        }

        Builder port(int value) {
            port = value;
            return this;
        }

        Builder nodePort(int value) {
            nodePort = value;
            return this;
        }

        Builder affinity(int seconds) {
            affinity = seconds;
            return this;
        }

        Builder internalLocal() {
            internalLocal = true;
            return this;
        }

        Builder externalLocal() {
            externalLocal = true;
            return this;
        }

        Builder external(String... addresses) {
            external = Stream.of(addresses).toList();
            return this;
        }

        ServiceView build() {
            return new ServiceView(
                    new ObjectKey("default", name),
                    clusterIp.isEmpty(),
                    clusterIp,
                    List.of(new ServiceView.Port("", protocol, port, nodePort)),
                    affinity,
                    internalLocal,
                    externalLocal,
                    external,
                    "");
        }
    }
}
