package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What holds between the fields of a pod's specification, in a pod and in every template. */
final class PodSpecRules {

    /** Sources that are written without any field of their own would be no source to a check of emptiness. */
    private static final Set<String> NO_SOURCE = Set.of("name");

    private PodSpecRules() {}

    static void validate(JsonNode spec, String path, Faults faults) {
        validate(spec, path, Set.of(), faults);
    }

    /** {@code further} are volumes that are not in the specification but will be in the pod. */
    static void validate(JsonNode spec, String path, Set<String> further, Faults faults) {
        List<JsonNode> containers = Json.items(spec, "containers");
        if (containers.isEmpty()) {
            faults.required(path + ".containers", "");
        }
        Set<String> volumes = volumes(spec, path, faults);
        volumes.addAll(further);
        Set<String> names = new HashSet<>();
        containers(containers, path + ".containers", volumes, names, faults);
        containers(Json.items(spec, "initContainers"), path + ".initContainers", volumes, names, faults);
        hostNetwork(spec, path, containers, faults);
        Sysctls.validate(Json.items(spec, "securityContext", "sysctls"), path + ".securityContext.sysctls", faults);
    }

    private static Set<String> volumes(JsonNode spec, String path, Faults faults) {
        Set<String> names = new HashSet<>();
        List<JsonNode> volumes = Json.items(spec, "volumes");
        for (int i = 0; i < volumes.size(); i++) {
            names.add(Json.text(volumes.get(i), "name"));
            int sources = 0;
            for (Map.Entry<String, JsonNode> field : volumes.get(i).properties()) {
                boolean source =
                        !NO_SOURCE.contains(field.getKey()) && !field.getValue().isNull();
                sources += source ? 1 : 0;
                if (source && sources > 1) {
                    faults.forbidden(
                            path + ".volumes[" + i + "]." + field.getKey(), "may not specify more than 1 volume type");
                }
            }
            if (sources == 0) {
                faults.required(path + ".volumes[" + i + "]", "must specify a volume type");
            }
        }
        return names;
    }

    private static void containers(
            List<JsonNode> containers, String path, Set<String> volumes, Set<String> names, Faults faults) {
        boolean init = path.endsWith("initContainers");
        for (int i = 0; i < containers.size(); i++) {
            JsonNode container = containers.get(i);
            String at = path + "[" + i + "]";
            String name = Json.text(container, "name");
            // Two of one list with the same name are the schema's business.
            if (init && names.contains(name)) {
                faults.duplicate(at + ".name", name);
            }
            if (!init) {
                names.add(name);
            }
            mounts(container, at, volumes, faults);
            resources(Json.at(container, "resources"), at + ".resources", faults);
            for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
                probe(Json.at(container, probe), at + "." + probe, faults);
            }
            String restart = Json.text(container, "restartPolicy");
            if (!restart.isEmpty() && !(init && restart.equals("Always"))) {
                faults.unsupported(at + ".restartPolicy", restart, init ? List.of("Always") : List.of());
            }
        }
    }

    static void mounts(JsonNode container, String at, Set<String> volumes, Faults faults) {
        List<JsonNode> mounts = Json.items(container, "volumeMounts");
        for (int i = 0; i < mounts.size(); i++) {
            String mount = at + ".volumeMounts[" + i + "]";
            String name = Json.text(mounts.get(i), "name");
            if (!name.isEmpty() && !volumes.contains(name)) {
                faults.notFound(mount + ".name", name);
            }
            String subPath = Json.text(mounts.get(i), "subPath");
            if (subPath.startsWith("/")) {
                faults.invalid(mount + ".subPath", subPath, "must be a relative path");
            } else if (List.of(subPath.split("/", -1)).contains("..")) {
                faults.invalid(mount + ".subPath", subPath, "must not contain '..'");
            }
        }
    }

    private static void resources(JsonNode resources, String path, Faults faults) {
        Map<String, String> limits = Json.textMap(resources, "limits");
        limits.forEach((name, value) -> quantity(path + ".limits[" + name + "]", value, faults));
        Json.textMap(resources, "requests").forEach((name, value) -> {
            boolean sound = quantity(path + ".requests[" + name + "]", value, faults);
            String limit = limits.get(name);
            if (sound
                    && limit != null
                    && Quantity.isQuantity(limit)
                    && Quantity.parse(value).compareTo(Quantity.parse(limit)) > 0) {
                faults.invalid(
                        path + ".requests", value, "must be less than or equal to " + name + " limit of " + limit);
            }
        });
    }

    private static boolean quantity(String path, String value, Faults faults) {
        if (!Quantity.isQuantity(value)) {
            faults.invalid(
                    path,
                    value,
                    "quantities must match the regular expression" + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
            return false;
        }
        if (Quantity.parse(value).compareTo(Quantity.ZERO) < 0) {
            faults.invalid(path, value, "must be greater than or equal to 0");
            return false;
        }
        return true;
    }

    private static void probe(JsonNode probe, String path, Faults faults) {
        if (!probe.isObject()) {
            return;
        }
        long handlers = List.of("exec", "httpGet", "tcpSocket", "grpc").stream()
                .filter(handler -> Json.at(probe, handler).isObject())
                .count();
        if (handlers == 0) {
            faults.required(path, "must specify a handler type");
        } else if (handlers > 1) {
            faults.forbidden(path, "may not specify more than 1 handler type");
        }
        int successes = Json.at(probe, "successThreshold").asInt(1);
        if (!path.endsWith("readinessProbe") && successes != 1) {
            faults.invalid(path + ".successThreshold", successes, "must be 1");
        }
    }

    private static void hostNetwork(JsonNode spec, String path, List<JsonNode> containers, Faults faults) {
        if (!Json.at(spec, "hostNetwork").asBoolean(false)) {
            return;
        }
        for (int i = 0; i < containers.size(); i++) {
            List<JsonNode> ports = Json.items(containers.get(i), "ports");
            for (int j = 0; j < ports.size(); j++) {
                int host = Json.at(ports.get(j), "hostPort").asInt(0);
                if (host != 0 && host != Json.at(ports.get(j), "containerPort").asInt(0)) {
                    faults.invalid(
                            path + ".containers[" + i + "].ports[" + j + "].hostPort",
                            host,
                            "must match `containerPort` when `hostNetwork` is true");
                }
            }
        }
    }
}
