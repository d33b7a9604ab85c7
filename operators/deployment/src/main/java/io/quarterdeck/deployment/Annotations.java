package io.quarterdeck.deployment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The annotations by which a rollout and kubectl know revisions. */
final class Annotations {

    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String REVISION_HISTORY = "deployment.kubernetes.io/revision-history";
    static final String DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas";
    static final String MAX_REPLICAS = "deployment.kubernetes.io/max-replicas";

    /** What says something about the Deployment itself and would be wrong on a ReplicaSet. */
    private static final Set<String> NOT_COPIED = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            "deprecated.deployment.rollback.to",
            REVISION,
            REVISION_HISTORY,
            DESIRED_REPLICAS,
            MAX_REPLICAS);

    private Annotations() {}

    /** What a ReplicaSet takes over from its Deployment, {@code kubernetes.io/change-cause} among it. */
    static Map<String, String> copied(Map<String, String> deployment) {
        Map<String, String> copied = new LinkedHashMap<>(deployment);
        copied.keySet().removeAll(NOT_COPIED);
        return copied;
    }

    /** A revision's number; 0 if there is none. */
    static long number(Map<String, String> annotations, String name) {
        try {
            return Long.parseLong(annotations.getOrDefault(name, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
