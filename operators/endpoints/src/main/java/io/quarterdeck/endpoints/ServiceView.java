package io.quarterdeck.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Service as its endpoints depend on it.
 *
 * @param selector empty if the user looks after the endpoints himself
 * @param families the address types it is reached by
 * @param headless without an address of its own: DNS answers with the pods' own
 * @param notReadyToo whether pods get traffic before they are ready
 */
record ServiceView(
        ObjectKey key,
        String uid,
        boolean deleting,
        Map<String, String> labels,
        Map<String, String> selector,
        List<Port> ports,
        List<Family> families,
        boolean headless,
        boolean notReadyToo) {

    /** A type of address, as a slice names it. */
    enum Family {
        IPv4,
        IPv6;

        /** The family of an address in text form. */
        static Family ofAddress(String address) {
            return address.indexOf(':') >= 0 ? IPv6 : IPv4;
        }
    }

    /**
     * One port of the service.
     *
     * @param target where it leads in the pod: a number or a container port's name
     */
    record Port(String name, String protocol, String appProtocol, String target) {}

    static ServiceView parse(KubeObject object) {
        ObjectNode tree = object.tree();
        JsonNode spec = Json.at(tree, "spec");
        boolean external = Json.text(spec, "type").equals("ExternalName");
        return new ServiceView(
                object.key(),
                object.header().uid(),
                !Json.text(tree, "metadata", "deletionTimestamp").isEmpty(),
                object.header().labels(),
                external ? Map.of() : Json.textMap(spec, "selector"),
                Json.items(spec, "ports").stream().map(ServiceView::port).toList(),
                families(spec),
                Json.text(spec, "clusterIP").equals("None"),
                Json.at(spec, "publishNotReadyAddresses").asBoolean(false));
    }

    boolean managed() {
        return !selector.isEmpty();
    }

    boolean selects(PodView pod) {
        return managed() && pod.labels().entrySet().containsAll(selector.entrySet());
    }

    private static Port port(JsonNode port) {
        JsonNode target = Json.at(port, "targetPort");
        String leadsTo = target.isMissingNode()
                        || target.asText().isEmpty()
                        || target.asText().equals("0")
                ? Json.text(port, "port")
                : target.asText();
        String protocol = Json.text(port, "protocol");
        return new Port(
                Json.text(port, "name"),
                protocol.isEmpty() ? "TCP" : protocol,
                Json.text(port, "appProtocol"),
                leadsTo);
    }

    private static List<Family> families(JsonNode spec) {
        List<Family> families = new ArrayList<>();
        for (JsonNode family : Json.items(spec, "ipFamilies")) {
            families.add(family.asText().equals("IPv6") ? Family.IPv6 : Family.IPv4);
        }
        if (families.isEmpty()) {
            families.add(Family.ofAddress(Json.text(spec, "clusterIP")));
        }
        return List.copyOf(families);
    }
}
