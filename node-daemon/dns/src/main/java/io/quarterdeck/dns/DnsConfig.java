package io.quarterdeck.dns;

import io.quarterdeck.network.Cidr;
import io.quarterdeck.network.NetworkConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What the DNS server is told.
 *
 * @param address where it listens, a dotted quad
 * @param port 53, or 0 for any in tests
 * @param domain the cluster's, such as {@code cluster.local}
 * @param ranges pod and service ranges, whose reverse names are ours
 * @param resolvConf names the resolvers that other questions go to; read anew when it changes
 */
public record DnsConfig(String address, int port, String domain, List<Cidr> ranges, Path resolvConf) {

    private static final int PORT = 53;

    public DnsConfig {
        domain = domain.toLowerCase(Locale.ROOT);
        ranges = List.copyOf(ranges);
    }

    /** The configuration of a node's server. */
    public static DnsConfig of(NetworkConfig network) {
        return new DnsConfig(
                network.dnsAddress(),
                PORT,
                network.clusterDomain(),
                List.of(network.podCidr(), network.serviceCidr()),
                Path.of("/etc/resolv.conf"));
    }
}
