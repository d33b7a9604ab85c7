package io.quarterdeck.machinery.strategy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A range of IPv4 or IPv6 addresses, as networks are written: {@code 10.0.0.0/8}. */
record IpRange(byte[] base, int prefix) {

    /** What kubectl users are told of a text that is no range. */
    static final String FAULT = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    /** What they are told of a text that is no address. */
    static final String ADDRESS_FAULT = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

    private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final int IPV4_LENGTH = 4;

    /** Reads the text form; null if it is none. */
    static @Nullable IpRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] base = slash < 0 ? null : address(text.substring(0, slash));
        String bits = text.substring(slash + 1);
        if (base == null || !PREFIX.matcher(bits).matches() || Integer.parseInt(bits) > base.length * Byte.SIZE) {
            return null;
        }
        return new IpRange(base, Integer.parseInt(bits));
    }

    /** The octets of an address; null if the text is none. */
    static byte @Nullable [] address(String text) {
        boolean sixth = text.indexOf(':') >= 0;
        if (sixth ? text.indexOf('%') >= 0 : !Ipv4Range.isAddress(text)) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    boolean isIpv4() {
        return base.length == IPV4_LENGTH;
    }

    /** Whether the other range is a part of this one, and not the whole. */
    boolean holdsWithin(IpRange other) {
        if (other.base.length != base.length || other.prefix <= prefix) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >>> bit % Byte.SIZE;
            if (((base[bit / Byte.SIZE] ^ other.base[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpRange range && range.prefix == prefix && Arrays.equals(range.base, base);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(base) + prefix;
    }

    @Override
    public String toString() {
        return Arrays.toString(base) + "/" + prefix;
    }
}
