package io.quarterdeck.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.cri.ContainerRuntime.Version;
import io.quarterdeck.cri.Image;
import io.quarterdeck.model.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

/** The Node object that stands for this host. Pure. */
final class NodeObject {

    static final String KUBELET_VERSION = "v1.35.0+quarterdeck";

    /** As upstream: what a node takes at most. */
    private static final int PODS_MAX = 110;

    /** As upstream: the largest images only, or the list would outgrow everything else. */
    private static final int IMAGES_MAX = 50;

    private static final String LEASE_NAMESPACE = "kube-node-lease";

    private final NodeConfig config;
    private final HostFacts host;
    private final Version runtime;

    NodeObject(NodeConfig config, HostFacts host, Version runtime) {
        this.config = config;
        this.host = host;
        this.runtime = runtime;
    }

    /**
     * What changes while the node runs.
     *
     * @param notReady why pods cannot run; empty if they can
     */
    record Condition(String notReady, boolean memoryPressure, boolean diskPressure, boolean pidPressure) {}

    ObjectNode created() {
        ObjectNode node = Json.object();
        node.put("apiVersion", "v1").put("kind", "Node");
        ObjectNode metadata = node.putObject("metadata");
        metadata.put("name", config.nodeName());
        metadata.set("labels", labels());
        node.putObject("spec");
        return node;
    }

    ObjectNode labels() {
        ObjectNode labels = Json.object();
        labels.put("beta.kubernetes.io/arch", host.architecture());
        labels.put("beta.kubernetes.io/os", "linux");
        labels.put("kubernetes.io/arch", host.architecture());
        labels.put("kubernetes.io/hostname", config.nodeName());
        labels.put("kubernetes.io/os", "linux");
        return labels;
    }

    ObjectNode status(Condition condition, List<Image> images, JsonNode previous, Instant now) {
        ObjectNode status = Json.object();
        ObjectNode capacity = status.putObject("capacity");
        capacity.put("cpu", Integer.toString(host.cpus()));
        capacity.put("ephemeral-storage", host.diskBytes() / 1024 + "Ki");
        capacity.put("hugepages-1Gi", "0").put("hugepages-2Mi", "0");
        capacity.put("memory", host.memoryBytes() / 1024 + "Ki");
        capacity.put("pods", Integer.toString(PODS_MAX));
        status.set("allocatable", capacity.deepCopy());
        status.set("conditions", conditions(condition, previous, now));
        ArrayNode addresses = status.putArray("addresses");
        addresses.addObject().put("type", "InternalIP").put("address", config.nodeIp());
        addresses.addObject().put("type", "Hostname").put("address", config.nodeName());
        status.putObject("daemonEndpoints").putObject("kubeletEndpoint").put("Port", config.nodePort());
        ObjectNode info = status.putObject("nodeInfo");
        info.put("machineID", host.machineId());
        info.put("systemUUID", host.machineId());
        info.put("bootID", host.bootId());
        info.put("kernelVersion", host.kernelVersion());
        info.put("osImage", host.osImage());
        info.put("containerRuntimeVersion", runtime.name() + "://" + runtime.version());
        info.put("kubeletVersion", KUBELET_VERSION);
        info.put("kubeProxyVersion", KUBELET_VERSION);
        info.put("operatingSystem", "linux");
        info.put("architecture", host.architecture());
        ArrayNode list = status.putArray("images");
        images.stream()
                .sorted(Comparator.comparingLong(Image::sizeBytes).reversed().thenComparing(Image::id))
                .limit(IMAGES_MAX)
                .forEach(image -> {
                    ObjectNode entry = list.addObject();
                    ArrayNode names = entry.putArray("names");
                    image.digests().forEach(names::add);
                    image.tags().forEach(names::add);
                    entry.put("sizeBytes", image.sizeBytes());
                });
        return status;
    }

    private static ArrayNode conditions(Condition condition, JsonNode previous, Instant now) {
        ArrayNode conditions = Json.array();
        add(
                conditions,
                previous,
                now,
                "MemoryPressure",
                condition.memoryPressure(),
                condition.memoryPressure()
                        ? new String[] {"KubeletHasInsufficientMemory", "kubelet has insufficient memory available"}
                        : new String[] {"KubeletHasSufficientMemory", "kubelet has sufficient memory available"});
        add(
                conditions,
                previous,
                now,
                "DiskPressure",
                condition.diskPressure(),
                condition.diskPressure()
                        ? new String[] {"KubeletHasDiskPressure", "kubelet has disk pressure"}
                        : new String[] {"KubeletHasNoDiskPressure", "kubelet has no disk pressure"});
        add(
                conditions,
                previous,
                now,
                "PIDPressure",
                condition.pidPressure(),
                condition.pidPressure()
                        ? new String[] {"KubeletHasInsufficientPID", "kubelet has insufficient PID available"}
                        : new String[] {"KubeletHasSufficientPID", "kubelet has sufficient PID available"});
        boolean ready = condition.notReady().isEmpty();
        add(
                conditions,
                previous,
                now,
                "Ready",
                ready,
                ready
                        ? new String[] {"KubeletReady", "kubelet is posting ready status"}
                        : new String[] {"KubeletNotReady", condition.notReady()});
        return conditions;
    }

    private static void add(
            ArrayNode conditions, JsonNode previous, Instant now, String type, boolean holds, String[] why) {
        String status = holds ? "True" : "False";
        String since = Json.items(previous, "conditions").stream()
                .filter(known -> Json.text(known, "type").equals(type)
                        && Json.text(known, "status").equals(status))
                .map(known -> Json.text(known, "lastTransitionTime"))
                .findFirst()
                .orElse(text(now));
        conditions
                .addObject()
                .put("type", type)
                .put("status", status)
                .put("lastHeartbeatTime", text(now))
                .put("lastTransitionTime", since)
                .put("reason", why[0])
                .put("message", why[1]);
    }

    /** The node's heartbeat; the owner makes it go with the node. */
    ObjectNode lease(String nodeUid, int seconds, Instant now) {
        ObjectNode lease = Json.object();
        lease.put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
        ObjectNode metadata = lease.putObject("metadata");
        metadata.put("name", config.nodeName()).put("namespace", LEASE_NAMESPACE);
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "v1")
                .put("kind", "Node")
                .put("name", config.nodeName())
                .put("uid", nodeUid);
        ObjectNode spec = lease.putObject("spec");
        spec.put("holderIdentity", config.nodeName());
        spec.put("leaseDurationSeconds", seconds);
        spec.put("renewTime", micros(now));
        return lease;
    }

    static String leaseNamespace() {
        return LEASE_NAMESPACE;
    }

    /** As the API writes moments: six digits of a second. */
    static String micros(Instant now) {
        String text = now.truncatedTo(ChronoUnit.MICROS).toString();
        int dot = text.indexOf('.');
        String fraction = dot < 0 ? "" : text.substring(dot + 1, text.length() - 1);
        String whole = dot < 0 ? text.substring(0, text.length() - 1) : text.substring(0, dot);
        return whole + "." + (fraction + "000000").substring(0, 6) + "Z";
    }

    private static String text(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
