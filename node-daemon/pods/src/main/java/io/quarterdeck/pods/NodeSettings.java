package io.quarterdeck.pods;

import io.quarterdeck.cri.SandboxConfig.Dns;
import io.quarterdeck.model.Quantity;
import java.nio.file.Path;
import java.util.Map;

/**
 * What pods need to know of their node.
 *
 * @param folder the node's own directory
 * @param cgroup the group that holds all pods of this node, absolute in cgroupfs form
 * @param apiHost the cluster address of the API's service, and its port: what containers find in their environment
 * @param hostDns the host's own resolver, for pods of dnsPolicy Default
 * @param capacity what an absent limit reads as
 */
public record NodeSettings(
        String name,
        String ip,
        Path folder,
        String cgroup,
        String clusterDns,
        String clusterDomain,
        String apiHost,
        Dns hostDns,
        Map<String, Quantity> capacity) {

    public NodeSettings {
        capacity = Map.copyOf(capacity);
    }

    /** The folder that has a folder for each pod's uid. */
    public Path podsFolder() {
        return folder.resolve("pods");
    }

    /** The same for what must never reach a disk. */
    public Path secretsFolder() {
        return folder.resolve("secrets");
    }

    /** The folder of a pod's logs. */
    public Path logFolder(Pod pod) {
        return logsFolder().resolve(pod.key().namespace() + "_" + pod.key().name() + "_" + pod.uid());
    }

    /** The folder of all logs. */
    public Path logsFolder() {
        return folder.resolve("logs/pods");
    }
}
