package io.quarterdeck.apiserver.access;

import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Rules;
import java.util.List;
import java.util.Set;

/**
 * What a node's daemon may do: read what pods are made of, and write about itself and its pods. Which pods are its own is
 * not looked at here.
 */
final class NodeRules {

    private static final Set<String> READ = Set.of("get", "list", "watch");
    private static final Set<String> CHANGE = Set.of("update", "patch");
    private static final Set<String> READABLE = Set.of(
            "/pods",
            "/services",
            "/endpoints",
            "/configmaps",
            "/secrets",
            "/nodes",
            "/namespaces",
            "/serviceaccounts",
            "/persistentvolumes",
            "/persistentvolumeclaims",
            "discovery.k8s.io/endpointslices",
            "coordination.k8s.io/leases",
            "node.k8s.io/runtimeclasses",
            "networking.k8s.io/networkpolicies",
            "storage.k8s.io/csidrivers",
            "storage.k8s.io/csinodes",
            "storage.k8s.io/volumeattachments");
    private static final Set<String> REVIEWS = Set.of(
            "authentication.k8s.io/tokenreviews",
            "authorization.k8s.io/subjectaccessreviews",
            "authorization.k8s.io/localsubjectaccessreviews");
    private static final String NODE_LEASES = "kube-node-lease";

    private NodeRules() {}

    static boolean allow(String nodeName, Attributes attributes) {
        String verb = attributes.verb();
        String resource = attributes.group() + "/" + attributes.resource();
        if (READ.contains(verb) && attributes.subresource().isEmpty() && READABLE.contains(resource)) {
            return true;
        }
        return switch (resource) {
            case "/nodes" -> writesNode(nodeName, attributes);
            case "/pods" -> writesPod(verb, attributes.subresource());
            case "/events", "events.k8s.io/events" -> verb.equals("create") || CHANGE.contains(verb);
            case "/serviceaccounts" ->
                verb.equals("create") && attributes.subresource().equals("token");
            case "coordination.k8s.io/leases" ->
                attributes.namespace().equals(NODE_LEASES)
                        && (verb.equals("create") || attributes.name().equals(nodeName));
            case "storage.k8s.io/csinodes" -> attributes.name().equals(nodeName) || verb.equals("create");
            default -> verb.equals("create") && REVIEWS.contains(resource);
        };
    }

    private static boolean writesNode(String nodeName, Attributes attributes) {
        boolean status = attributes.subresource().equals("status");
        if (!status && !attributes.subresource().isEmpty()) {
            return false;
        }
        String verb = attributes.verb();
        // The body names the node of a creation; the API refuses nobody for a name that is taken already.
        return attributes.name().equals(nodeName)
                ? CHANGE.contains(verb) || READ.contains(verb)
                : !status && verb.equals("create");
    }

    private static boolean writesPod(String verb, String subresource) {
        return switch (subresource) {
            // A node ends a graceful deletion, and shows the pods that it runs by itself.
            case "" -> verb.equals("create") || verb.equals("delete");
            case "status" -> CHANGE.contains(verb) || verb.equals("get");
            case "eviction" -> verb.equals("create");
            default -> false;
        };
    }

    static List<Rules.Resource> rules() {
        List<String> read = List.of("get", "list", "watch");
        return List.of(
                new Rules.Resource(
                        read,
                        List.of("", "discovery.k8s.io", "coordination.k8s.io"),
                        READABLE.stream()
                                .map(name -> name.substring(name.indexOf('/') + 1))
                                .sorted()
                                .toList(),
                        List.of()),
                new Rules.Resource(
                        List.of("create", "update", "patch"),
                        List.of(""),
                        List.of("nodes", "nodes/status", "pods/status", "events"),
                        List.of()),
                new Rules.Resource(List.of("create", "delete"), List.of(""), List.of("pods"), List.of()));
    }
}
