package io.quarterdeck.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What every cluster has beside namespaces and services: objects that are made once and then belong to the users. Pure. */
final class FirstObjects {

    static final ResourceType SERVICE_RANGES =
            new ResourceType("networking.k8s.io", "v1", "servicecidrs", "ServiceCIDR", false);

    private static final ResourceType PRIORITY_CLASSES =
            new ResourceType("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", false);
    private static final ResourceType API_SERVICES =
            new ResourceType("apiregistration.k8s.io", "v1", "apiservices", "APIService", false);
    private static final ResourceType FLOW_SCHEMAS =
            new ResourceType("flowcontrol.apiserver.k8s.io", "v1", "flowschemas", "FlowSchema", false);
    private static final ResourceType PRIORITY_LEVELS = new ResourceType(
            "flowcontrol.apiserver.k8s.io", "v1", "prioritylevelconfigurations", "PriorityLevelConfiguration", false);

    /** Where a group stands among the others: Kubernetes' own numbers, so that tools list groups in the usual order. */
    private static final Map<String, Integer> GROUP_PRIORITIES = Map.ofEntries(
            Map.entry("", 18_000),
            Map.entry("apps", 17_800),
            Map.entry("events.k8s.io", 17_750),
            Map.entry("authentication.k8s.io", 17_700),
            Map.entry("authorization.k8s.io", 17_600),
            Map.entry("autoscaling", 17_500),
            Map.entry("batch", 17_400),
            Map.entry("certificates.k8s.io", 17_300),
            Map.entry("networking.k8s.io", 17_200),
            Map.entry("policy", 17_100),
            Map.entry("rbac.authorization.k8s.io", 17_000),
            Map.entry("storage.k8s.io", 16_800),
            Map.entry("apiextensions.k8s.io", 16_700),
            Map.entry("admissionregistration.k8s.io", 16_700),
            Map.entry("scheduling.k8s.io", 16_600),
            Map.entry("coordination.k8s.io", 16_500),
            Map.entry("node.k8s.io", 16_300),
            Map.entry("discovery.k8s.io", 16_200),
            Map.entry("flowcontrol.apiserver.k8s.io", 16_100),
            Map.entry("resource.k8s.io", 15_900));

    private static final int OTHER_GROUP = 1_000;
    private static final int VERSION_PRIORITY = 15;

    /** An object and where it belongs. */
    record First(ResourceType type, ObjectNode object) {}

    private FirstObjects() {}

    static List<First> of(KindRegistry kinds, ApiServerConfig config) {
        List<First> objects = new ArrayList<>();
        objects.add(priorityClass("system-cluster-critical", 2_000_000_000, "must not be lost by the cluster"));
        objects.add(priorityClass("system-node-critical", 2_000_001_000, "must not be lost by its node"));
        First range = first(SERVICE_RANGES, "kubernetes");
        range.object().putObject("spec").putArray("cidrs").add(config.serviceCidr());
        objects.add(range);
        objects.addAll(flowControl());
        objects.addAll(apiServices(kinds));
        return List.copyOf(objects);
    }

    private static First priorityClass(String name, int value, String what) {
        First made = first(PRIORITY_CLASSES, name);
        made.object().put("value", value).put("description", "For pods that " + what + ".");
        return made;
    }

    /** One for each group at each version, so that {@code kubectl get apiservices} shows all that is served. */
    private static List<First> apiServices(KindRegistry kinds) {
        Map<String, First> byName = new LinkedHashMap<>();
        for (Kind kind : kinds.all()) {
            if (kind.builtIn() && !kind.verbs().isEmpty()) {
                String name = kind.type().version() + "." + kind.type().group();
                byName.computeIfAbsent(name, absent -> apiService(absent, kind.type()));
            }
        }
        return List.copyOf(byName.values());
    }

    private static First apiService(String name, ResourceType served) {
        First made = first(API_SERVICES, name);
        Json.ensureObject(made.object(), "metadata", "labels")
                .put("kube-aggregator.kubernetes.io/automanaged", "onstart");
        int group = GROUP_PRIORITIES.getOrDefault(served.group(), OTHER_GROUP);
        ObjectNode spec = made.object().putObject("spec");
        spec.put("version", served.version())
                .put("groupPriorityMinimum", group)
                .put("versionPriority", VERSION_PRIORITY);
        if (!served.group().isEmpty()) {
            spec.put("group", served.group());
        }
        return made;
    }

    /** The two levels without which no cluster is, and who is in them. */
    private static List<First> flowControl() {
        First exempt = first(PRIORITY_LEVELS, "exempt");
        exempt.object().putObject("spec").put("type", "Exempt");
        First rest = first(PRIORITY_LEVELS, "catch-all");
        ObjectNode spec = rest.object().putObject("spec").put("type", "Limited");
        spec.putObject("limited")
                .put("nominalConcurrencyShares", 5)
                .putObject("limitResponse")
                .put("type", "Reject");
        First everybody = schema("catch-all", 10_000, "system:unauthenticated", "system:authenticated");
        Json.ensureObject(everybody.object(), "spec", "distinguisherMethod").put("type", "ByUser");
        return List.of(exempt, rest, schema("exempt", 1, "system:masters"), everybody);
    }

    private static First schema(String level, int precedence, String... groups) {
        First made = first(FLOW_SCHEMAS, level);
        ObjectNode spec = made.object().putObject("spec").put("matchingPrecedence", precedence);
        spec.putObject("priorityLevelConfiguration").put("name", level);
        ObjectNode rule = spec.putArray("rules").addObject();
        for (String group : groups) {
            rule.withArray("subjects")
                    .addObject()
                    .put("kind", "Group")
                    .putObject("group")
                    .put("name", group);
        }
        ObjectNode resources = rule.putArray("resourceRules").addObject().put("clusterScope", true);
        for (String field : List.of("verbs", "apiGroups", "resources", "namespaces")) {
            resources.putArray(field).add("*");
        }
        ObjectNode paths = rule.putArray("nonResourceRules").addObject();
        paths.putArray("verbs").add("*");
        paths.putArray("nonResourceURLs").add("*");
        return made;
    }

    private static First first(ResourceType type, String name) {
        ObjectNode object = Json.object().put("apiVersion", type.apiVersion()).put("kind", type.kind());
        object.putObject("metadata").put("name", name);
        return new First(type, object);
    }
}
