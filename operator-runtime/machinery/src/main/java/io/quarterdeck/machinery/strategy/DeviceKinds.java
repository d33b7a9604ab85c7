package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The kinds of {@code resource.k8s.io}: devices that are offered, and claims to them. Nothing here allocates any. */
final class DeviceKinds {

    private static final List<String> MODES = List.of("All", "ExactCount");
    private static final List<String> PLACES =
            List.of("nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection");

    private DeviceKinds() {}

    static Map<String, Strategy> strategies() {
        Traits plain = Traits.PLAIN.returningDeleted();
        Traits counted = Traits.COUNTED.returningDeleted();
        return Map.of(
                "deviceclasses.resource.k8s.io", CheckedKind.of(counted, DeviceKinds::deviceClass),
                "resourceclaims.resource.k8s.io",
                        CheckedKind.of(plain, (claim, faults) -> claim(Json.at(claim, "spec"), "spec", faults)),
                "resourceclaimtemplates.resource.k8s.io",
                        CheckedKind.of(
                                plain,
                                (template, faults) -> claim(Json.at(template, "spec", "spec"), "spec.spec", faults)),
                "resourceslices.resource.k8s.io", CheckedKind.of(counted, DeviceKinds::slice));
    }

    private static void deviceClass(ObjectNode object, Faults faults) {
        JsonNode spec = Json.at(object, "spec");
        selectors(Json.items(spec, "selectors"), "spec.selectors", faults);
        configuration(Json.items(spec, "config"), Set.of(), "spec.config", faults);
    }

    private static void claim(JsonNode spec, String at, Faults faults) {
        JsonNode devices = Json.at(spec, "devices");
        Set<String> names = new HashSet<>();
        List<JsonNode> requests = Json.items(devices, "requests");
        for (int i = 0; i < requests.size(); i++) {
            request(requests.get(i), at + ".devices.requests[" + i + "]", names, faults);
        }
        List<JsonNode> constraints = Json.items(devices, "constraints");
        for (int i = 0; i < constraints.size(); i++) {
            String here = at + ".devices.constraints[" + i + "]";
            known(Json.items(constraints.get(i), "requests"), names, here + ".requests", faults);
            boolean match = !Json.text(constraints.get(i), "matchAttribute").isEmpty();
            boolean distinct =
                    !Json.text(constraints.get(i), "distinctAttribute").isEmpty();
            if (!match && !distinct) {
                faults.required(here + ".matchAttribute", "name required");
            }
        }
        configuration(Json.items(devices, "config"), names, at + ".devices.config", faults);
    }

    private static void request(JsonNode request, String at, Set<String> names, Faults faults) {
        String name = Json.text(request, "name");
        names.add(name);
        JsonNode exactly = Json.at(request, "exactly");
        List<JsonNode> alternatives = Json.items(request, "firstAvailable");
        if (exactly.isObject() == !alternatives.isEmpty()) {
            boolean none = !exactly.isObject();
            String only = "exactly one of `exactly` or `firstAvailable` is required";
            if (none) {
                faults.required(at, only);
            } else {
                faults.invalid(at, request, only + ", but multiple fields are set");
            }
            return;
        }
        if (exactly.isObject()) {
            amount(exactly, at + ".exactly", faults);
        }
        for (int i = 0; i < alternatives.size(); i++) {
            names.add(name + "/" + Json.text(alternatives.get(i), "name"));
            amount(alternatives.get(i), at + ".firstAvailable[" + i + "]", faults);
        }
    }

    private static void amount(JsonNode request, String at, Faults faults) {
        String mode = Json.text(request, "allocationMode");
        JsonNode count = Json.at(request, "count");
        if (!MODES.contains(mode)) {
            faults.unsupported(at + ".allocationMode", mode, MODES);
        } else if (mode.equals("All") && count.asLong(0) != 0) {
            faults.invalid(at + ".count", count, "must not be specified when allocationMode is 'All'");
        } else if (mode.equals("ExactCount") && count.asLong(1) < 1) {
            faults.invalid(at + ".count", count, "must be greater than zero");
        }
        selectors(Json.items(request, "selectors"), at + ".selectors", faults);
    }

    private static void selectors(List<JsonNode> selectors, String at, Faults faults) {
        for (int i = 0; i < selectors.size(); i++) {
            if (!Json.at(selectors.get(i), "cel").isObject()) {
                faults.required(at + "[" + i + "].cel", "");
            }
        }
    }

    private static void configuration(List<JsonNode> settings, Set<String> names, String at, Faults faults) {
        for (int i = 0; i < settings.size(); i++) {
            String here = at + "[" + i + "]";
            known(Json.items(settings.get(i), "requests"), names, here + ".requests", faults);
            JsonNode opaque = Json.at(settings.get(i), "opaque");
            if (!opaque.isObject()) {
                faults.required(here + ".opaque", "");
                continue;
            }
            String driver = Json.text(opaque, "driver");
            if (!driver.isEmpty()) {
                faults.invalidIf(Names.subdomainFault(driver), here + ".opaque.driver", driver);
            }
        }
    }

    private static void known(List<JsonNode> requests, Set<String> names, String at, Faults faults) {
        for (int i = 0; i < requests.size(); i++) {
            String name = requests.get(i).asText("");
            if (!names.contains(name)) {
                faults.invalid(
                        at + "[" + i + "]",
                        name,
                        "must be the name of a request in the claim or the name of a subrequest");
            }
        }
    }

    private static void slice(ObjectNode object, Faults faults) {
        JsonNode spec = Json.at(object, "spec");
        long places = PLACES.stream()
                .filter(place -> Json.at(spec, place).isObject()
                        || Json.at(spec, place).asBoolean(false)
                        || (place.equals("nodeName") && !Json.text(spec, place).isEmpty()))
                .count();
        if (places != 1) {
            String only = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
            if (places == 0) {
                faults.required("spec", only);
            } else {
                faults.invalid("spec", spec, only + ", but multiple fields are set");
            }
        }
        if (Json.text(spec, "pool", "name").isEmpty()) {
            faults.required("spec.pool.name", "");
        }
        Set<String> names = new HashSet<>();
        List<JsonNode> devices = Json.items(spec, "devices");
        for (int i = 0; i < devices.size(); i++) {
            String name = Json.text(devices.get(i), "name");
            if (!names.add(name)) {
                faults.duplicate("spec.devices[" + i + "].name", name);
            }
        }
    }
}
