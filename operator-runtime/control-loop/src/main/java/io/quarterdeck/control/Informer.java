package io.quarterdeck.control;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cache of one kind that follows the API, each object as the view that its operator decides by.
 *
 * <p>Views are immutable and shared. Reads never block and never go to the API.
 *
 * @param <T> the view, made from the object once, when it changes
 */
public interface Informer<T> {

    /** Every view, ordered by key. */
    List<T> list();

    Optional<T> get(ObjectKey key);

    /** The views that an index holds under a value, ordered by key. The index was added before the start. */
    List<T> byIndex(String index, String value);

    /** The revision up to which the cache has seen every change. */
    long revision();

    /**
     * Adds an index; only before the start.
     *
     * @param values under which values a view is found
     */
    Informer<T> index(String index, Function<T, List<String>> values);

    /** Calls back after each change of the cache with the old and the new view (either may be absent, not both). */
    void onChange(BiConsumer<@Nullable T, @Nullable T> listener);

    /** How a view is made of an object. A fault in one object must not stop the rest: it is logged and left out. */
    interface Parser<T> extends Function<KubeObject, T> {}
}
