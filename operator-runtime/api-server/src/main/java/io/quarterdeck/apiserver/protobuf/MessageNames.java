package io.quarterdeck.apiserver.protobuf;

import java.util.Set;

/** What protobuf calls the kinds. Pure. */
final class MessageNames {

    static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";

    /** Kinds that every group has, and that are defined beside the groups. */
    private static final Set<String> SHARED = Set.of("DeleteOptions", "Status");

    private static final String OFFICIAL = ".k8s.io";

    private MessageNames() {}

    /** The message of a kind, or a name that no message has. */
    static String of(String apiVersion, String kind) {
        if (SHARED.contains(kind) || apiVersion.equals("meta.k8s.io/v1")) {
            return META + kind;
        }
        int slash = apiVersion.indexOf('/');
        return folder(slash < 0 ? "" : apiVersion.substring(0, slash), apiVersion.substring(slash + 1)) + kind;
    }

    /** How the messages of one version of a group begin. */
    static String folder(String group, String version) {
        return switch (group) {
                    case "" -> "k8s.io.api.core.";
                    case "apiextensions.k8s.io" -> "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.";
                    case "apiregistration.k8s.io" -> "k8s.io.kube_aggregator.pkg.apis.apiregistration.";
                    case "rbac.authorization.k8s.io" -> "k8s.io.api.rbac.";
                    case "flowcontrol.apiserver.k8s.io" -> "k8s.io.api.flowcontrol.";
                    // A user's group keeps its dots, and no folder has any: what it is called after the first one is no
                    // matter.
                    default ->
                        "k8s.io.api."
                                + (group.endsWith(OFFICIAL)
                                        ? group.substring(0, group.length() - OFFICIAL.length())
                                        : group)
                                + ".";
                }
                + version + ".";
    }
}
