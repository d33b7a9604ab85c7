package io.quarterdeck.cri;

import java.util.List;
import java.util.Map;

/**
 * What a sandbox is to be.
 *
 * @param attempt 0 for a pod's first sandbox
 * @param hostname empty in the host's network
 * @param logDirectory absolute; the containers' log paths are relative to it
 * @param cgroupParent in cgroupfs form
 */
public record SandboxConfig(
        String namespace,
        String name,
        String uid,
        int attempt,
        String hostname,
        String logDirectory,
        Dns dns,
        List<PortMapping> portMappings,
        Map<String, String> labels,
        Map<String, String> annotations,
        String cgroupParent,
        Map<String, String> sysctls,
        Namespaces namespaces,
        boolean privileged) {

    public SandboxConfig {
        portMappings = List.copyOf(portMappings);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        sysctls = Map.copyOf(sysctls);
    }

    /** What becomes {@code /etc/resolv.conf}; all empty leaves the host's. */
    public record Dns(List<String> servers, List<String> searches, List<String> options) {
        public Dns {
            servers = List.copyOf(servers);
            searches = List.copyOf(searches);
            options = List.copyOf(options);
        }
    }

    /** A port of the host that leads to a port of the pod. */
    public record PortMapping(String protocol, int containerPort, int hostPort, String hostIp) {}

    /** Which of the host's namespaces the pod lives in, and whether its containers see each other's processes. */
    public record Namespaces(boolean hostNetwork, boolean hostPid, boolean hostIpc, boolean sharedPid) {}
}
