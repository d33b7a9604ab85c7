package io.quarterdeck.apiserver.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.WriteGuard;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Store;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Holds a node to itself where the body says what it writes: its own Node without the labels that others rely on, mirrors
 * of its own pods, its own Lease, and tokens that die with a pod that it runs.
 */
final class NodeGuard implements WriteGuard {

    static final String LEASES = "kube-node-lease";
    static final String OTHER_LEASE = "can only access node lease with the same name as the requesting node";

    private static final String MIRROR = "kubernetes.io/config.mirror";

    /** Labels in Kubernetes' own domains that a node may give itself. */
    private static final Set<String> OWN_LABELS = Set.of(
            "beta.kubernetes.io/arch",
            "beta.kubernetes.io/instance-type",
            "beta.kubernetes.io/os",
            "failure-domain.beta.kubernetes.io/region",
            "failure-domain.beta.kubernetes.io/zone",
            "kubernetes.io/arch",
            "kubernetes.io/hostname",
            "kubernetes.io/os",
            "node.kubernetes.io/instance-type",
            "topology.kubernetes.io/region",
            "topology.kubernetes.io/zone");

    private static final Set<String> OWN_DOMAINS = Set.of("kubelet.kubernetes.io", "node.kubernetes.io");

    private final Store store;
    private final NodePods pods;

    NodeGuard(Store store, NodePods pods) {
        this.store = store;
        this.pods = pods;
    }

    @Override
    public void check(User user, Write write) {
        String node = NodeName.of(user);
        if (node.isEmpty()) {
            return;
        }
        switch (write.type().resource() + "/" + write.subresource()) {
            case "nodes/", "nodes/status" -> checkNode(node, write);
            case "pods/" -> checkMirror(node, write);
            case "serviceaccounts/token" -> checkToken(node, write);
            case "leases.coordination.k8s.io/" ->
                require(write, write.key().equals(new ObjectKey(LEASES, node)), OTHER_LEASE);
            case "csinodes.storage.k8s.io/" ->
                require(
                        write,
                        write.key().name().equals(node),
                        "can only access CSINode with the same name as the requesting node");
            default -> {
                // Nothing in the body decides whose it is.
            }
        }
    }

    private static void checkNode(String node, Write write) {
        String name = write.key().name();
        require(write, name.equals(node), "node \"" + node + "\" is not allowed to modify node \"" + name + "\"");
        ObjectNode current = write.current();
        Set<String> labels = foreignLabels(write.next(), current);
        String list = String.join(", ", labels);
        require(
                write,
                labels.isEmpty(),
                current == null
                        ? "is not allowed to set the following labels: " + list
                        : "is not allowed to modify labels: " + list);
        boolean taints = current == null
                || Json.items(current, "spec", "taints").equals(Json.items(write.next(), "spec", "taints"));
        require(write, taints, "is not allowed to modify taints");
    }

    /** The labels that this write changes and that are not the node's to change. */
    private static Set<String> foreignLabels(ObjectNode next, @Nullable ObjectNode current) {
        Map<String, String> before = current == null ? Map.of() : Json.textMap(current, "metadata", "labels");
        Map<String, String> after = Json.textMap(next, "metadata", "labels");
        Set<String> all = new TreeSet<>(before.keySet());
        all.addAll(after.keySet());
        all.removeIf(label -> isOwn(label) || Objects.equals(before.get(label), after.get(label)));
        return all;
    }

    private static boolean isOwn(String label) {
        int slash = label.indexOf('/');
        String domain = slash < 0 ? "" : label.substring(0, slash);
        boolean kubernetes = isWithin(domain, "kubernetes.io") || isWithin(domain, "k8s.io");
        return !kubernetes || OWN_LABELS.contains(label) || OWN_DOMAINS.stream().anyMatch(own -> isWithin(domain, own));
    }

    private static boolean isWithin(String domain, String parent) {
        return domain.equals(parent) || domain.endsWith("." + parent);
    }

    private static void checkMirror(String node, Write write) {
        ObjectNode pod = write.next();
        String only = "node \"" + node + "\" can only create ";
        require(
                write,
                Json.textMap(pod, "metadata", "annotations").containsKey(MIRROR),
                "pod does not have \"" + MIRROR + "\" annotation, " + only + "mirror pods");
        require(write, Json.text(pod, "spec", "nodeName").equals(node), only + "pods with spec.nodeName set to itself");
        PodReferences references = PodReferences.of(pod);
        String not = "node \"" + node + "\" can not create pods that reference ";
        require(write, references.account().isEmpty(), not + "a service account");
        require(write, references.secrets().isEmpty(), not + "secrets");
        require(write, references.configMaps().isEmpty(), not + "configmaps");
        require(write, references.claims().isEmpty(), not + "persistentvolumeclaims");
    }

    private void checkToken(String node, Write write) {
        JsonNode reference = Json.at(write.next(), "spec", "boundObjectRef");
        require(
                write,
                Json.text(reference, "kind").equals("Pod")
                        && !Json.text(reference, "name").isEmpty(),
                "node requested token not bound to a pod");
        require(write, !Json.text(reference, "uid").isEmpty(), "node requested token with a pod binding without a uid");
        ObjectKey pod = new ObjectKey(write.key().namespace(), Json.text(reference, "name"));
        require(
                write,
                pods.isBound(pod, node) || store.snapshot("pods").get(pod).isEmpty(),
                "node requested token bound to a pod scheduled on a different node");
    }

    private static void require(Write write, boolean fulfilled, String otherwise) {
        if (!fulfilled) {
            throw new ApiException(Status.forbidden(write.type(), write.key().name(), otherwise));
        }
    }
}
