package io.quarterdeck.namespace;

import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Watch;
import io.quarterdeck.control.WatchListener;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Status;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits, without asking again and again, until the last object of a kind has left a namespace: a watch that begins where
 * the objects were counted and wakes the namespace once, when the count is down to none.
 */
final class Vigil {

    private final ConcurrentHashMap<ObjectKey, List<Watch>> watches = new ConcurrentHashMap<>();
    private volatile Consumer<ObjectKey> wake = key -> {};

    void wakeWith(Consumer<ObjectKey> consumer) {
        wake = consumer;
    }

    void begin(ApiClient api, ObjectKey namespace, ResourceType type, int count, long revision) {
        Countdown countdown = new Countdown(namespace, count);
        Watch watch = api.watch(type, ListOptions.inNamespace(namespace.name()), revision, countdown);
        watches.computeIfAbsent(namespace, key -> new CopyOnWriteArrayList<>()).add(watch);
    }

    void end(ObjectKey namespace) {
        List<Watch> running = watches.remove(namespace);
        if (running != null) {
            running.forEach(Watch::close);
        }
    }

    private final class Countdown implements WatchListener {

        private final ObjectKey namespace;
        private final AtomicInteger left;

        Countdown(ObjectKey namespace, int count) {
            this.namespace = namespace;
            this.left = new AtomicInteger(count);
        }

        @Override
        public void changed(Change change, KubeObject object) {
            int now = switch (change) {
                case ADDED -> left.incrementAndGet();
                case DELETED -> left.decrementAndGet();
                case MODIFIED -> left.get();
            };
            if (change == Change.DELETED && now <= 0) {
                wake.accept(namespace);
            }
        }

        @Override
        public void bookmark(long revision) {
            // Nothing left since.
        }

        @Override
        public void ended(@Nullable Status status) {
            if (status != null) {
                wake.accept(namespace);
            }
        }
    }
}
