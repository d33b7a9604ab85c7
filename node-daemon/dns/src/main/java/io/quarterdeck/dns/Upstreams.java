package io.quarterdeck.dns;

import io.quarterdeck.network.Cidr;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The host's resolvers, read from its resolv.conf and read again when that changes. Used by one thread. */
final class Upstreams {

    private static final System.Logger LOG = System.getLogger(Upstreams.class.getName());

    /** How old the knowledge of the file's date may be. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    /** As resolv.conf(5) has it. */
    private static final int SERVERS_MAX = 3;

    private static final int PORT = 53;

    private static final Pattern PORT_NUMBER = Pattern.compile("[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}");

    private final Path resolvConf;
    private final String own;
    private final int ownPort;
    private List<InetSocketAddress> servers = List.of();
    private @Nullable FileTime read;
    private long lookedAt;

    /** Our own address and port must not be asked. */
    Upstreams(DnsConfig config) {
        this.resolvConf = config.resolvConf();
        this.own = config.address();
        this.ownPort = config.port();
    }

    List<InetSocketAddress> servers() {
        long now = System.nanoTime();
        if (read == null || now - lookedAt > LOOK.toNanos()) {
            lookedAt = now;
            refresh();
        }
        return servers;
    }

    private void refresh() {
        try {
            FileTime changed = Files.getLastModifiedTime(resolvConf);
            if (!changed.equals(read)) {
                servers = parse(Files.readString(resolvConf));
                read = changed;
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "no resolvers known: " + resolvConf + " cannot be read", e);
            servers = List.of();
        }
    }

    /** Reads {@code nameserver} lines; a port may follow after a hash, as dnsmasq writes it. */
    private List<InetSocketAddress> parse(String text) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+", -1);
            if (words.length < 2 || !words[0].equals("nameserver") || servers.size() == SERVERS_MAX) {
                continue;
            }
            String[] parts = words[1].split("#", 2);
            boolean numeric = parts.length < 2 || PORT_NUMBER.matcher(parts[1]).matches();
            if (!Cidr.isAddress(parts[0]) || !numeric) {
                continue;
            }
            int port = parts.length == 2 ? Integer.parseInt(parts[1]) : PORT;
            if (!parts[0].equals(own) || port != ownPort) {
                servers.add(new InetSocketAddress(address(parts[0]), port));
            }
        }
        return List.copyOf(servers);
    }

    private static InetAddress address(String quad) {
        int bits = Cidr.bits(quad);
        byte[] bytes = {(byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits};
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are always an address", e);
        }
    }
}
