package io.quarterdeck.network;

/**
 * An IPv4 network such as {@code 10.244.1.0/24}.
 *
 * @param network its first address, as 32 bits
 * @param prefix how many leading bits are the network's
 */
public record Cidr(int network, int prefix) {

    private static final int BITS = 32;

    public Cidr {
        if (prefix < 0 || prefix > BITS) {
            throw new IllegalArgumentException("a prefix is between 0 and 32, not " + prefix);
        }
        if ((network & ~mask(prefix)) != 0) {
            throw new IllegalArgumentException(text(network) + "/" + prefix + " has host bits set");
        }
    }

    /** Reads {@code a.b.c.d/n}; throws {@link IllegalArgumentException} if it is anything else. */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("an address range is written a.b.c.d/n, not " + text);
        }
        return new Cidr(bits(text.substring(0, slash)), number(text.substring(slash + 1), BITS, text));
    }

    /** Reads a dotted quad; throws {@link IllegalArgumentException} if it is anything else. */
    public static int bits(String address) {
        String[] parts = address.split("\\.", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("no IPv4 address: " + address);
        }
        int bits = 0;
        for (String part : parts) {
            bits = bits << 8 | number(part, 255, address);
        }
        return bits;
    }

    /** Whether a text is a dotted quad. */
    public static boolean isAddress(String text) {
        try {
            bits(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The dotted quad of 32 bits. */
    public static String text(int bits) {
        return (bits >>> 24) + "." + (bits >>> 16 & 255) + "." + (bits >>> 8 & 255) + "." + (bits & 255);
    }

    /** Whether an address, a dotted quad, is one of this network's. */
    public boolean contains(String address) {
        return (bits(address) & mask(prefix)) == network;
    }

    /** The address so many after the first. */
    public String address(int offset) {
        return text(network + offset);
    }

    /** The first or the second half of this network. */
    public Cidr half(int index) {
        return new Cidr(network | (index << (BITS - 1 - prefix)), prefix + 1);
    }

    @Override
    public String toString() {
        return text(network) + "/" + prefix;
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (BITS - prefix);
    }

    private static int number(String text, int max, String whole) {
        if (text.isEmpty() || text.length() > 3 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("no IPv4 address: " + whole);
        }
        int number = Integer.parseInt(text);
        if (number > max) {
            throw new IllegalArgumentException("no IPv4 address: " + whole);
        }
        return number;
    }
}
