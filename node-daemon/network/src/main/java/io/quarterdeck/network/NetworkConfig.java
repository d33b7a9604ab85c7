package io.quarterdeck.network;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * What a node's network is told, and the names that follow from it.
 *
 * @param networkId short id that every link, table and route of this cluster carries, so that two clusters live on one
 *     host; one to eight lower-case letters and digits
 * @param nodeIp the address by which the other nodes reach this one; the VXLAN's outer address
 * @param podCidr the pods' range of the whole cluster
 * @param dnsAddress within the service range; answered by this node itself
 * @param clusterDomain such as {@code cluster.local}
 * @param nodeDir the node's own directory; CNI's files live in {@code cni/} below it
 */
public record NetworkConfig(
        String networkId,
        String nodeName,
        String nodeIp,
        Cidr podCidr,
        Cidr serviceCidr,
        String dnsAddress,
        String clusterDomain,
        Path nodeDir) {

    private static final Pattern ID = Pattern.compile("[a-z0-9]{1,8}");

    /** The upper half of the VXLAN ids, so that the small numbers that others pick first stay free. */
    private static final int VNI_BASE = 0x800000;

    public NetworkConfig {
        if (!ID.matcher(networkId).matches()) {
            throw new IllegalArgumentException(
                    "a network id is one to eight lower-case letters and digits, not '" + networkId + "'");
        }
        Cidr.bits(nodeIp);
        if (!serviceCidr.contains(dnsAddress)) {
            throw new IllegalArgumentException(
                    "the DNS address " + dnsAddress + " is not in the service range " + serviceCidr);
        }
        if (podCidr.contains(serviceCidr.address(0)) || serviceCidr.contains(podCidr.address(0))) {
            throw new IllegalArgumentException(
                    "the pod range " + podCidr + " and the service range " + serviceCidr + " overlap");
        }
        if (podCidr.contains(nodeIp) || serviceCidr.contains(nodeIp)) {
            throw new IllegalArgumentException(
                    "the node's address " + nodeIp + " lies in the pod or service range of the cluster");
        }
    }

    /** The bridge that the pods are plugged into. */
    public String bridge() {
        return "qd" + networkId;
    }

    /** The overlay's link. */
    public String overlay() {
        return "qdvx" + networkId;
    }

    /** The link that holds the DNS address and swallows what is sent to the service range. */
    public String serviceLink() {
        return "qd" + networkId + "dns";
    }

    /** The nftables table, of family {@code ip}; also the CNI network's name. */
    public String table() {
        return "quarterdeck-" + networkId;
    }

    /** The VXLAN id, the same on every node of the cluster. */
    public int vni() {
        CRC32 crc = new CRC32();
        crc.update(networkId.getBytes(StandardCharsets.US_ASCII));
        return VNI_BASE | ((int) crc.getValue() & (VNI_BASE - 1));
    }

    /** Where containerd looks for the CNI configuration. */
    public Path cniConfDir() {
        return nodeDir.resolve("cni").resolve("net.d");
    }

    /** Where the host-local plugin keeps what addresses are given out. */
    public Path cniIpamDir() {
        return nodeDir.resolve("cni").resolve("ipam");
    }
}
