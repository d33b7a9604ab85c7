package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A service gets an address of the cluster's and, if it asks for them, ports on every node. */
final class ServiceStrategy implements Strategy {

    private static final String NONE = "None";
    private static final String EXTERNAL_NAME = "ExternalName";

    /** Where every cluster has its API and its DNS server, counted from the base of the range. */
    private static final int API_OFFSET = 1;

    private static final int DNS_OFFSET = 10;

    private final ServiceAddresses addresses;

    ServiceStrategy(ServiceAddresses addresses) {
        this.addresses = addresses;
    }

    @Override
    public String nameFault(String name) {
        return Names.label1035Fault(name);
    }

    @Override
    public Traits traits() {
        return Traits.RECORDED.returningDeleted();
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        ObjectNode spec = Json.ensureObject(object, "spec");
        if (!type(spec).equals(EXTERNAL_NAME)) {
            address(object, spec);
            ports(object, spec, Json.object());
        }
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode current) {
        ObjectNode spec = Json.ensureObject(object, "spec");
        ObjectNode before = Json.ensureObject(current, "spec");
        if (type(spec).equals(EXTERNAL_NAME)) {
            if (!type(before).equals(EXTERNAL_NAME)) {
                spec.remove(List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"));
                forEachPort(spec, port -> port.remove("nodePort"));
            }
            return;
        }
        String had = Json.text(before, "clusterIP");
        if (Json.text(spec, "clusterIP").isEmpty() && !had.isEmpty()) {
            spec.put("clusterIP", had);
        }
        if (Json.text(spec, "clusterIP").equals(had) && !had.isEmpty()) {
            spec.putArray("clusterIPs").add(had);
            families(spec);
        } else if (had.isEmpty()) {
            address(object, spec);
        }
        ports(object, spec, before);
    }

    @Override
    public void settle(ObjectNode object) {
        addresses.settle(owner(object));
    }

    private void address(ObjectNode object, ObjectNode spec) {
        String asked = Json.text(spec, "clusterIP");
        if (asked.isEmpty() && !Json.items(spec, "clusterIPs").isEmpty()) {
            asked = Json.items(spec, "clusterIPs").getFirst().asText();
        }
        if (asked.isEmpty()) {
            asked = usual(object);
        }
        if (asked.isEmpty()) {
            asked = addresses
                    .anyAddress(owner(object))
                    .orElseThrow(() -> full("failed to allocate a serviceIP: range is full"));
        } else if (!asked.equals(NONE)) {
            reserve(object, asked);
        }
        spec.put("clusterIP", asked).putArray("clusterIPs").add(asked);
        families(spec);
    }

    private static void families(ObjectNode spec) {
        if (!spec.has("ipFamilyPolicy")) {
            spec.put("ipFamilyPolicy", "SingleStack");
        }
        if (Json.items(spec, "ipFamilies").isEmpty()) {
            spec.putArray("ipFamilies").add("IPv4");
        }
    }

    private String usual(ObjectNode object) {
        String namespace = Json.text(object, "metadata", "namespace");
        String name = Json.text(object, "metadata", "name");
        if (namespace.equals("default") && name.equals("kubernetes")) {
            return addresses.range().address(API_OFFSET);
        }
        boolean dns = namespace.equals("kube-system") && name.equals("kube-dns");
        return dns ? addresses.range().address(DNS_OFFSET) : "";
    }

    private void reserve(ObjectNode object, String address) {
        String list = Json.array().add(address).toString();
        Faults faults = new Faults();
        if (!Ipv4Range.isAddress(address)) {
            faults.invalid(
                    "spec.clusterIPs[0]", address, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        } else if (!addresses.range().holds(address)) {
            faults.add(cause(
                    "spec.clusterIPs",
                    list + ": failed to allocate IP " + address + ": the provided IP (" + address
                            + ") is not in the valid range. The range of valid IPs is " + addresses.range()));
        } else if (!addresses.address(address, owner(object))) {
            faults.add(cause(
                    "spec.clusterIPs",
                    list + ": failed to allocate IP " + address + ": provided IP is already allocated"));
        }
        faults.refuse(Resources.SERVICES, Json.text(object, "metadata", "name"));
    }

    private void ports(ObjectNode object, ObjectNode spec, ObjectNode before) {
        boolean wanted = type(spec).equals("NodePort")
                || (type(spec).equals("LoadBalancer")
                        && Json.at(spec, "allocateLoadBalancerNodePorts").asBoolean(true));
        List<JsonNode> ports = Json.items(spec, "ports");
        Set<Integer> own = new HashSet<>();
        Json.items(before, "ports")
                .forEach(port -> own.add(Json.at(port, "nodePort").asInt(0)));
        Faults faults = new Faults();
        for (int i = 0; i < ports.size(); i++) {
            if (!(ports.get(i) instanceof ObjectNode port)) {
                continue;
            }
            int asked = Json.at(port, "nodePort").asInt(0);
            if (type(spec).equals("ClusterIP")) {
                // Coming back from NodePort, the ports that it had then are still in the body.
                if (own.contains(asked) || asked == 0) {
                    port.remove("nodePort");
                }
            } else if (asked != 0) {
                own(object, own, asked, i, faults);
            } else if (wanted) {
                port.put("nodePort", inherited(port, before).orElseGet(() -> any(object)));
            }
        }
        faults.refuse(Resources.SERVICES, Json.text(object, "metadata", "name"));
    }

    private void own(ObjectNode object, Set<Integer> own, int port, int index, Faults faults) {
        String field = "spec.ports[" + index + "].nodePort";
        if (own.contains(port)) {
            return;
        }
        if (!addresses.isPort(port)) {
            faults.invalid(
                    field,
                    port,
                    "provided port is not in the valid range. The range of valid ports is " + addresses.portRange());
        } else if (!addresses.port(port, owner(object))) {
            faults.invalid(field, port, "provided port is already allocated");
        } else {
            own.add(port);
        }
    }

    private Integer any(ObjectNode object) {
        return addresses.anyPort(owner(object)).orElseThrow(() -> full("failed to allocate a nodePort: range is full"));
    }

    /** A port that an update does not mention keeps its node port. */
    private static Optional<Integer> inherited(ObjectNode port, ObjectNode before) {
        return Json.items(before, "ports").stream()
                .filter(there -> Json.text(there, "port").equals(Json.text(port, "port"))
                        && Json.text(there, "protocol").equals(Json.text(port, "protocol"))
                        && Json.at(there, "nodePort").asInt(0) > 0)
                .map(there -> Json.at(there, "nodePort").asInt())
                .findFirst();
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        JsonNode spec = Json.at(object, "spec");
        List<JsonNode> ports = Json.items(spec, "ports");
        boolean headless = Json.text(spec, "clusterIP").equals(NONE);
        boolean external = type(spec).equals(EXTERNAL_NAME);
        if (external) {
            String name = Json.text(spec, "externalName");
            String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
            if (name.isEmpty()) {
                faults.required("spec.externalName", "");
            } else {
                faults.invalidIf(Names.subdomainFault(bare), "spec.externalName", name);
            }
            if (!Json.text(spec, "clusterIP").isEmpty()) {
                faults.forbidden("spec.clusterIPs[0]", "may not be set when `type` is 'ExternalName'");
            }
        } else if (ports.isEmpty() && !headless) {
            faults.required("spec.ports", "");
        }
        if (headless && List.of("NodePort", "LoadBalancer").contains(type(spec))) {
            faults.invalid("spec.clusterIPs[0]", NONE, "may not be set to 'None' for " + type(spec) + " services");
        }
        ports(ports, type(spec), faults);
        Json.textMap(spec, "selector").forEach((key, value) -> {
            faults.invalidIf(Names.qualifiedNameFault(key), "spec.selector", key);
            faults.invalidIf(Names.labelValueFault(value), "spec.selector", value);
        });
    }

    private static void ports(List<JsonNode> ports, String type, Faults faults) {
        for (int i = 0; i < ports.size(); i++) {
            String field = "spec.ports[" + i + "]";
            if (ports.size() > 1 && Json.text(ports.get(i), "name").isEmpty()) {
                faults.required(field + ".name", "");
            }
            boolean nodePort = Json.at(ports.get(i), "nodePort").asInt(0) != 0;
            if (nodePort && (type.equals("ClusterIP") || type.equals(EXTERNAL_NAME))) {
                faults.forbidden(field + ".nodePort", "may not be used when `type` is '" + type + "'");
            }
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        String had = Json.text(current, "spec", "clusterIP");
        String wants = Json.text(object, "spec", "clusterIP");
        boolean leaves = type(Json.at(object, "spec")).equals(EXTERNAL_NAME);
        if (!had.isEmpty() && !leaves && !had.equals(wants)) {
            faults.add(cause("spec.clusterIPs[0]", Json.array().add(wants) + ": may not change once set"));
        }
    }

    private static void forEachPort(ObjectNode spec, Consumer<ObjectNode> action) {
        for (JsonNode port : Json.items(spec, "ports")) {
            if (port instanceof ObjectNode object) {
                action.accept(object);
            }
        }
    }

    private static Status.Cause cause(String field, String detail) {
        return new Status.Cause("FieldValueInvalid", "Invalid value: " + detail, field);
    }

    private static ApiException full(String message) {
        return new ApiException(Status.of(422, "Invalid", message));
    }

    private static String type(JsonNode spec) {
        String type = Json.text(spec, "type");
        return type.isEmpty() ? "ClusterIP" : type;
    }

    private static String owner(ObjectNode object) {
        return Json.text(object, "metadata", "uid");
    }
}
