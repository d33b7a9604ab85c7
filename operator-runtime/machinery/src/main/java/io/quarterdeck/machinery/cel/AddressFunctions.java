package io.quarterdeck.machinery.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import io.quarterdeck.machinery.kinds.Addresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;

/** {@code ip('10.0.0.1')}, {@code cidr('10.0.0.0/8')} and what can be asked of them. */
final class AddressFunctions {

    private static final OpaqueType IP = OpaqueType.create("net.IP");
    private static final OpaqueType CIDR = OpaqueType.create("net.CIDR");
    private static final Functions.Type TEXT = new Functions.Type(SimpleType.STRING, String.class);
    private static final Functions.Type ADDRESS = new Functions.Type(IP, InetAddress.class);
    private static final Functions.Type BLOCK = new Functions.Type(CIDR, Addresses.Block.class);

    private AddressFunctions() {}

    static void add(Functions functions) {
        functions
                .function("ip", IP, List.of(TEXT), arguments -> address(arguments[0]))
                .function(
                        "isIP",
                        SimpleType.BOOL,
                        List.of(TEXT),
                        arguments -> Addresses.parse((String) arguments[0]).isPresent())
                .function(
                        "ip.isCanonical",
                        SimpleType.BOOL,
                        List.of(TEXT),
                        arguments -> Addresses.text(address(arguments[0])).equals(arguments[0]))
                .function(
                        "string",
                        SimpleType.STRING,
                        List.of(ADDRESS),
                        arguments -> Addresses.text((InetAddress) arguments[0]))
                .method(
                        "family",
                        SimpleType.INT,
                        List.of(ADDRESS),
                        arguments -> arguments[0] instanceof Inet4Address ? 4L : 6L);
        question(functions, "isUnspecified", InetAddress::isAnyLocalAddress);
        question(functions, "isLoopback", InetAddress::isLoopbackAddress);
        question(functions, "isLinkLocalUnicast", InetAddress::isLinkLocalAddress);
        question(functions, "isLinkLocalMulticast", InetAddress::isMCLinkLocal);
        question(functions, "isGlobalUnicast", AddressFunctions::isGlobal);
        blocks(functions);
    }

    private static void blocks(Functions functions) {
        functions
                .function("cidr", CIDR, List.of(TEXT), arguments -> block(arguments[0]))
                .function(
                        "isCIDR",
                        SimpleType.BOOL,
                        List.of(TEXT),
                        arguments -> Addresses.parseBlock((String) arguments[0]).isPresent())
                .function("string", SimpleType.STRING, List.of(BLOCK), arguments -> arguments[0].toString())
                .method("ip", IP, List.of(BLOCK), arguments -> ((Addresses.Block) arguments[0]).address())
                .method("masked", CIDR, List.of(BLOCK), arguments -> ((Addresses.Block) arguments[0]).masked())
                .method("prefixLength", SimpleType.INT, List.of(BLOCK), arguments ->
                        (long) ((Addresses.Block) arguments[0]).length());
        contains(functions, "containsIP", ADDRESS);
        contains(functions, "containsIP", TEXT);
        contains(functions, "containsCIDR", BLOCK);
        contains(functions, "containsCIDR", TEXT);
    }

    private static void contains(Functions functions, String name, Functions.Type other) {
        boolean ofAddress = name.equals("containsIP");
        functions.method(name, SimpleType.BOOL, List.of(BLOCK, other), arguments -> {
            Addresses.Block block = (Addresses.Block) arguments[0];
            return ofAddress ? block.contains(address(arguments[1])) : block.contains(block(arguments[1]));
        });
    }

    private static void question(Functions functions, String name, Predicate<InetAddress> answer) {
        CelType truth = SimpleType.BOOL;
        functions.method(name, truth, List.of(ADDRESS), arguments -> answer.test((InetAddress) arguments[0]));
    }

    private static boolean isGlobal(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isMulticastAddress()
                && !address.isLinkLocalAddress()
                && !address.getHostAddress().equals("255.255.255.255");
    }

    private static InetAddress address(Object given) {
        if (given instanceof InetAddress address) {
            return address;
        }
        return Addresses.parse((String) given)
                .orElseThrow(() -> new IllegalArgumentException("IP Address \"" + given + "\" parse error"));
    }

    private static Addresses.Block block(Object given) {
        if (given instanceof Addresses.Block block) {
            return block;
        }
        return Addresses.parseBlock((String) given)
                .orElseThrow(() -> new IllegalArgumentException("network address parse error: \"" + given + "\""));
    }
}
