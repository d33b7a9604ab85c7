package io.quarterdeck.control.runtime;

import io.quarterdeck.control.Informer;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The views of one kind, kept by an {@link ObjectFeed}. One thread at a time changes it; reads never wait for that. */
final class InformerCache<T> implements Informer<T> {

    private static final System.Logger LOG = System.getLogger(InformerCache.class.getName());

    private final ResourceType type;
    private final Parser<T> parser;
    private final ObjectFeed feed;
    private final ConcurrentSkipListMap<ObjectKey, Entry<T>> entries = new ConcurrentSkipListMap<>();
    private final Map<String, Index<T>> indexes = new ConcurrentHashMap<>();
    private final List<BiConsumer<@Nullable T, @Nullable T>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock changes = new ReentrantLock();

    private record Entry<T>(long revision, String uid, T view) {}

    private record Index<T>(
            Function<T, List<String>> values, ConcurrentHashMap<String, ConcurrentSkipListMap<ObjectKey, T>> views) {

        void put(ObjectKey key, T view) {
            for (String value : values.apply(view)) {
                views.computeIfAbsent(value, none -> new ConcurrentSkipListMap<>())
                        .put(key, view);
            }
        }

        /** The new view is there before the old one goes: who reads meanwhile must not find the object missing. */
        void replace(ObjectKey key, @Nullable T old, T view) {
            put(key, view);
            if (old != null) {
                List<String> stay = values.apply(view);
                remove(
                        key,
                        values.apply(old).stream()
                                .filter(value -> !stay.contains(value))
                                .toList());
            }
        }

        void remove(ObjectKey key, T view) {
            remove(key, values.apply(view));
        }

        private void remove(ObjectKey key, List<String> from) {
            for (String value : from) {
                // Only the one changing thread adds, so a map found empty here stays so until it is gone.
                views.computeIfPresent(value, (name, held) -> {
                    held.remove(key);
                    return held.isEmpty() ? null : held;
                });
            }
        }
    }

    InformerCache(ResourceType type, Parser<T> parser, ObjectFeed feed) {
        this.type = type;
        this.parser = parser;
        this.feed = feed;
    }

    @Override
    public List<T> list() {
        List<T> views = new ArrayList<>();
        entries.values().forEach(entry -> views.add(entry.view()));
        return views;
    }

    @Override
    public Optional<T> get(ObjectKey key) {
        Entry<T> entry = entries.get(key);
        return entry == null ? Optional.empty() : Optional.of(entry.view());
    }

    @Override
    public List<T> byIndex(String index, String value) {
        Index<T> found = indexes.get(index);
        if (found == null) {
            throw new IllegalArgumentException("there is no index " + index + " of " + type.resource());
        }
        ConcurrentSkipListMap<ObjectKey, T> views = found.views().get(value);
        return views == null ? List.of() : new ArrayList<>(views.values());
    }

    @Override
    public long revision() {
        return feed.revision();
    }

    @Override
    public Informer<T> index(String index, Function<T, List<String>> values) {
        changes.lock();
        try {
            Index<T> added = new Index<>(values, new ConcurrentHashMap<>());
            entries.forEach((key, entry) -> added.put(key, entry.view()));
            indexes.put(index, added);
        } finally {
            changes.unlock();
        }
        return this;
    }

    /** Also tells what is there already, so that it does not matter when a listener comes. */
    @Override
    public void onChange(BiConsumer<@Nullable T, @Nullable T> listener) {
        changes.lock();
        try {
            entries.values().forEach(entry -> tell(listener, null, entry.view()));
            listeners.add(listener);
        } finally {
            changes.unlock();
        }
    }

    ResourceType type() {
        return type;
    }

    ObjectFeed feed() {
        return feed;
    }

    /** The revision of the object as it is held; 0 if it is not. */
    long revisionOf(ObjectKey key) {
        Entry<T> entry = entries.get(key);
        return entry == null ? 0 : entry.revision();
    }

    /** The uid of the object as it is held; empty if it is not. */
    String uidOf(ObjectKey key) {
        Entry<T> entry = entries.get(key);
        return entry == null ? "" : entry.uid();
    }

    /** Takes a whole list for what is held, and tells only what differs. */
    void replace(List<KubeObject> objects) {
        changes.lock();
        try {
            Map<ObjectKey, KubeObject> listed = HashMap.newHashMap(objects.size());
            objects.forEach(object -> listed.put(object.key(), object));
            entries.forEach((key, entry) -> {
                if (!listed.containsKey(key)) {
                    remove(key);
                }
            });
            for (KubeObject object : objects) {
                if (revisionOf(object.key()) != object.revision()) {
                    put(object);
                }
            }
        } finally {
            changes.unlock();
        }
    }

    void put(KubeObject object) {
        changes.lock();
        try {
            Optional<T> parsed = parse(object);
            if (parsed.isEmpty()) {
                remove(object.key());
                return;
            }
            ObjectKey key = object.key();
            T view = parsed.get();
            Entry<T> old = entries.put(
                    key, new Entry<>(object.revision(), object.header().uid(), view));
            for (Index<T> index : indexes.values()) {
                index.replace(key, old == null ? null : old.view(), view);
            }
            tell(old == null ? null : old.view(), view);
        } finally {
            changes.unlock();
        }
    }

    void remove(ObjectKey key) {
        changes.lock();
        try {
            Entry<T> old = entries.remove(key);
            if (old != null) {
                indexes.values().forEach(index -> index.remove(key, old.view()));
                tell(old.view(), null);
            }
        } finally {
            changes.unlock();
        }
    }

    private Optional<T> parse(KubeObject object) {
        try {
            return Optional.of(parser.apply(object));
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "An object cannot be read and is left out: " + type.resource() + " " + object,
                    e);
            return Optional.empty();
        }
    }

    private void tell(@Nullable T before, @Nullable T after) {
        for (BiConsumer<@Nullable T, @Nullable T> listener : listeners) {
            tell(listener, before, after);
        }
    }

    private void tell(BiConsumer<@Nullable T, @Nullable T> listener, @Nullable T before, @Nullable T after) {
        try {
            listener.accept(before, after);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "A listener of " + type.resource() + " failed", e);
        }
    }
}
