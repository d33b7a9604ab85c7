package io.quarterdeck.apiserver.authorization;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.store.Store;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Roles by key and grants by subject, in step with the store. A look-up is a hash each; nothing is scanned. A change of one
 * binding is seen whole by each subject that it names.
 */
final class RbacIndex implements AutoCloseable {

    private final Map<ObjectKey, List<Rule>> roles = new ConcurrentHashMap<>();
    private final Map<Grant.Subject, List<Grant>> grants = new ConcurrentHashMap<>();
    private final List<Follower> followers;

    RbacIndex(Store store) {
        // Roles first: a binding that arrives finds the role that was there before it.
        this.followers = Stream.of(
                        follower(store, Resources.CLUSTER_ROLES, new RolesOf()),
                        follower(store, Resources.ROLES, new RolesOf()),
                        follower(store, Resources.CLUSTER_ROLE_BINDINGS, new GrantsOf()),
                        follower(store, Resources.ROLE_BINDINGS, new GrantsOf()))
                .toList();
    }

    private static Follower follower(Store store, ResourceType type, Follower.Index index) {
        return new Follower(store, type.resource(), index);
    }

    void refresh() {
        for (Follower follower : followers) {
            follower.refresh();
        }
    }

    /** Takes in every write that has returned. */
    void catchUp() {
        for (Follower follower : followers) {
            follower.catchUp();
        }
    }

    /** The rules of a role; null if there is no such role. */
    @Nullable
    List<Rule> role(ObjectKey key) {
        return roles.get(key);
    }

    List<Grant> grants(String namespace, boolean group, String name) {
        return grants.getOrDefault(new Grant.Subject(namespace, group, name), List.of());
    }

    @Override
    public void close() {
        followers.forEach(Follower::close);
    }

    private final class RolesOf implements Follower.Index {

        private final Set<ObjectKey> known = new HashSet<>();

        @Override
        public void reset(Iterator<KubeObject> objects) {
            Set<ObjectKey> gone = new HashSet<>(known);
            objects.forEachRemaining(object -> {
                put(object);
                gone.remove(object.key());
            });
            gone.forEach(this::forget);
        }

        @Override
        public void put(KubeObject object) {
            known.add(object.key());
            roles.put(object.key(), Rule.ofRole(object.tree()));
        }

        @Override
        public void remove(KubeObject object) {
            forget(object.key());
        }

        private void forget(ObjectKey key) {
            known.remove(key);
            roles.remove(key);
        }
    }

    private final class GrantsOf implements Follower.Index {

        private final Map<ObjectKey, List<Grant>> known = new HashMap<>();

        @Override
        public void reset(Iterator<KubeObject> objects) {
            Set<ObjectKey> gone = new HashSet<>(known.keySet());
            objects.forEachRemaining(object -> {
                put(object);
                gone.remove(object.key());
            });
            gone.forEach(key -> replace(key, List.of()));
        }

        @Override
        public void put(KubeObject object) {
            replace(object.key(), Grant.of(object));
        }

        @Override
        public void remove(KubeObject object) {
            replace(object.key(), List.of());
        }

        private void replace(ObjectKey binding, List<Grant> next) {
            List<Grant> before = next.isEmpty() ? known.remove(binding) : known.put(binding, next);
            Set<Grant.Subject> touched = new HashSet<>();
            next.forEach(grant -> touched.add(grant.to()));
            if (before != null) {
                before.forEach(grant -> touched.add(grant.to()));
            }
            for (Grant.Subject subject : touched) {
                List<Grant> mine = next.stream()
                        .filter(grant -> grant.to().equals(subject))
                        .toList();
                grants.compute(subject, (same, present) -> merged(binding, present, mine));
            }
        }

        private static @Nullable List<Grant> merged(
                ObjectKey binding, @Nullable List<Grant> present, List<Grant> mine) {
            Stream<Grant> others = present == null
                    ? Stream.of()
                    : present.stream().filter(grant -> !grant.binding().equals(binding));
            List<Grant> all = Stream.concat(others, mine.stream()).toList();
            return all.isEmpty() ? null : all;
        }
    }
}
