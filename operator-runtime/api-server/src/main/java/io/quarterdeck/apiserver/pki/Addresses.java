package io.quarterdeck.apiserver.pki;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** IP addresses as text, without ever asking a name server. */
public final class Addresses {

    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private Addresses() {}

    /** Whether this is an IP address, and no host name. */
    public static boolean isAddress(String host) {
        return IPV4.matcher(host).matches() || host.contains(":");
    }

    /** The one spelling of an address that all comparisons use. */
    public static String canonical(String address) {
        return parse(address).getHostAddress();
    }

    /**
     * One address of a range: {@code nth("10.96.0.0/16", 10)} is {@code 10.96.0.10}.
     *
     * @throws IllegalArgumentException if the range cannot be read
     */
    public static String nth(String cidr, int index) {
        int slash = cidr.indexOf('/');
        if (slash < 0 || !isAddress(cidr.substring(0, slash))) {
            throw new IllegalArgumentException("\"" + cidr + "\" is no range of addresses such as 10.96.0.0/16");
        }
        byte[] base = parse(cidr.substring(0, slash)).getAddress();
        byte[] sum = new BigInteger(1, base).add(BigInteger.valueOf(index)).toByteArray();
        byte[] address = new byte[base.length];
        int length = Math.min(sum.length, address.length);
        System.arraycopy(sum, sum.length - length, address, address.length - length, length);
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of the length of an address was refused", e);
        }
    }

    private static InetAddress parse(String address) {
        if (!isAddress(address)) {
            throw new IllegalArgumentException("\"" + address + "\" is no IP address");
        }
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + address + "\" is no IP address", e);
        }
    }
}
