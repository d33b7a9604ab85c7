package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.LabelSelector;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the parameters that a binding hands to its policy. */
final class PolicyParameters {

    private final Store store;
    private final KindRegistry kinds;

    PolicyParameters(Store store, KindRegistry kinds) {
        this.store = store;
        this.kinds = kinds;
    }

    /** What is found; a fault if the policy cannot be evaluated for want of parameters. */
    record Found(List<@Nullable ObjectNode> all, String fault) {}

    /** One null if the policy has no parameters; none if it does not apply for want of them. */
    Found of(JsonNode paramKind, PolicyBinding binding, Attempt attempt) {
        if (!paramKind.isObject()) {
            List<@Nullable ObjectNode> none = new ArrayList<>();
            none.add(null);
            return new Found(none, "");
        }
        if (!binding.paramRef().isObject()) {
            return new Found(List.of(), "the binding has no paramRef, and the policy has a paramKind");
        }
        Optional<Kind> kind = kind(kinds, paramKind);
        if (kind.isEmpty()) {
            return new Found(
                    List.of(),
                    "failed to find resource referenced by paramKind: '" + Json.text(paramKind, "apiVersion")
                            + ", Kind=" + Json.text(paramKind, "kind") + "'");
        }
        List<@Nullable ObjectNode> found = find(kind.get(), binding.paramRef(), attempt);
        boolean allowed =
                Json.text(binding.paramRef(), "parameterNotFoundAction").equals("Allow");
        return new Found(
                found,
                found.isEmpty() && !allowed
                        ? "no params found for policy binding with `Deny` parameterNotFoundAction"
                        : "");
    }

    static Optional<Kind> kind(KindRegistry kinds, JsonNode paramKind) {
        String apiVersion = Json.text(paramKind, "apiVersion");
        int slash = apiVersion.indexOf('/');
        return kinds.byKind(
                slash < 0 ? "" : apiVersion.substring(0, slash),
                apiVersion.substring(slash + 1),
                Json.text(paramKind, "kind"));
    }

    private List<@Nullable ObjectNode> find(Kind kind, JsonNode reference, Attempt attempt) {
        String named = Json.text(reference, "namespace");
        String own = attempt.target().type().plural().equals("namespaces") ? attempt.name() : attempt.namespace();
        String namespace = !kind.type().namespaced() ? "" : named.isEmpty() ? own : named;
        Snapshot snapshot = store.snapshot(kind.type().resource());
        List<@Nullable ObjectNode> found = new ArrayList<>();
        String name = Json.text(reference, "name");
        if (!name.isEmpty()) {
            snapshot.get(new ObjectKey(namespace, name)).map(KubeObject::tree).ifPresent(found::add);
            return found;
        }
        LabelSelector selector = LabelSelector.parse(Json.at(reference, "selector"));
        Iterator<KubeObject> all = namespace.isEmpty() ? snapshot.all() : snapshot.inNamespace(namespace);
        while (all.hasNext()) {
            KubeObject next = all.next();
            if (selector.matches(next.header().labels())) {
                found.add(next.tree());
            }
        }
        return found;
    }
}
