package io.quarterdeck.apiserver.nodes;

/**
 * The name in a proxy's URL, which may carry more: {@code https:web:8443}.
 *
 * @param port a number or a port's name; empty for the object's own
 */
record ProxyName(boolean https, String name, String port) {

    static ProxyName parse(String text) {
        String[] parts = text.split(":", -1);
        return switch (parts.length) {
            case 1 -> new ProxyName(false, parts[0], "");
            case 2 -> new ProxyName(false, parts[0], parts[1]);
            case 3 -> new ProxyName(parts[0].equals("https"), parts[1], parts[2]);
            default -> throw Target.refused("invalid proxy request \"" + text + "\"");
        };
    }
}
