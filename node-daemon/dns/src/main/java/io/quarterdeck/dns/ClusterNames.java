package io.quarterdeck.dns;

import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.network.EndpointSliceView;
import io.quarterdeck.network.EndpointSliceView.Endpoint;
import io.quarterdeck.network.ServiceView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The names that services and their endpoints have. Written by one thread at a time, read by any number without locks;
 * a reader sees each service as it was at one moment.
 */
final class ClusterNames {

    private final String suffix;
    private final Map<String, Entry> services = new ConcurrentHashMap<>();
    private final Map<String, SortedSet<String>> pointers = new ConcurrentHashMap<>();
    private final Map<String, Integer> namespaces = new ConcurrentHashMap<>();

    ClusterNames(String domain) {
        this.suffix = ".svc." + domain;
    }

    /**
     * An endpoint under its own name.
     *
     * @param label the pod's hostname, or its address with dashes
     */
    record Member(String label, String address, List<EndpointSliceView.Port> ports) {}

    /**
     * A service's names.
     *
     * @param name in full
     * @param hosts addresses by the endpoint's label
     */
    record Entry(
            String name,
            String namespace,
            String clusterIp,
            String externalName,
            List<ServiceView.Port> ports,
            List<Member> members,
            Map<String, List<String>> hosts) {
        boolean isHeadless() {
            return clusterIp.isEmpty() && externalName.isEmpty();
        }
    }

    /** The names of one service, found by {@code service.namespace}. */
    @Nullable
    Entry find(String serviceAndNamespace) {
        return services.get(serviceAndNamespace);
    }

    /** Whether any service is in a namespace. */
    boolean knowsNamespace(String namespace) {
        return namespaces.containsKey(namespace);
    }

    /** The names of an address, sorted. */
    SortedSet<String> names(String address) {
        return pointers.getOrDefault(address, java.util.Collections.emptySortedSet());
    }

    /** Takes the service and all its slices as they are now; null if there is no such service any more. */
    void update(ObjectKey key, @Nullable ServiceView service, List<EndpointSliceView> slices) {
        String at = key.name() + "." + key.namespace();
        Entry fresh = service == null ? null : entry(service, slices);
        Entry old = fresh == null ? services.remove(at) : services.put(at, fresh);
        Map<String, String> before = old == null ? Map.of() : pointers(old);
        Map<String, String> after = fresh == null ? Map.of() : pointers(fresh);
        before.forEach((address, name) -> {
            if (!name.equals(after.get(address))) {
                pointers.computeIfPresent(address, (same, names) -> without(names, name));
            }
        });
        after.forEach((address, name) -> {
            if (!name.equals(before.get(address))) {
                pointers.merge(address, new TreeSet<>(Set.of(name)), ClusterNames::union);
            }
        });
        if (old == null && fresh != null) {
            namespaces.merge(key.namespace(), 1, Integer::sum);
        } else if (old != null && fresh == null) {
            namespaces.computeIfPresent(key.namespace(), (same, count) -> count == 1 ? null : count - 1);
        }
    }

    private Entry entry(ServiceView service, List<EndpointSliceView> slices) {
        Set<Member> members = new LinkedHashSet<>();
        Map<String, List<String>> hosts = new LinkedHashMap<>();
        for (EndpointSliceView slice : slices) {
            for (Endpoint endpoint : slice.endpoints()) {
                if (!endpoint.ready()) {
                    continue;
                }
                for (String address : endpoint.addresses()) {
                    String label = endpoint.hostname().isEmpty() ? address.replace('.', '-') : endpoint.hostname();
                    members.add(new Member(label, address, slice.ports()));
                    List<String> addresses = hosts.computeIfAbsent(label, same -> new ArrayList<>());
                    if (!addresses.contains(address)) {
                        addresses.add(address);
                    }
                }
            }
        }
        return new Entry(
                service.key().name() + "." + service.key().namespace() + suffix,
                service.key().namespace(),
                service.clusterIp(),
                service.externalName(),
                service.ports(),
                List.copyOf(members),
                Map.copyOf(hosts));
    }

    private static Map<String, String> pointers(Entry entry) {
        Map<String, String> pointers = new LinkedHashMap<>();
        if (!entry.clusterIp().isEmpty()) {
            pointers.put(entry.clusterIp(), entry.name());
        }
        for (Member member : entry.members()) {
            pointers.putIfAbsent(member.address(), member.label() + "." + entry.name());
        }
        return pointers;
    }

    private static SortedSet<String> union(SortedSet<String> some, SortedSet<String> more) {
        SortedSet<String> all = new TreeSet<>(some);
        all.addAll(more);
        return all;
    }

    private static @Nullable SortedSet<String> without(SortedSet<String> names, String name) {
        SortedSet<String> rest = new TreeSet<>(names);
        rest.remove(name);
        return rest.isEmpty() ? null : rest;
    }
}
