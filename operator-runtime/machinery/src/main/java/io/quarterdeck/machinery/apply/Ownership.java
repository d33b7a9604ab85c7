package io.quarterdeck.machinery.apply;

import io.quarterdeck.machinery.apply.ManagedFields.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How ownership moves when an object is written other than by an apply. */
public final class Ownership {

    /** What Kubernetes keeps. Owners that only update are many and nameless where programs put a version in their name. */
    private static final int UPDATERS_MAX = 10;

    /** Who owns what the oldest updaters owned, when they are too many. */
    private static final String ANCIENT = "ancient-changes";

    private Ownership() {}

    /** What the maker of an object owns. */
    public static ManagedFields created(FieldSet fields, FieldOwner owner, Instant now) {
        FieldSet owned = OwnedFields.ownable(fields);
        return owned.isEmpty()
                ? ManagedFields.NONE
                : new ManagedFields(List.of(new Entry(owner, ManagedFields.time(now), owned)));
    }

    /**
     * Whoever sets a field owns it alone; a field that is gone is nobody's. An object of which nobody owns anything stays so:
     * either it was written before ownership was tracked, or somebody wanted it so.
     */
    public static ManagedFields updated(ManagedFields before, Comparison comparison, FieldOwner owner, Instant now) {
        if (before.isEmpty() || comparison.isEmpty()) {
            return before;
        }
        FieldSet written = comparison.written();
        FieldSet taken = OwnedFields.ownable(written);
        List<Entry> entries = new ArrayList<>(before.entries().size() + 1);
        FieldSet own = taken;
        for (Entry entry : before.entries()) {
            FieldSet rest = entry.fields().minus(written).minus(comparison.removed());
            if (!taken.isEmpty() && entry.owner().is(owner)) {
                own = rest.union(taken);
            } else if (!rest.isEmpty()) {
                entries.add(rest == entry.fields() ? entry : new Entry(entry.owner(), entry.time(), rest));
            }
        }
        if (!own.isEmpty()) {
            entries.add(new Entry(owner, ManagedFields.time(now), own));
        }
        return new ManagedFields(capped(entries));
    }

    /** Puts the oldest updaters of a version together until there are few enough. */
    private static List<Entry> capped(List<Entry> entries) {
        List<Entry> updaters = entries.stream()
                .filter(entry -> !entry.owner().applies())
                .sorted(Comparator.comparing(Entry::time)
                        .thenComparing(entry -> entry.owner().toString()))
                .toList();
        int surplus = updaters.size() - UPDATERS_MAX;
        if (surplus <= 0) {
            return entries;
        }
        List<Entry> kept = new ArrayList<>(entries);
        Map<String, Entry> oldest = new HashMap<>();
        for (Entry entry : updaters) {
            Entry first = oldest.putIfAbsent(entry.owner().apiVersion(), entry);
            if (first == null || surplus == 0) {
                continue;
            }
            FieldOwner ancient = FieldOwner.update(ANCIENT, entry.owner().apiVersion(), "");
            Entry both = new Entry(ancient, entry.time(), first.fields().union(entry.fields()));
            kept.remove(first);
            kept.remove(entry);
            kept.add(both);
            oldest.put(ancient.apiVersion(), both);
            surplus--;
        }
        return kept;
    }
}
