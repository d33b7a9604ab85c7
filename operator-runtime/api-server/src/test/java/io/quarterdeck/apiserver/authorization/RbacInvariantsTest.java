package io.quarterdeck.apiserver.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.model.Header;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.Write;
import io.quarterdeck.store.memory.MemoryStore;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Whatever is written in whatever order, the index decides as a scan of all roles and bindings does. */
final class RbacInvariantsTest {

    private static final int SEEDS = 200;
    private static final int STEPS = 60;
    private static final List<String> NAMESPACES = List.of("a", "b");
    private static final List<String> NAMES = List.of("x", "y");
    private static final List<String> VERBS = List.of("get", "list");
    private static final List<String> RESOURCES = List.of("pods", "secrets");

    @Test
    void decidesAsAScanWould() throws StoreException, InterruptedException {
        Long only = Long.getLong("seed");
        long[] seeds = only == null ? LongStream.range(0, SEEDS).toArray() : new long[] {only};
        for (long seed : seeds) {
            try (Store store = new MemoryStore(Runnable::run)) {
                run(store, new SplittableRandom(seed), "-Dseed=" + seed);
            }
        }
    }

    private static void run(Store store, SplittableRandom random, String seed)
            throws StoreException, InterruptedException {
        RbacAuthorizer authorizer = new RbacAuthorizer(store);
        for (int step = 0; step < STEPS; step++) {
            change(store, random);
            for (String name : NAMES) {
                User user = new User(name, "", List.of("group-" + pick(NAMES, random)), java.util.Map.of());
                Attributes asked = new Attributes(
                        pick(VERBS, random), "", "v1", pick(RESOURCES, random), "", pick(NAMESPACES, random), "o", "");
                assertThat(authorizer.authorize(user, asked).allowed())
                        .as("%s step %d: %s %s", seed, step, user, asked)
                        .isEqualTo(scan(store, user, asked));
            }
        }
    }

    private static void change(Store store, SplittableRandom random) throws StoreException, InterruptedException {
        boolean cluster = random.nextInt(3) == 0;
        boolean role = random.nextBoolean();
        String resource = (cluster ? "cluster" : "") + (role ? "roles" : "rolebindings") + ".rbac.authorization.k8s.io";
        ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", "Thing");
        ObjectNode metadata = object.putObject("metadata").put("name", pick(NAMES, random));
        if (!cluster) {
            metadata.put("namespace", pick(NAMESPACES, random));
        }
        fill(object, role, cluster, random);
        Header header = Header.of(object, List.of());
        Optional<KubeObject> present = store.snapshot(resource).get(header.key());
        byte[] draft = KubeObject.encodeDraft(object);
        if (present.isEmpty()) {
            store.commit(new Write.Create(resource, header, draft));
        } else if (random.nextInt(3) == 0) {
            store.commit(new Write.Delete(resource, header.key(), present.get().revision()));
        } else {
            store.commit(
                    new Write.Replace(resource, header, draft, present.get().revision()));
        }
    }

    private static void fill(ObjectNode object, boolean role, boolean cluster, SplittableRandom random) {
        if (role) {
            ObjectNode rule = object.putArray("rules").addObject();
            rule.putArray("apiGroups").add("");
            rule.putArray("resources").add(pick(RESOURCES, random));
            rule.putArray("verbs").add(pick(VERBS, random));
            return;
        }
        object.putObject("roleRef")
                .put("kind", cluster || random.nextBoolean() ? "ClusterRole" : "Role")
                .put("name", pick(NAMES, random));
        ObjectNode subject = object.putArray("subjects").addObject();
        boolean group = random.nextBoolean();
        subject.put("kind", group ? "Group" : "User").put("name", (group ? "group-" : "") + pick(NAMES, random));
    }

    private static boolean scan(Store store, User user, Attributes asked) {
        for (String kind : List.of("clusterrolebindings", "rolebindings")) {
            var bindings = store.snapshot(kind + ".rbac.authorization.k8s.io").all();
            while (bindings.hasNext()) {
                KubeObject binding = bindings.next();
                String namespace = binding.key().namespace();
                if (namespace.isEmpty() || namespace.equals(asked.namespace())) {
                    if (names(binding.tree(), user) && grants(store, namespace, binding.tree(), asked)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean names(JsonNode binding, User user) {
        String name = binding.at("/subjects/0/name").asText();
        return binding.at("/subjects/0/kind").asText().equals("User")
                ? name.equals(user.name())
                : user.groups().contains(name);
    }

    private static boolean grants(Store store, String namespace, JsonNode binding, Attributes asked) {
        boolean cluster = binding.at("/roleRef/kind").asText().equals("ClusterRole");
        return store.snapshot((cluster ? "clusterroles" : "roles") + ".rbac.authorization.k8s.io")
                .get(new ObjectKey(
                        cluster ? "" : namespace, binding.at("/roleRef/name").asText()))
                .map(KubeObject::tree)
                .filter(role -> role.at("/rules/0/resources/0").asText().equals(asked.resource()))
                .filter(role -> role.at("/rules/0/verbs/0").asText().equals(asked.verb()))
                .isPresent();
    }

    private static String pick(List<String> from, SplittableRandom random) {
        return from.get(random.nextInt(from.size()));
    }
}
