package io.quarterdeck.machinery.discovery;

import io.quarterdeck.machinery.kinds.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The kinds that have URLs, by group and version, in the order in which clients prefer them. */
record ServedGroups(Map<String, Map<String, List<Kind>>> byGroup) {

    /** Built-in groups in the order of upstream: where a short name fits two groups, the first wins. Others follow. */
    private static final List<String> BUILT_IN_ORDER = List.of(
            "apiregistration.k8s.io",
            "apps",
            "events.k8s.io",
            "authentication.k8s.io",
            "authorization.k8s.io",
            "autoscaling",
            "batch",
            "certificates.k8s.io",
            "networking.k8s.io",
            "policy",
            "rbac.authorization.k8s.io",
            "storage.k8s.io",
            "admissionregistration.k8s.io",
            "apiextensions.k8s.io",
            "scheduling.k8s.io",
            "coordination.k8s.io",
            "node.k8s.io",
            "discovery.k8s.io",
            "resource.k8s.io",
            "flowcontrol.apiserver.k8s.io");

    static ServedGroups of(List<Kind> kinds) {
        Comparator<String> order = Comparator.comparingInt(ServedGroups::rank).thenComparing(Comparator.naturalOrder());
        Map<String, Map<String, List<Kind>>> byGroup = new TreeMap<>(order);
        for (Kind kind : kinds) {
            if (!kind.verbs().isEmpty()) {
                byGroup.computeIfAbsent(kind.type().group(), _ -> new TreeMap<>(new VersionOrder()))
                        .computeIfAbsent(kind.type().version(), _ -> new ArrayList<>())
                        .add(kind);
            }
        }
        return new ServedGroups(byGroup);
    }

    /** All but the core group. */
    List<String> groups() {
        return byGroup.keySet().stream().filter(group -> !group.isEmpty()).toList();
    }

    List<String> versions(String group) {
        return List.copyOf(byGroup.getOrDefault(group, Map.of()).keySet());
    }

    List<Kind> kinds(String group, String version) {
        return byGroup.getOrDefault(group, Map.of()).getOrDefault(version, List.of());
    }

    private static int rank(String group) {
        if (group.isEmpty()) {
            return -1;
        }
        int rank = BUILT_IN_ORDER.indexOf(group);
        return rank < 0 ? BUILT_IN_ORDER.size() : rank;
    }
}
