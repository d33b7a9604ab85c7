package io.quarterdeck.machinery.kinds;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses and blocks as text. Asks no name server. */
public final class Addresses {

    private static final String OCTET = "(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
    private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]+");
    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");

    private Addresses() {}

    /** A block of addresses; the address need not be its first. */
    public record Block(InetAddress address, int length) {

        public boolean contains(InetAddress other) {
            byte[] a = address.getAddress();
            byte[] b = other.getAddress();
            return a.length == b.length && Arrays.equals(first(a, length), first(b, length));
        }

        public boolean contains(Block other) {
            return other.length >= length && contains(other.address);
        }

        /** The block written with its first address. */
        public Block masked() {
            try {
                return new Block(InetAddress.getByAddress(first(address.getAddress(), length)), length);
            } catch (UnknownHostException e) {
                throw new IllegalStateException("an address has as many bytes as it had", e);
            }
        }

        private static byte[] first(byte[] address, int length) {
            byte[] kept = address.clone();
            for (int bit = length; bit < address.length * Byte.SIZE; bit++) {
                kept[bit / Byte.SIZE] &= (byte) ~(0x80 >> (bit % Byte.SIZE));
            }
            return kept;
        }

        @Override
        public String toString() {
            return text(address) + "/" + length;
        }
    }

    /** Neither zones nor IPv4 addresses in IPv6 form are addresses here. */
    public static Optional<InetAddress> parse(String text) {
        boolean four = V4.matcher(text).matches();
        boolean six = text.indexOf(':') >= 0 && V6.matcher(text).matches();
        if (!four && !six) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            return address instanceof Inet4Address == four ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public static Optional<Block> parseBlock(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !LENGTH.matcher(text.substring(slash + 1)).matches()) {
            return Optional.empty();
        }
        int length = Integer.parseInt(text.substring(slash + 1));
        return parse(text.substring(0, slash))
                .filter(address -> length <= address.getAddress().length * Byte.SIZE)
                .map(address -> new Block(address, length));
    }

    /** The one way to write an address that RFC 5952 recommends. */
    public static String text(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] bytes = address.getAddress();
        int[] groups = new int[8];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        int start = 0;
        int longest = 1;
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end] == 0) {
                end++;
            }
            if (end - i > longest) {
                longest = end - i;
                start = i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            if (longest > 1 && i == start) {
                text.append("::");
                i += longest - 1;
            } else {
                boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
