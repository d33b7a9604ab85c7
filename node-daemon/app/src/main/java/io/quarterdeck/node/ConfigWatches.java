package io.quarterdeck.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.control.Informer;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.OperatorContext;
import io.quarterdeck.model.FieldSelector;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.pods.Pod;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches each config map and secret that pods of this node use, one watch an object, only while it is used. Of the
 * objects nothing is kept but their revision.
 */
final class ConfigWatches {

    private final OperatorContext context;
    private final Informer<Pod> pods;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final Map<Reference, Use> uses = new HashMap<>();
    private final Map<String, Set<Reference>> references = new HashMap<>();

    private volatile Consumer<String> changed = uid -> {};

    private record Reference(ResourceType type, String namespace, String name) {}

    private record Use(Set<String> uids, Informer<Long> informer) {}

    ConfigWatches(OperatorContext context, Informer<Pod> pods) {
        this.context = context;
        this.pods = pods;
    }

    /** @param listener hears the uid of each pod whose configuration changed */
    void start(Consumer<String> listener) {
        changed = listener;
        // Beside the informer's own thread, which must not wait for other informers.
        pods.onChange((before, after) -> Thread.ofVirtual().start(() -> follow(before, after)));
    }

    private void follow(@Nullable Pod before, @Nullable Pod after) {
        lock.lock();
        try {
            if (before != null && (after == null || !after.uid().equals(before.uid()))) {
                use(before.uid(), Set.of());
            }
            if (after != null && pods.get(after.key()).isPresent()) {
                use(after.uid(), after.finished() ? Set.of() : referencesOf(after));
            }
        } finally {
            lock.unlock();
        }
    }

    private void use(String uid, Set<Reference> wanted) {
        Set<Reference> known = references.getOrDefault(uid, Set.of());
        for (Reference reference : wanted) {
            if (!known.contains(reference)) {
                uses.computeIfAbsent(reference, this::watch).uids().add(uid);
            }
        }
        for (Reference reference : known) {
            Use use = uses.get(reference);
            if (!wanted.contains(reference) && use != null) {
                use.uids().remove(uid);
                if (use.uids().isEmpty()) {
                    uses.remove(reference);
                    context.release(use.informer());
                }
            }
        }
        if (wanted.isEmpty()) {
            references.remove(uid);
        } else {
            references.put(uid, wanted);
        }
    }

    private Use watch(Reference reference) {
        ListOptions one =
                new ListOptions(reference.namespace(), "", FieldSelector.of("metadata.name", reference.name()));
        Informer<Long> informer = context.informer(reference.type(), one, KubeObject::revision);
        informer.onChange((before, after) -> Thread.ofVirtual().start(() -> tell(reference)));
        return new Use(new HashSet<>(), informer);
    }

    private void tell(Reference reference) {
        List<String> users;
        lock.lock();
        try {
            Use use = uses.get(reference);
            users = use == null ? List.of() : List.copyOf(use.uids());
        } finally {
            lock.unlock();
        }
        users.forEach(changed);
    }

    private static Set<Reference> referencesOf(Pod pod) {
        Set<Reference> found = new HashSet<>();
        String namespace = pod.key().namespace();
        for (JsonNode volume : Json.items(pod.spec(), "volumes")) {
            add(found, namespace, volume, "configMap", "name", Resources.CONFIG_MAPS);
            add(found, namespace, volume, "secret", "secretName", Resources.SECRETS);
            for (JsonNode source : Json.items(volume, "projected", "sources")) {
                add(found, namespace, source, "configMap", "name", Resources.CONFIG_MAPS);
                add(found, namespace, source, "secret", "name", Resources.SECRETS);
            }
        }
        pod.containers().forEach(container -> {
            for (JsonNode from : Json.items(container.spec(), "envFrom")) {
                add(found, namespace, from, "configMapRef", "name", Resources.CONFIG_MAPS);
                add(found, namespace, from, "secretRef", "name", Resources.SECRETS);
            }
            for (JsonNode variable : Json.items(container.spec(), "env")) {
                JsonNode from = variable.path("valueFrom");
                add(found, namespace, from, "configMapKeyRef", "name", Resources.CONFIG_MAPS);
                add(found, namespace, from, "secretKeyRef", "name", Resources.SECRETS);
            }
        });
        return found;
    }

    private static void add(
            Set<Reference> found, String namespace, JsonNode source, String field, String name, ResourceType type) {
        String value = Json.text(source, field, name);
        if (!value.isEmpty()) {
            found.add(new Reference(type, namespace, value));
        }
    }
}
