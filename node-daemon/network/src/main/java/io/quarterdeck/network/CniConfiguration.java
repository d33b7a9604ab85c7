package io.quarterdeck.network;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Tells the CNI plugins how a pod is joined to its node, and looks after the addresses that they gave out. */
public final class CniConfiguration {

    private static final String CNI_VERSION = "1.0.0";

    private CniConfiguration() {}

    /** The file that containerd reads. */
    static Path file(NetworkConfig config) {
        return config.cniConfDir().resolve("10-quarterdeck.conflist");
    }

    /**
     * The plugins, in order: a bridge with an address from the node's range, then host ports.
     *
     * <p>Pods of one node are neighbours on the bridge, but must speak to each other through the host: a pod that answers
     * its neighbour directly would answer past the translation of services. So the node's range is routed to the gateway
     * in two halves, which win over the link's own route. This spares the kernel module that filters bridged packets,
     * and works just as well where it is loaded.
     */
    static ObjectNode plugins(NetworkConfig config, Cidr own, int mtu) {
        ObjectNode root = Json.object();
        root.put("cniVersion", CNI_VERSION);
        root.put("name", config.table());
        ArrayNode plugins = root.putArray("plugins");
        ObjectNode bridge = plugins.addObject();
        bridge.put("type", "bridge");
        bridge.put("bridge", config.bridge());
        bridge.put("isGateway", true);
        bridge.put("ipMasq", false);
        // Where bridged packets are filtered, a pod's packet to itself comes back by the port that it came from.
        bridge.put("hairpinMode", true);
        bridge.put("mtu", mtu);
        ObjectNode ipam = bridge.putObject("ipam");
        ipam.put("type", "host-local");
        ipam.put("dataDir", config.cniIpamDir().toString());
        ipam.putArray("ranges").addArray().addObject().put("subnet", own.toString());
        ArrayNode routes = ipam.putArray("routes");
        routes.addObject().put("dst", "0.0.0.0/0");
        routes.addObject().put("dst", own.half(0).toString());
        routes.addObject().put("dst", own.half(1).toString());
        ObjectNode portmap = plugins.addObject();
        portmap.put("type", "portmap");
        portmap.put("snat", true);
        portmap.putObject("capabilities").put("portMappings", true);
        return root;
    }

    /** Writes the file as a whole or not at all, and only if it differs: containerd reloads at every change. */
    static void write(NetworkConfig config, Cidr own, int mtu) throws IOException {
        byte[] text = Json.parse(Json.encode(plugins(config, own, mtu)))
                .toPrettyString()
                .getBytes(StandardCharsets.UTF_8);
        Path file = file(config);
        Files.createDirectories(file.getParent());
        Files.createDirectories(config.cniIpamDir());
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), text)) {
            return;
        }
        // The name must not end in what containerd takes for a configuration.
        Path fresh = file.resolveSibling(".10-quarterdeck.new");
        Files.write(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Gives back the addresses of sandboxes that are gone without their plugins having been told, as after a power cut.
     * Only while no sandbox is being made.
     *
     * @param sandboxes the ids of all sandboxes that containerd knows
     * @return the addresses given back
     */
    public static List<String> releaseUnused(NetworkConfig config, Set<String> sandboxes) throws IOException {
        Path dir = config.cniIpamDir().resolve(config.table());
        List<Path> unused;
        try (Stream<Path> files = Files.list(dir)) {
            unused = files.filter(file -> Cidr.isAddress(file.getFileName().toString()))
                    .filter(file -> !sandboxes.contains(owner(file)))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
        for (Path file : unused) {
            Files.deleteIfExists(file);
        }
        return unused.stream().map(file -> file.getFileName().toString()).toList();
    }

    /** host-local writes the sandbox's id into the first line. */
    private static String owner(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("").strip();
        } catch (IOException e) {
            return "";
        }
    }
}
