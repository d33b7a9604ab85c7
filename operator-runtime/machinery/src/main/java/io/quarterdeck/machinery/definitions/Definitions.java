package io.quarterdeck.machinery.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.kinds.CustomKinds;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.machinery.strategy.Naming;
import io.quarterdeck.machinery.wire.DeleteOptions;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.machinery.wire.WriteOptions;
import io.quarterdeck.machinery.write.Commits;
import io.quarterdeck.machinery.write.Times;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.machinery.write.Writer;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Resources;
import io.quarterdeck.store.Event;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Keeps the registry of kinds in step with the definitions in the store. Thread-safe. */
public final class Definitions implements Commits.Listener {

    private static final System.Logger LOG = System.getLogger(Definitions.class.getName());

    /** So many changes are read at a time; definitions are few. */
    private static final int BATCH = 64;

    private static final String RESOURCE = Resources.CUSTOM_RESOURCE_DEFINITIONS.resource();

    private final Store store;
    private final KindRegistry kinds;
    private final Set<String> ending = ConcurrentHashMap.newKeySet();
    private final Queue<String> freed = new ConcurrentLinkedQueue<>();
    private final Object following = new Object();
    private final InstantSource clock;
    private @Nullable EventCursor cursor;
    private volatile @Nullable Writer writer;

    public Definitions(Store store, KindRegistry kinds, InstantSource clock) {
        this.store = store;
        this.kinds = kinds;
        this.clock = clock;
    }

    /** Serves every kind that is defined in the store, and goes on with removals that a stop has interrupted. */
    public void begin(Writer commonWriter) {
        writer = commonWriter;
        follow();
        kinds.follow(this::follow);
        for (String name : List.copyOf(ending)) {
            Thread.ofVirtual().name("definition-removal-" + name).start(() -> drain(name));
        }
    }

    @Override
    public void committed(String resource) {
        if (resource.equals(RESOURCE)) {
            follow();
            settle();
        } else if (ending.contains(resource)) {
            finish(resource);
        }
    }

    /** Refuses new objects of a kind that is going away. */
    public void requireStaying(Kind kind) {
        if (!kind.builtIn() && ending.contains(kind.type().resource())) {
            throw Refusals.methodNotAllowed();
        }
    }

    /** Removes the definition of this resource if it was deleted and no object is left. */
    private void finish(String resource) {
        Writer common = writer;
        if (common == null || store.snapshot(resource).size() > 0) {
            return;
        }
        Optional<Kind> definition = definitionKind();
        if (definition.isEmpty()) {
            return;
        }
        try {
            common.edit(new Target(definition.get(), "", resource, ""), Definitions::release, WriteOptions.DEFAULT);
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private static void release(ObjectNode definition) {
        JsonNode finalizers = Json.at(definition, "metadata", "finalizers");
        for (Iterator<JsonNode> all = finalizers.elements(); all.hasNext(); ) {
            if (all.next().asText().equals(Naming.CLEANUP)) {
                all.remove();
            }
        }
    }

    /** Deletes every object of a definition that was deleted, and then the definition. */
    public void drain(String resource) {
        Writer common = writer;
        if (common == null || !ending.contains(resource)) {
            return;
        }
        Optional<Kind> kind = kinds.all().stream()
                .filter(candidate -> candidate.type().resource().equals(resource))
                .findFirst();
        if (kind.isPresent()) {
            List<KubeObject> objects = new ArrayList<>();
            store.snapshot(resource).all().forEachRemaining(objects::add);
            common.drain(kind.get(), objects, DeleteOptions.of(Json.object(), User.SERVER));
        }
        finish(resource);
    }

    private Optional<Kind> definitionKind() {
        var type = Resources.CUSTOM_RESOURCE_DEFINITIONS;
        return kinds.byPlural(type.group(), type.version(), type.plural());
    }

    private void follow() {
        synchronized (following) {
            try {
                if (cursor == null) {
                    restart();
                }
                for (List<Event> events = poll(); !events.isEmpty(); events = poll()) {
                    events.forEach(this::follow);
                }
            } catch (StoreException.Compacted e) {
                LOG.log(System.Logger.Level.INFO, "Definitions are read anew, for changes were missed", e);
                cursor = null;
                follow();
            }
        }
    }

    private List<Event> poll() throws StoreException.Compacted {
        return cursor == null ? List.of() : cursor.poll(BATCH);
    }

    private void restart() throws StoreException.Compacted {
        Snapshot snapshot = store.snapshot(RESOURCE);
        Map<String, List<Kind>> served = new HashMap<>();
        for (Iterator<KubeObject> all = snapshot.all(); all.hasNext(); ) {
            ObjectNode definition = all.next().tree();
            served.put(Json.text(definition, "metadata", "name"), read(definition));
            mark(definition);
        }
        kinds.replaceAll(served);
        cursor = store.watch(
                RESOURCE, snapshot.revision(), () -> Thread.ofVirtual().start(this::follow));
    }

    private void follow(Event event) {
        String name = event.object().key().name();
        if (event.type() == Event.Type.DELETED) {
            ending.remove(name);
            kinds.replace(name, List.of());
            freed.add(Json.text(event.object().tree(), "spec", "group"));
            return;
        }
        ObjectNode tree = event.object().tree();
        KubeObject previous = event.previous();
        boolean same = previous != null && isSame(previous.tree(), tree);
        if (previous != null && !Trees.same(names(previous.tree()), names(tree))) {
            freed.add(Json.text(tree, "spec", "group"));
        }
        if (same) {
            mark(tree);
        } else {
            serve(tree);
        }
    }

    private static boolean isSame(ObjectNode before, ObjectNode now) {
        return Trees.same(Json.at(before, "spec"), Json.at(now, "spec"))
                && Trees.same(names(before), names(now))
                && Naming.isEstablished(before) == Naming.isEstablished(now);
    }

    private static JsonNode names(ObjectNode definition) {
        return Json.at(definition, "status", "acceptedNames");
    }

    /** Looks again at the definitions that wait for a name, in groups where one has become free. */
    private void settle() {
        Writer common = writer;
        Optional<Kind> kind = definitionKind();
        if (common == null || kind.isEmpty()) {
            return;
        }
        for (String group = freed.poll(); group != null; group = freed.poll()) {
            for (ObjectNode definition : Naming.ofGroup(store, group)) {
                if (Naming.waits(definition)) {
                    settle(common, kind.get(), definition);
                }
            }
        }
    }

    private void settle(Writer common, Kind kind, ObjectNode waiting) {
        Target target = new Target(kind, "", Json.text(waiting, "metadata", "name"), "");
        try {
            common.edit(target, this::decide, WriteOptions.DEFAULT);
        } catch (ApiException e) {
            // Another process has been there, or the definition has gone: either way its event says more.
            LOG.log(System.Logger.Level.INFO, "A definition's names were not decided: " + target.name(), e);
        }
    }

    private void decide(ObjectNode definition) {
        List<ObjectNode> others = Naming.ofGroup(store, Json.text(definition, "spec", "group"));
        Naming.decide(definition, others, kinds.all(), Times.format(clock.instant()));
    }

    private void serve(ObjectNode definition) {
        kinds.replace(Json.text(definition, "metadata", "name"), read(definition));
        mark(definition);
    }

    private static List<Kind> read(ObjectNode definition) {
        if (!Naming.isEstablished(definition)) {
            return List.of();
        }
        try {
            return CustomKinds.parse(definition);
        } catch (IllegalArgumentException e) {
            String name = Json.text(definition, "metadata", "name");
            LOG.log(System.Logger.Level.WARNING, "A definition in the store cannot be served: " + name, e);
            return List.of();
        }
    }

    private void mark(ObjectNode definition) {
        if (!Json.text(definition, "metadata", "deletionTimestamp").isEmpty()) {
            ending.add(Json.text(definition, "metadata", "name"));
        }
    }
}
