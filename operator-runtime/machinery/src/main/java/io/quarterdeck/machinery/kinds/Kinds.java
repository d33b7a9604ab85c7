package io.quarterdeck.machinery.kinds;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The registry: an immutable view that readers take without a lock, replaced as a whole when a user's kind changes. */
public final class Kinds implements KindRegistry {

    private static final Comparator<Kind> ORDER = Comparator.comparing(
                    (Kind kind) -> kind.type().group())
            .thenComparing(kind -> kind.type().version())
            .thenComparing(kind -> kind.type().plural());

    private final List<Kind> builtIn;
    private final Map<String, List<Kind>> custom = new TreeMap<>();
    private volatile View view;
    private volatile Runnable definitions = () -> {};

    private record Name(String group, String version, String name) {}

    private record View(List<Kind> all, Map<Name, Kind> byPlural, Map<Name, Kind> byKind, long generation) {}

    /** Serves these built-in kinds and, until {@link #replace} is called, no others. */
    public Kinds(List<Kind> builtIn) {
        this.builtIn = List.copyOf(builtIn);
        this.view = view(this.builtIn, 1);
    }

    @Override
    public Optional<Kind> byPlural(String group, String version, String plural) {
        Name name = new Name(group, version, plural);
        return find(() -> view.byPlural.get(name));
    }

    @Override
    public Optional<Kind> byKind(String group, String version, String kind) {
        Name name = new Name(group, version, kind);
        return find(() -> view.byKind.get(name));
    }

    private Optional<Kind> find(Supplier<@Nullable Kind> lookUp) {
        Kind found = lookUp.get();
        if (found == null) {
            definitions.run();
            found = lookUp.get();
        }
        return Optional.ofNullable(found);
    }

    @Override
    public List<Kind> all() {
        return view.all;
    }

    @Override
    public long generation() {
        definitions.run();
        return view.generation;
    }

    @Override
    public void follow(Runnable watched) {
        definitions = watched;
    }

    @Override
    public void replace(String definitionName, List<Kind> kinds) {
        replaceAll(Map.of(definitionName, kinds));
    }

    /** A built-in kind of the same name stays: a user cannot take it away. */
    @Override
    public synchronized void replaceAll(Map<String, List<Kind>> kindsByDefinition) {
        kindsByDefinition.forEach((definition, kinds) -> {
            if (kinds.isEmpty()) {
                custom.remove(definition);
            } else {
                custom.put(definition, List.copyOf(kinds));
            }
        });
        List<Kind> all = new ArrayList<>();
        custom.values().forEach(all::addAll);
        // Later ones win in the maps.
        all.addAll(builtIn);
        view = view(all, view.generation + 1);
    }

    private static View view(List<Kind> kinds, long generation) {
        Map<Name, Kind> byPlural = new HashMap<>();
        Map<Name, Kind> byKind = new HashMap<>();
        for (Kind kind : kinds) {
            String group = kind.type().group();
            String version = kind.type().version();
            if (!kind.verbs().isEmpty()) {
                byPlural.put(new Name(group, version, kind.type().plural()), kind);
            }
            byKind.put(new Name(group, version, kind.type().kind()), kind);
        }
        List<Kind> sorted = kinds.stream().sorted(ORDER).toList();
        return new View(sorted, Map.copyOf(byPlural), Map.copyOf(byKind), generation);
    }
}
