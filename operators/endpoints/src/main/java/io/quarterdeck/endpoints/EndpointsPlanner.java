package io.quarterdeck.endpoints;

import io.quarterdeck.endpoints.ServiceView.Family;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Decides which slices a Service needs. Pure: no clock, no I/O, no logging. */
final class EndpointsPlanner {

    /** Endpoints in one slice, as in Kubernetes: a change of one pod sends at most so many again. */
    static final int SLICE_MAX = 100;

    /** How much of a service's name its slices carry: the name and a suffix must stay a DNS name. */
    private static final int NAME_PREFIX_MAX = 230;

    /** Where the name's suffix ends: with the ordinal it is unique enough within one service. */
    private static final int NAME_HASH_LENGTH = 8;

    private EndpointsPlanner() {}

    /** Endpoints that share one address type and one set of ports, and so may share slices. */
    record Group(Family family, List<EndpointPort> ports) {
        Group {
            ports = List.copyOf(ports);
        }
    }

    /** The content of a slice. */
    record Slice(
            String name,
            Map<String, String> labels,
            Family family,
            List<EndpointPort> ports,
            List<Endpoint> endpoints) {
        Slice {
            ports = List.copyOf(ports);
            endpoints = List.copyOf(endpoints);
        }
    }

    /** One write. */
    sealed interface Action {
        record Create(Slice slice) implements Action {}

        record Update(SliceView old, Slice slice) implements Action {}

        record Delete(SliceView old) implements Action {}
    }

    /**
     * What should stand behind the service, by group.
     *
     * @param pods those that it selects
     * @param zones the zone of each node
     */
    static Map<Group, List<Endpoint>> endpoints(ServiceView service, List<PodView> pods, Map<String, String> zones) {
        Map<Group, List<Endpoint>> groups = new LinkedHashMap<>();
        for (PodView pod : pods) {
            if (!pod.reachable() || !service.selects(pod)) {
                continue;
            }
            List<EndpointPort> ports = ports(service, pod);
            for (Family family : service.families()) {
                pod.addresses().stream()
                        .filter(address -> Family.ofAddress(address) == family)
                        .findFirst()
                        .ifPresent(address -> groups.computeIfAbsent(
                                        new Group(family, ports), group -> new ArrayList<>())
                                .add(endpoint(service, pod, address, zones.getOrDefault(pod.node(), ""))));
            }
        }
        return groups;
    }

    /** The writes that turn the slices that are there into those that should be. */
    static List<Action> plan(ServiceView service, Map<Group, List<Endpoint>> wanted, List<SliceView> existing) {
        Map<Group, List<Endpoint>> groups = new LinkedHashMap<>(wanted);
        for (Family family : service.families()) {
            // A service without any endpoint still has a slice, so that readers can tell "none" from "not known yet".
            if (groups.keySet().stream().noneMatch(group -> group.family() == family)) {
                groups.put(new Group(family, List.of()), List.of());
            }
        }
        Map<Group, List<SliceView>> present = new LinkedHashMap<>();
        List<Action> actions = new ArrayList<>();
        for (SliceView slice : existing) {
            Group group = new Group(slice.family(), slice.ports());
            if (!slice.deleting() && slice.serviceUid().equals(service.uid()) && groups.containsKey(group)) {
                present.computeIfAbsent(group, any -> new ArrayList<>()).add(slice);
            } else if (!slice.deleting()) {
                actions.add(new Action.Delete(slice));
            }
        }
        List<Action> writes = new ArrayList<>();
        groups.forEach((group, endpoints) ->
                writes.addAll(planGroup(service, group, endpoints, present.getOrDefault(group, List.of()))));
        // What is new is written before the old goes, so that no endpoint is missing in between.
        writes.addAll(actions);
        return writes;
    }

    private static List<Action> planGroup(
            ServiceView service, Group group, List<Endpoint> wanted, List<SliceView> existing) {
        Map<String, Endpoint> missing = wanted.stream()
                .collect(Collectors.toMap(
                        Endpoint::identity, Function.identity(), (first, second) -> first, LinkedHashMap::new));
        List<List<Endpoint>> kept = new ArrayList<>();
        for (SliceView slice : existing) {
            List<Endpoint> stay = new ArrayList<>();
            for (Endpoint endpoint : slice.endpoints()) {
                Endpoint now = missing.remove(endpoint.identity());
                if (now != null) {
                    stay.add(now);
                }
            }
            kept.add(stay);
        }
        List<Endpoint> rest = new ArrayList<>(missing.values());
        fill(kept, rest);
        List<Action> actions = new ArrayList<>();
        boolean placed = false;
        for (int i = 0; i < kept.size(); i++) {
            SliceView old = existing.get(i);
            boolean needed = !kept.get(i).isEmpty() || (wanted.isEmpty() && !placed);
            Slice slice = slice(service, group, old.key().name(), kept.get(i));
            if (!needed) {
                actions.add(new Action.Delete(old));
            } else if (differs(old, slice)) {
                actions.add(new Action.Update(old, slice));
            }
            placed |= needed;
        }
        if (!placed || !rest.isEmpty()) {
            actions.addAll(create(service, group, rest, existing));
        }
        return actions;
    }

    /** Puts new endpoints where there is room: into the fullest slice first, so that slices do not stay thin. */
    private static void fill(List<List<Endpoint>> slices, List<Endpoint> rest) {
        List<List<Endpoint>> fullestFirst = slices.stream()
                .sorted(Comparator.comparingInt((List<Endpoint> slice) -> slice.size())
                        .reversed())
                .toList();
        for (List<Endpoint> slice : fullestFirst) {
            int room = Math.min(Math.max(0, SLICE_MAX - slice.size()), rest.size());
            List<Endpoint> moved = rest.subList(0, room);
            slice.addAll(moved);
            moved.clear();
        }
    }

    private static List<Action> create(
            ServiceView service, Group group, List<Endpoint> rest, List<SliceView> existing) {
        List<Action> actions = new ArrayList<>();
        int ordinal = 0;
        int from = 0;
        do {
            String name = name(service, group, ordinal++);
            if (existing.stream().noneMatch(slice -> slice.key().name().equals(name))) {
                int to = Math.min(from + SLICE_MAX, rest.size());
                actions.add(new Action.Create(slice(service, group, name, rest.subList(from, to))));
                from = to;
            }
        } while (from < rest.size() || actions.isEmpty());
        return actions;
    }

    private static boolean differs(SliceView old, Slice slice) {
        return !old.endpoints().equals(slice.endpoints()) || !old.labels().equals(slice.labels());
    }

    private static Slice slice(ServiceView service, Group group, String name, List<Endpoint> endpoints) {
        return new Slice(name, labels(service), group.family(), group.ports(), endpoints);
    }

    /** A name that the same content gets again: a write that is repeated after a lost answer makes no second slice. */
    private static String name(ServiceView service, Group group, int ordinal) {
        String seed = service.uid() + group + ordinal;
        String hash =
                UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)).toString();
        String prefix = service.key().name();
        prefix = prefix.substring(0, Math.min(prefix.length(), NAME_PREFIX_MAX));
        return prefix + "-" + hash.substring(0, NAME_HASH_LENGTH);
    }

    private static Map<String, String> labels(ServiceView service) {
        Map<String, String> labels = new TreeMap<>(service.labels());
        labels.remove(Legacy.HEADLESS);
        if (service.headless()) {
            labels.put(Legacy.HEADLESS, "");
        }
        labels.put(SliceView.SERVICE_NAME, service.key().name());
        labels.put(SliceView.MANAGED_BY, SliceView.MANAGER);
        return labels;
    }

    private static List<EndpointPort> ports(ServiceView service, PodView pod) {
        List<EndpointPort> ports = new ArrayList<>();
        for (ServiceView.Port port : service.ports()) {
            OptionalInt number = pod.resolve(port);
            if (number.isPresent()) {
                ports.add(new EndpointPort(port.name(), port.protocol(), port.appProtocol(), number.getAsInt()));
            }
        }
        return ports.stream().sorted().toList();
    }

    private static Endpoint endpoint(ServiceView service, PodView pod, String address, String zone) {
        boolean named = !pod.hostname().isEmpty()
                && pod.subdomain().equals(service.key().name());
        return new Endpoint(
                address,
                pod.key(),
                pod.uid(),
                pod.node(),
                zone,
                named ? pod.hostname() : "",
                service.notReadyToo() || (pod.ready() && !pod.deleting()),
                pod.ready(),
                pod.deleting());
    }
}
