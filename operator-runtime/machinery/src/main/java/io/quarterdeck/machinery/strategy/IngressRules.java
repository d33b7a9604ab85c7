package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import java.util.List;
import java.util.regex.Pattern;

/** What holds between the fields of an Ingress. */
final class IngressRules {

    private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";

    private static final Pattern WILDCARD =
            Pattern.compile("\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final String WILDCARD_FAULT =
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of"
                    + " lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g."
                    + " '*.example.com', regex used for validation is '" + WILDCARD.pattern() + "')";
    private static final List<String> BAD_IN_PATH = List.of("//", "/./", "/../", "%2f", "%2F");
    private static final List<String> BAD_AT_END = List.of("/..", "/.");

    private IngressRules() {}

    static void validate(ObjectNode ingress, Faults faults) {
        JsonNode spec = Json.at(ingress, "spec");
        JsonNode backend = Json.at(spec, "defaultBackend");
        List<JsonNode> rules = Json.items(spec, "rules");
        if (rules.isEmpty() && !backend.isObject()) {
            faults.invalid("spec", Json.at(spec, "rules"), "either `defaultBackend` or `rules` must be specified");
        }
        if (backend.isObject()) {
            backend(backend, "spec.defaultBackend", faults);
        }
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.get(i), "spec.rules[" + i + "]", faults);
        }
        List<JsonNode> certificates = Json.items(spec, "tls");
        for (int i = 0; i < certificates.size(); i++) {
            List<JsonNode> hosts = Json.items(certificates.get(i), "hosts");
            for (int j = 0; j < hosts.size(); j++) {
                host(hosts.get(j).asText(""), "spec.tls[" + i + "].hosts[" + j + "]", faults);
            }
        }
    }

    /** The old annotation and the field must not name two classes. */
    static void validateClass(ObjectNode ingress, Faults faults) {
        String old = Json.text(ingress, "metadata", "annotations", CLASS_ANNOTATION);
        String name = Json.text(ingress, "spec", "ingressClassName");
        if (!old.isEmpty() && !name.isEmpty() && !old.equals(name)) {
            faults.invalid(
                    "annotations." + CLASS_ANNOTATION, old, "must match `ingressClassName` when both are specified");
        }
    }

    private static void rule(JsonNode rule, String at, Faults faults) {
        String host = Json.text(rule, "host");
        if (!host.isEmpty()) {
            if (IpRange.address(host) != null) {
                faults.invalid(at + ".host", host, "must be a DNS name, not an IP address");
            }
            host(host, at + ".host", faults);
        }
        JsonNode http = Json.at(rule, "http");
        List<JsonNode> paths = Json.items(http, "paths");
        if (http.isObject() && paths.isEmpty()) {
            faults.required(at + ".http.paths", "");
        }
        for (int i = 0; i < paths.size(); i++) {
            path(paths.get(i), at + ".http.paths[" + i + "]", faults);
        }
    }

    private static void host(String host, String field, Faults faults) {
        if (host.contains("*")) {
            faults.invalidIf(WILDCARD.matcher(host).matches() ? "" : WILDCARD_FAULT, field, host);
        } else {
            faults.invalidIf(Names.subdomainFault(host), field, host);
        }
    }

    private static void path(JsonNode rule, String at, Faults faults) {
        String type = Json.text(rule, "pathType");
        if (type.isEmpty()) {
            faults.required(at + ".pathType", "pathType must be specified");
            return;
        }
        String path = Json.text(rule, "path");
        boolean free = type.equals("ImplementationSpecific");
        if (!path.startsWith("/") && !(free && path.isEmpty())) {
            faults.invalid(at + ".path", path, "must be an absolute path");
        }
        if (!free) {
            BAD_IN_PATH.stream()
                    .filter(path::contains)
                    .forEach(bad -> faults.invalid(at + ".path", path, "must not contain '" + bad + "'"));
            BAD_AT_END.stream()
                    .filter(path::endsWith)
                    .forEach(bad -> faults.invalid(at + ".path", path, "cannot end with '" + bad + "'"));
        }
        backend(Json.at(rule, "backend"), at + ".backend", faults);
    }

    private static void backend(JsonNode backend, String at, Faults faults) {
        boolean resource = Json.at(backend, "resource").isObject();
        boolean service = Json.at(backend, "service").isObject();
        if (resource && service) {
            faults.invalid(at, "", "cannot set both resource and service backends");
        } else if (!resource && !service) {
            faults.invalid(at, "", "resource or service backend is required");
        } else if (service) {
            service(Json.at(backend, "service"), at, faults);
        } else {
            faults.invalidIf(
                    Names.pathSegmentFault(Json.text(backend, "resource", "name")),
                    at + ".resource.name",
                    Json.text(backend, "resource", "name"));
        }
    }

    private static void service(JsonNode service, String at, Faults faults) {
        String name = Json.text(service, "name");
        if (name.isEmpty()) {
            faults.required(at + ".service.name", "");
        } else {
            faults.invalidIf(Names.label1035Fault(name), at + ".service.name", name);
        }
        String portName = Json.text(service, "port", "name");
        long number = Json.at(service, "port", "number").asLong(0);
        if (!portName.isEmpty() && number != 0) {
            faults.invalid(at, "", "cannot set both port name & port number");
        } else if (portName.isEmpty() && number == 0) {
            faults.required(at, "port name or number is required");
        } else if (number != 0) {
            faults.port(at + ".service.port.number", number);
        }
    }
}
