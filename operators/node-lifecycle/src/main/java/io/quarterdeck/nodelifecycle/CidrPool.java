package io.quarterdeck.nodelifecycle;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which node has which part of the cluster's pod addresses: a /24 each, lowest first. What was handed out counts as taken
 * at once, whether or not a cache shows it yet. IPv4.
 */
final class CidrPool {

    /** 254 pods on a node are more than any kubelet runs by default (110), so that addresses rest before they come again. */
    private static final int NODE_PREFIX = 24;

    private final long base;
    private final int size;
    private final BitSet taken = new BitSet();
    private final Map<String, Integer> byNode = new HashMap<>();

    /** @param cluster such as {@code 10.244.0.0/16} */
    CidrPool(String cluster) {
        String[] parts = cluster.split("/", -1);
        int prefix = parts.length == 2 ? Integer.parseInt(parts[1]) : -1;
        if (prefix < 1 || prefix > NODE_PREFIX) {
            throw new IllegalArgumentException("quarterdeck.pod-cidr is no IPv4 range of at least a /24: " + cluster);
        }
        this.size = 1 << (NODE_PREFIX - prefix);
        this.base = address(parts[0]) >>> (32 - NODE_PREFIX) & -(long) size;
    }

    /** The range of a node: the one it was given before, or the lowest that is free; empty if there is none. */
    synchronized Optional<String> allocate(String node) {
        Integer known = byNode.get(node);
        int index = known != null ? known : taken.nextClearBit(0);
        if (index >= size) {
            return Optional.empty();
        }
        hold(node, index);
        return Optional.of(text(index));
    }

    /** Takes note of the range that a node has. One that is not ours is none of our business. */
    synchronized void occupy(String node, String cidr) {
        String[] parts = cidr.split("/", -1);
        if (parts.length != 2 || !parts[1].equals(Integer.toString(NODE_PREFIX))) {
            return;
        }
        long index = (address(parts[0]) >>> (32 - NODE_PREFIX)) - base;
        if (index >= 0 && index < size) {
            release(node);
            hold(node, (int) index);
        }
    }

    synchronized void release(String node) {
        Integer index = byNode.remove(node);
        if (index != null && !byNode.containsValue(index)) {
            taken.clear(index);
        }
    }

    private void hold(String node, int index) {
        byNode.put(node, index);
        taken.set(index);
    }

    private String text(int index) {
        long address = (base + index) << (32 - NODE_PREFIX);
        return String.format(
                Locale.ROOT, "%d.%d.%d.0/%d", address >>> 24, address >>> 16 & 255, address >>> 8 & 255, NODE_PREFIX);
    }

    private static long address(String text) {
        long address = 0;
        String[] octets = text.split("\\.", -1);
        if (octets.length != 4) {
            throw new IllegalArgumentException("no IPv4 address: " + text);
        }
        for (String octet : octets) {
            int value = Integer.parseInt(octet);
            if (value < 0 || value > 255) {
                throw new IllegalArgumentException("no IPv4 address: " + text);
            }
            address = address << 8 | value;
        }
        return address;
    }
}
