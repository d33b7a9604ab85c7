package io.quarterdeck.dns;

import io.quarterdeck.control.Informer;
import io.quarterdeck.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A cache that a test fills by hand; single-threaded. */
final class FakeInformer<T> implements Informer<T> {

    private final SortedMap<ObjectKey, T> views = new TreeMap<>();
    private final List<BiConsumer<@Nullable T, @Nullable T>> listeners = new ArrayList<>();
    private final SortedMap<String, Function<T, List<String>>> indexes = new TreeMap<>();
    private long revision;

    void put(ObjectKey key, T view) {
        T before = views.put(key, view);
        revision++;
        listeners.forEach(listener -> listener.accept(before, view));
    }

    void remove(ObjectKey key) {
        T before = views.remove(key);
        revision++;
        listeners.forEach(listener -> listener.accept(before, null));
    }

    /** As after a first list that found nothing. */
    void fill() {
        revision++;
    }

    @Override
    public List<T> list() {
        return List.copyOf(views.values());
    }

    @Override
    public Optional<T> get(ObjectKey key) {
        return Optional.ofNullable(views.get(key));
    }

    @Override
    public List<T> byIndex(String index, String value) {
        Function<T, List<String>> values = indexes.getOrDefault(index, view -> List.of());
        return views.values().stream()
                .filter(view -> values.apply(view).contains(value))
                .toList();
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public Informer<T> index(String index, Function<T, List<String>> values) {
        indexes.put(index, values);
        return this;
    }

    @Override
    public void onChange(BiConsumer<@Nullable T, @Nullable T> listener) {
        listeners.add(listener);
    }
}
