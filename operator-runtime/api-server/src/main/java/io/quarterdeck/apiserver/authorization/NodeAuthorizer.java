package io.quarterdeck.apiserver.authorization;

import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.access.Decision;
import io.quarterdeck.machinery.access.Rules;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import io.quarterdeck.store.Store;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a node may do: read what its own pods are made of, write about itself and its pods, and know where services lead.
 * What a body must say besides is {@link NodeGuard}'s. Whoever is no node is not its business.
 */
final class NodeAuthorizer implements Authorizer, AutoCloseable {

    private static final Decision NO_NODE = Decision.deny("");
    private static final Decision NOT_ALLOWED = Decision.deny("");
    private static final Decision ALLOWED = Decision.allow("");

    private static final Set<String> READ = Set.of("get", "list", "watch");
    private static final Set<String> CHANGE = Set.of("update", "patch");

    /** What says where traffic goes, and how pods run here. None of it is secret. */
    private static final Set<String> READABLE = Set.of(
            "/services",
            "/endpoints",
            "/nodes",
            "/namespaces",
            "discovery.k8s.io/endpointslices",
            "node.k8s.io/runtimeclasses",
            "networking.k8s.io/networkpolicies",
            "storage.k8s.io/csidrivers",
            "storage.k8s.io/volumeattachments");

    private static final Set<String> REVIEWS = Set.of(
            "authentication.k8s.io/tokenreviews",
            "authorization.k8s.io/subjectaccessreviews",
            "authorization.k8s.io/localsubjectaccessreviews");

    private final Store store;
    private final NodePods pods;

    NodeAuthorizer(Store store, NodePods pods) {
        this.store = store;
        this.pods = pods;
    }

    @Override
    public Decision authorize(User user, Attributes asked) {
        String node = NodeName.of(user);
        if (node.isEmpty() || !asked.isResource()) {
            return NO_NODE;
        }
        String name = asked.name();
        String resource = asked.group() + "/" + asked.resource();
        return switch (resource) {
            case "/secrets" -> reads(node, asked, needs -> needs.secrets().contains(name));
            case "/configmaps" -> reads(node, asked, needs -> needs.configMaps().contains(name));
            case "/persistentvolumeclaims" ->
                decide(
                        node,
                        asked,
                        needs -> needs.claims().contains(name),
                        asked.verb().equals("get") || resizes(asked));
            case "/persistentvolumes" -> readsVolume(node, asked);
            case "/serviceaccounts" ->
                decide(node, asked, needs -> needs.account().equals(name), isPlainGet(asked) || isTokenRequest(asked));
            case "/pods" -> pod(node, asked);
            case "/nodes" -> allowIf(writesNode(node, asked) || readsFreely(asked, resource));
            case "/events", "events.k8s.io/events" ->
                allowIf(asked.verb().equals("create") || CHANGE.contains(asked.verb()));
            case "coordination.k8s.io/leases" -> lease(node, asked);
            case "storage.k8s.io/csinodes" ->
                ownOrNew(node, asked, "can only access CSINode with the same name as the requesting node");
            case "certificates.k8s.io/certificatesigningrequests" ->
                allowIf(asked.verb().equals("create") || READ.contains(asked.verb()));
            default ->
                allowIf((asked.verb().equals("create") && REVIEWS.contains(resource)) || readsFreely(asked, resource));
        };
    }

    @Override
    public Rules rules(User user, String namespace) {
        // What a node may read follows from its pods, which is no rule that could be listed.
        return new Rules(List.of(), List.of(), !NodeName.of(user).isEmpty());
    }

    private static Decision allowIf(boolean allowed) {
        return allowed ? ALLOWED : NOT_ALLOWED;
    }

    private static boolean readsFreely(Attributes asked, String resource) {
        return READ.contains(asked.verb()) && asked.subresource().isEmpty() && READABLE.contains(resource);
    }

    private static boolean isPlainGet(Attributes asked) {
        return asked.verb().equals("get") && asked.subresource().isEmpty();
    }

    private static boolean isTokenRequest(Attributes asked) {
        return asked.verb().equals("create") && asked.subresource().equals("token");
    }

    private static boolean resizes(Attributes asked) {
        return CHANGE.contains(asked.verb()) && asked.subresource().equals("status");
    }

    private Decision reads(String node, Attributes asked, Predicate<PodReferences> needed) {
        if (!READ.contains(asked.verb()) || !asked.subresource().isEmpty()) {
            return Decision.deny("can only read resources of this type");
        }
        if (asked.name().isEmpty() || asked.namespace().isEmpty()) {
            return Decision.deny("can only read namespaced object of this type, by its name");
        }
        return decide(node, asked, needed, true);
    }

    private Decision decide(String node, Attributes asked, Predicate<PodReferences> needed, boolean verbFits) {
        if (!verbFits) {
            return NOT_ALLOWED;
        }
        return pods.anyNeeds(node, asked.namespace(), needed) ? ALLOWED : unrelated(node);
    }

    private static Decision unrelated(String node) {
        return Decision.deny("no relationship found between node '" + node + "' and this object");
    }

    private Decision readsVolume(String node, Attributes asked) {
        if (!isPlainGet(asked)) {
            return NOT_ALLOWED;
        }
        ObjectKey key = ObjectKey.clusterWide(asked.name());
        return store.snapshot("persistentvolumes")
                .get(key)
                .map(volume -> Volumes.claim(volume.tree()))
                .filter(claim -> pods.anyNeeds(
                        node, claim.namespace(), needs -> needs.claims().contains(claim.name())))
                .map(claim -> ALLOWED)
                .orElseGet(() -> unrelated(node));
    }

    private Decision pod(String node, Attributes asked) {
        String verb = asked.verb();
        ObjectKey key = new ObjectKey(asked.namespace(), asked.name());
        return switch (asked.subresource()) {
            case "" ->
                switch (verb) {
                    case "list", "watch" ->
                        selectsNode(asked.fieldSelector(), node)
                                ? ALLOWED
                                : Decision.deny("can only list/watch pods with spec.nodeName field selector");
                    case "get" -> ownPod(key, node) ? ALLOWED : unrelated(node);
                    // NodeGuard sees to it that these are mirrors of pods that the node runs by itself.
                    case "create" -> ALLOWED;
                    case "delete" -> changesOwn(key, node, "delete pods with spec.nodeName set to itself");
                    default -> NOT_ALLOWED;
                };
            case "status" ->
                CHANGE.contains(verb) || verb.equals("get")
                        ? changesOwn(key, node, "update pod status for pods with spec.nodeName set to itself")
                        : NOT_ALLOWED;
            case "eviction" ->
                verb.equals("create")
                        ? changesOwn(key, node, "evict pods with spec.nodeName set to itself")
                        : NOT_ALLOWED;
            default -> NOT_ALLOWED;
        };
    }

    private Decision changesOwn(ObjectKey pod, String node, String what) {
        return ownPod(pod, node) ? ALLOWED : Decision.deny("node \"" + node + "\" can only " + what);
    }

    /** A pod that is not there any more is nobody's: the node shall be told that it is gone, not that it may not ask. */
    private boolean ownPod(ObjectKey pod, String node) {
        return pods.isBound(pod, node)
                || store.snapshot(Resources.PODS.resource()).get(pod).isEmpty();
    }

    private static boolean selectsNode(String selector, String node) {
        for (String term : selector.split(",", -1)) {
            if (term.equals("spec.nodeName=" + node) || term.equals("spec.nodeName==" + node)) {
                return true;
            }
        }
        return false;
    }

    private static boolean writesNode(String node, Attributes asked) {
        boolean status = asked.subresource().equals("status");
        if (!status && !asked.subresource().isEmpty()) {
            return false;
        }
        boolean changesItself = asked.name().equals(node) && CHANGE.contains(asked.verb());
        return changesItself || (!status && asked.verb().equals("create"));
    }

    private static Decision lease(String node, Attributes asked) {
        return asked.namespace().equals(NodeGuard.LEASES)
                ? ownOrNew(node, asked, NodeGuard.OTHER_LEASE)
                : Decision.deny("can only access leases in the \"" + NodeGuard.LEASES + "\" system namespace");
    }

    /** Objects that are named as the node; the guard sees the name of a new one. */
    private static Decision ownOrNew(String node, Attributes asked, String otherwise) {
        boolean fits = asked.subresource().isEmpty()
                && switch (asked.verb()) {
                    case "create" -> true;
                    case "get", "update", "patch", "delete" -> asked.name().equals(node);
                    default -> false;
                };
        return fits ? ALLOWED : Decision.deny(otherwise);
    }

    @Override
    public void close() {
        pods.close();
    }
}
