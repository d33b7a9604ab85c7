package io.quarterdeck.network;

import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import java.util.stream.Stream;

/**
 * What the overlay needs to know of a Node.
 *
 * @param address its internal IPv4 address; empty if it has none yet
 * @param podCidr empty if it was given none yet
 */
public record NodeView(String name, String address, String podCidr) {

    public static NodeView parse(KubeObject object) {
        var node = object.tree();
        return new NodeView(
                object.key().name(),
                Json.items(node, "status", "addresses").stream()
                        .filter(address -> Json.text(address, "type").equals("InternalIP"))
                        .map(address -> Json.text(address, "address"))
                        .filter(Cidr::isAddress)
                        .findFirst()
                        .orElse(""),
                Stream.concat(
                                Stream.of(Json.text(node, "spec", "podCIDR")),
                                Json.items(node, "spec", "podCIDRs").stream().map(cidr -> cidr.asText("")))
                        .filter(cidr -> !cidr.isEmpty() && cidr.indexOf(':') < 0)
                        .findFirst()
                        .orElse(""));
    }
}
