package io.quarterdeck.apiserver;

import io.quarterdeck.apiserver.pki.Addresses;
import io.quarterdeck.apiserver.pki.Pki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the API is reached.
 *
 * @param dataDir the cluster's data directory
 * @param bindAddress where to listen; {@code 0.0.0.0} for everywhere
 * @param advertiseAddress the IP address under which nodes and pods reach the API
 * @param serviceCidr the range of cluster addresses
 * @param clusterDomain {@code cluster.local}
 * @param nodes the names of nodes to issue identities for
 * @param openSsl whether OpenSSL may encrypt, where its library loads
 */
public record ApiServerConfig(
        Path dataDir,
        String bindAddress,
        int port,
        String advertiseAddress,
        String serviceCidr,
        String clusterDomain,
        List<String> nodes,
        boolean openSsl) {

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    /** The API is the first service, and DNS the tenth, as everywhere. */
    private static final int API_INDEX = 1;

    private static final int DNS_INDEX = 10;

    public ApiServerConfig {
        nodes = List.copyOf(nodes);
        if (!Addresses.isAddress(advertiseAddress)) {
            throw new IllegalArgumentException("\"" + advertiseAddress + "\" is no IP address to advertise");
        }
        Addresses.nth(serviceCidr, DNS_INDEX);
    }

    /** The cluster address of Service default/kubernetes. */
    public String apiServiceAddress() {
        return Addresses.nth(serviceCidr, API_INDEX);
    }

    /** The cluster address of Service kube-system/kube-dns. */
    public String dnsServiceAddress() {
        return Addresses.nth(serviceCidr, DNS_INDEX);
    }

    /** Who signs service accounts' tokens, as tokens say it. */
    public String issuer() {
        return "https://kubernetes.default.svc." + clusterDomain;
    }

    /** What the certificates have to cover. */
    public Pki.Needs pkiNeeds() throws IOException {
        List<String> hosts = new ArrayList<>(List.of(
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc." + clusterDomain,
                "localhost",
                "127.0.0.1",
                advertiseAddress,
                apiServiceAddress()));
        if (Files.exists(HOST_NAME)) {
            hosts.add(Files.readString(HOST_NAME).strip());
        }
        return new Pki.Needs(
                dataDir,
                hosts,
                "https://127.0.0.1:" + port,
                "https://" + (advertiseAddress.contains(":") ? "[" + advertiseAddress + "]" : advertiseAddress) + ":"
                        + port,
                nodes);
    }
}
