package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.write.Identity;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Resources;
import io.quarterdeck.store.Event;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster IPs and node ports are in use: those of the services in the store, and those reserved for services that
 * are being written. It follows the store's events and is brought up to date before each answer, so nothing has to be
 * remembered or released elsewhere. Thread-safe.
 */
final class ServiceAddresses {

    /** So much of what has changed is read at a time. */
    private static final int BATCH = 256;

    /** Kubernetes keeps the first addresses for those who ask for one: a 16th of the range within these bounds. */
    private static final int ASKED_FOR_MIN = 16;

    private static final int ASKED_FOR_MAX = 256;

    private final Store store;
    private final Ipv4Range range;
    private final int portFirst;
    private final int portLast;
    private final Identity identity;
    private final Map<String, Integer> used = new HashMap<>();
    private final Map<String, Set<String>> reserved = new HashMap<>();
    private @Nullable EventCursor cursor;

    ServiceAddresses(Store store, Ipv4Range range, int portFirst, int portLast, Identity identity) {
        this.store = store;
        this.range = range;
        this.portFirst = portFirst;
        this.portLast = portLast;
        this.identity = identity;
    }

    Ipv4Range range() {
        return range;
    }

    /** Reserves a free address; empty if there is none. */
    synchronized Optional<String> anyAddress(String owner) {
        catchUp();
        int first = Math.clamp(range.size() / 16, ASKED_FOR_MIN, ASKED_FOR_MAX);
        first = first < range.size() - 1 ? first : 1;
        int count = range.size() - 1 - first;
        int start = identity.below(count);
        for (int i = 0; i < count; i++) {
            String address = range.address(first + (start + i) % count);
            if (take(address, owner)) {
                return Optional.of(address);
            }
        }
        return Optional.empty();
    }

    /** Reserves one address. Returns false if it is in use. */
    synchronized boolean address(String address, String owner) {
        catchUp();
        return take(address, owner);
    }

    /** Reserves a free node port; empty if there is none. */
    synchronized Optional<Integer> anyPort(String owner) {
        catchUp();
        int count = portLast - portFirst + 1;
        int start = identity.below(count);
        for (int i = 0; i < count; i++) {
            int port = portFirst + (start + i) % count;
            if (take(Integer.toString(port), owner)) {
                return Optional.of(port);
            }
        }
        return Optional.empty();
    }

    /** Reserves one node port. Returns false if it is in use. */
    synchronized boolean port(int port, String owner) {
        catchUp();
        return take(Integer.toString(port), owner);
    }

    boolean isPort(int port) {
        return port >= portFirst && port <= portLast;
    }

    String portRange() {
        return portFirst + "-" + portLast;
    }

    /** The write that reservations were made for is over; what was committed is in the store by now. */
    synchronized void settle(String owner) {
        reserved.remove(owner);
    }

    private boolean take(String what, String owner) {
        boolean taken = used.containsKey(what)
                || reserved.values().stream().anyMatch(reservations -> reservations.contains(what));
        if (!taken) {
            reserved.computeIfAbsent(owner, key -> new HashSet<>()).add(what);
        }
        return !taken;
    }

    private void catchUp() {
        try {
            if (cursor == null) {
                restart();
            }
            for (List<Event> events = poll(); !events.isEmpty(); events = poll()) {
                events.forEach(this::follow);
            }
        } catch (StoreException.Compacted e) {
            cursor = null;
            catchUp();
        }
    }

    private List<Event> poll() throws StoreException.Compacted {
        return cursor == null ? List.of() : cursor.poll(BATCH);
    }

    private void restart() throws StoreException.Compacted {
        used.clear();
        Snapshot snapshot = store.snapshot(Resources.SERVICES.resource());
        for (Iterator<KubeObject> services = snapshot.all(); services.hasNext(); ) {
            count(services.next(), 1);
        }
        cursor = store.watch(Resources.SERVICES.resource(), snapshot.revision(), () -> {});
    }

    private void follow(Event event) {
        KubeObject previous = event.previous();
        if (event.type() != Event.Type.DELETED) {
            count(event.object(), 1);
        }
        if (previous != null) {
            count(previous, -1);
        } else if (event.type() == Event.Type.DELETED) {
            count(event.object(), -1);
        }
    }

    /** Counted and not only marked: one port number may serve two protocols of a service. */
    private void count(KubeObject service, int change) {
        JsonNode spec = Json.at(service.tree(), "spec");
        Json.items(spec, "clusterIPs").forEach(address -> count(address.asText(), change));
        Json.items(spec, "ports").forEach(port -> {
            int number = Json.at(port, "nodePort").asInt(0);
            if (number > 0) {
                count(Integer.toString(number), change);
            }
        });
    }

    private void count(String what, int change) {
        if (!what.equals("None")) {
            used.merge(what, change, (before, more) -> before + more == 0 ? null : Integer.valueOf(before + more));
        }
    }
}
