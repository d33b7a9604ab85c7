package io.quarterdeck.garbagecollector;

import io.quarterdeck.control.Discovery;
import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.OwnerReference;
import io.quarterdeck.model.ResourceType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Every object of every kind, as {@link Item}s. Kinds come and go as the API serves them. */
final class Inventory {

    private static final String BY_OWNER = "owner";

    /** Events own nothing, belong to nobody, and are the most. */
    private static final Set<String> IGNORED = Set.of("events", "events.events.k8s.io");

    private final OperatorContext context;
    private final Consumer<ObjectKey> enqueue;
    private final ConcurrentSkipListMap<String, Stock> stocks = new ConcurrentSkipListMap<>();

    private record Stock(ResourceType type, Informer<Item> items) {}

    /** @param enqueue takes the queue keys of what may have to go */
    Inventory(OperatorContext context, Consumer<ObjectKey> enqueue) {
        this.context = context;
        this.enqueue = enqueue;
    }

    /** Takes stock of exactly these kinds. Called by one thread at a time. */
    void serve(List<Discovery.ServedKind> served) {
        Set<String> wanted = new HashSet<>();
        for (Discovery.ServedKind kind : served) {
            ResourceType type = kind.type();
            if (!kind.isKept() || IGNORED.contains(type.resource())) {
                continue;
            }
            wanted.add(type.resource());
            Stock old = stocks.get(type.resource());
            if (old == null || !old.type().equals(type)) {
                if (old != null) {
                    context.release(old.items());
                }
                open(type);
            }
        }
        for (String resource : List.copyOf(stocks.keySet())) {
            if (!wanted.contains(resource)) {
                Stock gone = stocks.remove(resource);
                if (gone != null) {
                    context.release(gone.items());
                }
            }
        }
    }

    /** Whether every kind has been listed: before that, a dependent may be unknown. */
    boolean complete() {
        return !stocks.isEmpty()
                && stocks.values().stream().allMatch(stock -> stock.items().revision() > 0);
    }

    Optional<Item> find(String resource, ObjectKey key) {
        Stock stock = stocks.get(resource);
        return stock == null ? Optional.empty() : stock.items().get(key);
    }

    List<Item> dependents(String uid) {
        List<Item> dependents = new ArrayList<>();
        stocks.values().forEach(stock -> dependents.addAll(stock.items().byIndex(BY_OWNER, uid)));
        return dependents;
    }

    /** The kind that a reference names, whatever version it names it at. */
    Optional<ResourceType> kindOf(OwnerReference owner) {
        int slash = owner.apiVersion().indexOf('/');
        String group = slash < 0 ? "" : owner.apiVersion().substring(0, slash);
        return stocks.values().stream()
                .map(Stock::type)
                .filter(type -> type.group().equals(group) && type.kind().equals(owner.kind()))
                .findFirst();
    }

    /** What is told of the first objects is judged at once by another thread, which has to find them here. */
    private void open(ResourceType type) {
        Informer<Item> items = context.informer(type, ListOptions.ALL, object -> Item.of(type, object));
        items.index(BY_OWNER, Item::ownerUids);
        stocks.put(type.resource(), new Stock(type, items));
        items.onChange(this::changed);
    }

    private void changed(@Nullable Item before, @Nullable Item after) {
        if (after == null) {
            if (before != null) {
                dependents(before.uid()).forEach(this::enqueue);
                before.owners().forEach(owner -> enqueueWaiting(before, owner));
            }
            return;
        }
        boolean relevant = before == null ? !after.owners().isEmpty() || after.deleting() : !before.equals(after);
        if (relevant) {
            enqueue(after);
        }
        if (before != null && !before.owners().equals(after.owners())) {
            before.owners().forEach(owner -> enqueueWaiting(before, owner));
        }
        if (before != null && !before.uid().equals(after.uid())) {
            dependents(before.uid()).forEach(this::enqueue);
        }
    }

    private void enqueue(Item item) {
        enqueue.accept(item.name().queueKey());
    }

    /** An owner that waits for its dependents may have lost the last one. */
    private void enqueueWaiting(Item dependent, OwnerReference owner) {
        kindOf(owner).ifPresent(type -> {
            ObjectKey key = ownerKey(type, dependent, owner);
            find(type.resource(), key).filter(Item::waitsForDependents).ifPresent(this::enqueue);
        });
    }

    /** An owner of a namespaced kind is in the namespace of what it owns. */
    static ObjectKey ownerKey(ResourceType type, Item dependent, OwnerReference owner) {
        return new ObjectKey(type.namespaced() ? dependent.key().namespace() : "", owner.name());
    }
}
