package io.quarterdeck.dns;

import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.network.Cidr;
import io.quarterdeck.network.EndpointSliceView;
import io.quarterdeck.network.EndpointSliceView.Endpoint;
import io.quarterdeck.network.ServiceView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The services and endpoints of a small cluster. */
final class TestCluster {

    final FakeInformer<ServiceView> services = new FakeInformer<>();
    final FakeInformer<EndpointSliceView> slices = new FakeInformer<>();

    static DnsConfig config(Path resolvConf) {
        return new DnsConfig(
                "127.0.0.1",
                0,
                "cluster.local",
                List.of(Cidr.parse("10.244.0.0/16"), Cidr.parse("10.96.0.0/16")),
                resolvConf);
    }

    /** Web with a cluster address, a headless database with named pods, an alias in the zone and one outside. */
    TestCluster populate() {
        service("web", "10.96.0.5", "", new ServiceView.Port("http", "tcp", 80, 0));
        slice("web", "http", 8080, endpoint("10.244.1.2", ""), endpoint("10.244.2.2", ""));
        service("db", "", "", new ServiceView.Port("sql", "tcp", 5432, 0));
        slice("db", "sql", 5432, endpoint("10.244.1.3", "db-0"), endpoint("10.244.2.3", "db-1"));
        service("empty", "", "");
        service("here", "", "web.default.svc.cluster.local");
        service("there", "", "example.org");
        return this;
    }

    void service(String name, String clusterIp, String externalName, ServiceView.Port... ports) {
        services.put(
                key(name),
                new ServiceView(
                        key(name),
                        clusterIp.isEmpty() && externalName.isEmpty(),
                        clusterIp,
                        List.of(ports),
                        0,
                        false,
                        false,
                        List.of(),
                        externalName));
    }

    void slice(String service, String port, int number, Endpoint... endpoints) {
        slices.put(
                key(service + "-x"),
                new EndpointSliceView(
                        key(service + "-x"),
                        key(service),
                        List.of(new EndpointSliceView.Port(port, "tcp", number)),
                        List.of(endpoints)));
    }

    /** A headless service of so many pods that no datagram holds their addresses. */
    void large(int count) {
        service("large", "", "");
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            endpoints.add(endpoint("10.244." + (i / 250) + "." + (i % 250 + 1), ""));
        }
        slice("large", "any", 1, endpoints.toArray(Endpoint[]::new));
    }

    static Endpoint endpoint(String address, String hostname) {
        return new Endpoint(List.of(address), true, true, false, "n1", hostname);
    }

    static ObjectKey key(String name) {
        return new ObjectKey("default", name);
    }
}
