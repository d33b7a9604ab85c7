package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.validation.SelectorCheck;
import io.quarterdeck.model.Json;
import java.util.List;

/** What holds between the fields of a NetworkPolicy. */
final class NetworkPolicyRules {

    private NetworkPolicyRules() {}

    static void validate(ObjectNode policy, Faults faults) {
        JsonNode spec = Json.at(policy, "spec");
        SelectorCheck.validate(Json.at(spec, "podSelector"), "spec.podSelector", faults);
        rules(spec, "ingress", "from", faults);
        rules(spec, "egress", "to", faults);
        if (Json.items(spec, "policyTypes").size() > 2) {
            faults.invalid(
                    "spec.policyTypes", Json.at(spec, "policyTypes"), "may not specify more than two policyTypes");
        }
    }

    private static void rules(JsonNode spec, String direction, String peers, Faults faults) {
        List<JsonNode> rules = Json.items(spec, direction);
        for (int i = 0; i < rules.size(); i++) {
            String at = "spec." + direction + "[" + i + "].";
            List<JsonNode> ports = Json.items(rules.get(i), "ports");
            for (int j = 0; j < ports.size(); j++) {
                port(ports.get(j), at + "ports[" + j + "]", faults);
            }
            List<JsonNode> others = Json.items(rules.get(i), peers);
            for (int j = 0; j < others.size(); j++) {
                peer(others.get(j), at + peers + "[" + j + "]", faults);
            }
        }
    }

    private static void port(JsonNode rule, String at, Faults faults) {
        JsonNode port = Json.at(rule, "port");
        JsonNode end = Json.at(rule, "endPort");
        if (port.isNumber()) {
            faults.port(at + ".port", port.asLong());
            if (end.isNumber() && end.asLong() < port.asLong()) {
                faults.invalid(at + ".endPort", end, "must be greater than or equal to `port`");
            }
            if (end.isNumber()) {
                faults.port(at + ".endPort", end.asLong());
            }
            return;
        }
        if (end.isNumber()) {
            String when = port.isTextual() ? "non-numeric" : "not specified";
            faults.invalid(at + ".endPort", end, "may not be specified when `port` is " + when);
        }
        if (port.isTextual()) {
            faults.portName(at + ".port", port.asText());
        }
    }

    private static void peer(JsonNode peer, String at, Faults faults) {
        boolean selects = false;
        for (String selector : List.of("podSelector", "namespaceSelector")) {
            if (Json.at(peer, selector).isObject()) {
                selects = true;
                SelectorCheck.validate(Json.at(peer, selector), at + "." + selector, faults);
            }
        }
        JsonNode block = Json.at(peer, "ipBlock");
        if (block.isObject()) {
            block(block, at + ".ipBlock", faults);
        }
        if (!selects && !block.isObject()) {
            faults.required(at, "must specify a peer");
        } else if (selects && block.isObject()) {
            faults.forbidden(at, "may not specify both ipBlock and another peer");
        }
    }

    private static void block(JsonNode block, String at, Faults faults) {
        String cidr = Json.text(block, "cidr");
        if (cidr.isEmpty()) {
            faults.required(at + ".cidr", "");
            return;
        }
        IpRange range = IpRange.parse(cidr);
        if (range == null) {
            faults.invalid(at + ".cidr", cidr, IpRange.FAULT);
            return;
        }
        List<JsonNode> exceptions = Json.items(block, "except");
        for (int i = 0; i < exceptions.size(); i++) {
            String text = exceptions.get(i).asText("");
            IpRange exception = IpRange.parse(text);
            if (exception == null) {
                faults.invalid(at + ".except[" + i + "]", text, IpRange.FAULT);
            } else if (!range.holdsWithin(exception)) {
                faults.invalid(at + ".except[" + i + "]", text, "must be a strict subset of `cidr`");
            }
        }
    }
}
