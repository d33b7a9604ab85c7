package io.quarterdeck.node;

import java.nio.file.Path;
import org.eclipse.microprofile.config.Config;

/**
 * How this node is configured, from {@code quarterdeck.*} properties or {@code QUARTERDECK_*} variables.
 *
 * @param dataDir the node's own directory
 * @param kubeconfig appears once the API has issued this node's identity
 */
record NodeConfig(
        String nodeName,
        Path dataDir,
        Path kubeconfig,
        String nodeIp,
        int nodePort,
        Path containerdSocket,
        String podCidr,
        String serviceCidr,
        String clusterDns,
        String clusterDomain,
        String networkId) {

    static NodeConfig of(Config config) {
        Path dataDir = Path.of(text(config, "data-dir", "/var/lib/quarterdeck/node"));
        return new NodeConfig(
                config.getValue("quarterdeck.node-name", String.class),
                dataDir.toAbsolutePath(),
                Path.of(text(config, "kubeconfig", dataDir.resolve("kubeconfig").toString())),
                config.getValue("quarterdeck.node-ip", String.class),
                Integer.parseInt(text(config, "node-port", "10250")),
                Path.of(text(config, "containerd-socket", "/run/containerd/containerd.sock")),
                text(config, "pod-cidr", "10.244.0.0/16"),
                text(config, "service-cidr", "10.96.0.0/16"),
                text(config, "cluster-dns", "10.96.0.10"),
                text(config, "cluster-domain", "cluster.local"),
                text(config, "network-id", "0"));
    }

    private static String text(Config config, String name, String otherwise) {
        return config.getOptionalValue("quarterdeck." + name, String.class).orElse(otherwise);
    }
}
