package io.quarterdeck.machinery.strategy;

import java.util.regex.Pattern;

/** A range of IPv4 addresses ({@code 10.96.0.0/16}). Addresses are counted from its base. */
record Ipv4Range(int base, int prefix) {

    private static final Pattern ADDRESS = Pattern.compile(
            "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}");
    private static final int BITS = 32;

    /** Reads the text form. Throws IllegalArgumentException if it is none, or leaves no room for a service. */
    static Ipv4Range parse(String cidr) {
        int slash = cidr.indexOf('/');
        if (slash < 0 || !isAddress(cidr.substring(0, slash))) {
            throw new IllegalArgumentException("\"" + cidr + "\" is no IPv4 range such as 10.96.0.0/16");
        }
        int prefix = Integer.parseInt(cidr.substring(slash + 1));
        if (prefix < 8 || prefix > 28) {
            throw new IllegalArgumentException("the range " + cidr + " must have a prefix of 8 to 28 bits");
        }
        int mask = -1 << (BITS - prefix);
        return new Ipv4Range(number(cidr.substring(0, slash)) & mask, prefix);
    }

    static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }

    /** How many addresses it has, the first and the last included, which nobody gets. */
    int size() {
        return 1 << (BITS - prefix);
    }

    String address(int offset) {
        int address = base + offset;
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }

    /** Whether an address may be given to a service. */
    boolean holds(String address) {
        if (!isAddress(address)) {
            return false;
        }
        int offset = number(address) - base;
        return offset > 0 && offset < size() - 1;
    }

    @Override
    public String toString() {
        return address(0) + "/" + prefix;
    }

    private static int number(String address) {
        int number = 0;
        for (String part : address.split("\\.", -1)) {
            number = number << 8 | Integer.parseInt(part);
        }
        return number;
    }
}
