package io.quarterdeck.pods;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.cri.SandboxConfig;
import io.quarterdeck.cri.SandboxConfig.Dns;
import io.quarterdeck.cri.SandboxConfig.Namespaces;
import io.quarterdeck.cri.SandboxConfig.PortMapping;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** What a pod's sandbox is to be. Pure. */
final class SandboxConfigs {

    private final NodeSettings node;

    SandboxConfigs(NodeSettings node) {
        this.node = node;
    }

    SandboxConfig config(Pod pod, int attempt) {
        Map<String, String> labels = new LinkedHashMap<>(Json.textMap(pod.tree(), "metadata", "labels"));
        labels.put(Labels.POD_NAME, pod.key().name());
        labels.put(Labels.POD_NAMESPACE, pod.key().namespace());
        labels.put(Labels.POD_UID, pod.uid());
        Map<String, String> sysctls = new LinkedHashMap<>();
        Json.items(pod.spec(), "securityContext", "sysctls")
                .forEach(sysctl -> sysctls.put(Json.text(sysctl, "name"), Json.text(sysctl, "value")));
        return new SandboxConfig(
                pod.key().namespace(),
                pod.key().name(),
                pod.uid(),
                attempt,
                pod.hostNetwork() ? "" : hostname(pod),
                node.logFolder(pod).toString(),
                dns(pod),
                portMappings(pod),
                labels,
                Json.textMap(pod.tree(), "metadata", "annotations"),
                QosClass.of(pod).cgroup(node.cgroup(), pod.uid()),
                sysctls,
                namespaces(pod),
                privileged(pod));
    }

    static Namespaces namespaces(Pod pod) {
        return new Namespaces(
                pod.hostNetwork(),
                pod.spec().path("hostPID").asBoolean(false),
                pod.spec().path("hostIPC").asBoolean(false),
                pod.spec().path("shareProcessNamespace").asBoolean(false));
    }

    static String hostname(Pod pod) {
        String wanted = Json.text(pod.spec(), "hostname");
        String name = wanted.isEmpty() ? pod.key().name() : wanted;
        if (name.length() > Names.LABEL_LENGTH_MAX) {
            name = name.substring(0, Names.LABEL_LENGTH_MAX);
        }
        while (name.endsWith("-") || name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        return name;
    }

    /** The name under which a headless service knows the pod; empty if it has no subdomain. */
    static String domainName(Pod pod, String clusterDomain) {
        String subdomain = Json.text(pod.spec(), "subdomain");
        return subdomain.isEmpty()
                ? ""
                : hostname(pod) + "." + subdomain + "." + pod.key().namespace() + ".svc." + clusterDomain;
    }

    private Dns dns(Pod pod) {
        List<String> servers = new ArrayList<>();
        LinkedHashSet<String> searches = new LinkedHashSet<>();
        Map<String, String> options = new LinkedHashMap<>();
        String policy = Json.text(pod.spec(), "dnsPolicy");
        boolean cluster = policy.equals("ClusterFirstWithHostNet")
                || (!pod.hostNetwork() && !policy.equals("Default") && !policy.equals("None"));
        if (cluster) {
            servers.add(node.clusterDns());
            searches.add(pod.key().namespace() + ".svc." + node.clusterDomain());
            searches.add("svc." + node.clusterDomain());
            searches.add(node.clusterDomain());
            options.put("ndots", "5");
        } else if (!policy.equals("None")) {
            servers.addAll(node.hostDns().servers());
            searches.addAll(node.hostDns().searches());
        }
        JsonNode own = pod.spec().path("dnsConfig");
        Json.items(own, "nameservers").forEach(server -> servers.add(server.asText()));
        Json.items(own, "searches").forEach(search -> searches.add(search.asText()));
        Json.items(own, "options")
                .forEach(option -> options.put(Json.text(option, "name"), Json.text(option, "value")));
        return new Dns(
                servers,
                List.copyOf(searches),
                options.entrySet().stream()
                        .map(option -> option.getValue().isEmpty()
                                ? option.getKey()
                                : option.getKey() + ":" + option.getValue())
                        .toList());
    }

    private static List<PortMapping> portMappings(Pod pod) {
        List<PortMapping> mappings = new ArrayList<>();
        if (pod.hostNetwork()) {
            return mappings;
        }
        for (ContainerSpec container : pod.containers()) {
            for (JsonNode port : Json.items(container.spec(), "ports")) {
                int hostPort = port.path("hostPort").asInt(0);
                if (hostPort > 0) {
                    String protocol = Json.text(port, "protocol");
                    mappings.add(new PortMapping(
                            protocol.isEmpty() ? "TCP" : protocol,
                            port.path("containerPort").asInt(),
                            hostPort,
                            Json.text(port, "hostIP")));
                }
            }
        }
        return mappings;
    }

    private static boolean privileged(Pod pod) {
        return pod.containers().stream()
                .anyMatch(container -> Json.at(container.spec(), "securityContext", "privileged")
                        .asBoolean(false));
    }
}
