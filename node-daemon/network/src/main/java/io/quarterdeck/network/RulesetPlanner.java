package io.quarterdeck.network;

import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.network.EndpointSliceView.Endpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the whole ruleset of a node from services and endpoints. Pure: no clock, no I/O, no logging.
 *
 * <p>What a packet meets is explained in {@link BaseRules}, how endpoints are balanced in {@link Balancer}.
 */
final class RulesetPlanner {

    private static final Comparator<Backend> ORDER =
            Comparator.comparing(Backend::address).thenComparingInt(Backend::port);

    private RulesetPlanner() {}

    /**
     * Where a connection may end.
     *
     * @param local whether it runs on this node
     */
    record Backend(String address, int port, boolean local) {
        /** As the value of an nftables map. */
        String element() {
            return address + " . " + port;
        }
    }

    /** The endpoints of one service port that may be used now, by who asks. */
    private record Backends(List<Backend> everywhere, List<Backend> here) {}

    static Ruleset plan(NetworkConfig config, List<ServiceView> services, List<EndpointSliceView> slices) {
        Map<ObjectKey, List<EndpointSliceView>> byService = new HashMap<>();
        for (EndpointSliceView slice : slices) {
            byService.computeIfAbsent(slice.service(), key -> new ArrayList<>()).add(slice);
        }
        Balancer balancer = new Balancer(config);
        for (ServiceView service : services) {
            if (service.clusterIp().isEmpty()) {
                continue;
            }
            List<EndpointSliceView> own = byService.getOrDefault(service.key(), List.of());
            for (ServiceView.Port port : service.ports()) {
                addPort(balancer, config, service, port, backends(config.nodeName(), own, port));
            }
        }
        return balancer.ruleset();
    }

    private static void addPort(
            Balancer balancer, NetworkConfig config, ServiceView service, ServiceView.Port port, Backends backends) {
        int affinity = service.affinitySeconds();
        // The node answers DNS itself; its address is never translated, whatever a service says.
        if (!service.clusterIp().equals(config.dnsAddress())) {
            balancer.balance(
                    new Front(service.clusterIp(), port.protocol(), port.port(), Front.Asker.ANYONE),
                    service.internalLocal() ? backends.here() : backends.everywhere(),
                    affinity);
        }
        for (String address : service.externalAddresses()) {
            addExternal(
                    balancer, service, backends, new Front(address, port.protocol(), port.port(), Front.Asker.ANYONE));
        }
        if (port.nodePort() > 0) {
            addExternal(
                    balancer, service, backends, new Front("", port.protocol(), port.nodePort(), Front.Asker.ANYONE));
        }
    }

    /** Pods and the node itself may use every endpoint even where clients from outside may not. */
    private static void addExternal(Balancer balancer, ServiceView service, Backends backends, Front front) {
        if (backends.everywhere().isEmpty()) {
            balancer.refuse(front);
            return;
        }
        balancer.balance(front, backends.everywhere(), service.affinitySeconds());
        if (service.externalLocal()) {
            Front outside = front.outside();
            if (backends.here().isEmpty()) {
                balancer.drop(outside);
            } else {
                balancer.balance(outside, backends.here(), service.affinitySeconds());
            }
        }
    }

    private static Backends backends(String node, List<EndpointSliceView> slices, ServiceView.Port port) {
        Set<Backend> ready = new LinkedHashSet<>();
        Set<Backend> leaving = new LinkedHashSet<>();
        for (EndpointSliceView slice : slices) {
            for (EndpointSliceView.Port target : slice.ports()) {
                if (!target.name().equals(port.name()) || !target.protocol().equals(port.protocol())) {
                    continue;
                }
                for (Endpoint endpoint : slice.endpoints()) {
                    for (String address : endpoint.addresses()) {
                        Backend backend = new Backend(
                                address, target.port(), endpoint.node().equals(node));
                        if (endpoint.ready()) {
                            ready.add(backend);
                        } else if (endpoint.serving() && endpoint.terminating()) {
                            leaving.add(backend);
                        }
                    }
                }
            }
        }
        return new Backends(usable(ready, leaving, false), usable(ready, leaving, true));
    }

    /** Endpoints on their way out still serve: better than none, worse than any other. */
    private static List<Backend> usable(Set<Backend> ready, Set<Backend> leaving, boolean onlyHere) {
        List<Backend> best = ready.stream()
                .filter(backend -> backend.local() || !onlyHere)
                .sorted(ORDER)
                .toList();
        return best.isEmpty()
                ? leaving.stream()
                        .filter(backend -> backend.local() || !onlyHere)
                        .sorted(ORDER)
                        .toList()
                : best;
    }

    /**
     * An address and port that clients speak to.
     *
     * @param address empty for every local one
     */
    record Front(String address, String protocol, int port, Asker asker) {

        /** Whose packets a front is for. */
        enum Asker {
            ANYONE(""),
            OUTSIDE("out-");

            private final String prefix;

            Asker(String prefix) {
                this.prefix = prefix;
            }
        }

        Front outside() {
            return new Front(address, protocol, port, Asker.OUTSIDE);
        }

        /** What tells the maps and chains of this kind of front from others'. */
        String family() {
            return asker.prefix + (address.isEmpty() ? "node-" : "");
        }

        /** As the key of an nftables map. */
        String element() {
            String rest = protocol + " . " + port;
            return address.isEmpty() ? rest : address + " . " + rest;
        }

        /** As a part of a chain's name. */
        String chainName() {
            return family() + (address.isEmpty() ? "" : address + "-") + protocol + "-" + port;
        }
    }
}
