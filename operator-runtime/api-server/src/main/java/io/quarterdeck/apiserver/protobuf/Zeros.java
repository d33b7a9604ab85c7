package io.quarterdeck.apiserver.protobuf;

import java.util.Set;

/**
 * Which zero values say something. Kubernetes' encoder always sends fields that are plain values in Go, even if nobody
 * set them, and JSON leaves those out; fields that are pointers in Go are sent only if somebody did. The encoding does not
 * tell one from the other, so the pointers, and the few plain values that JSON keeps, are listed by name.
 */
final class Zeros {

    private static final Set<String> BOOLS = Set.of(
            "allocateLoadBalancerNodePorts",
            "allowPrivilegeEscalation",
            "allowed",
            "automountServiceAccountToken",
            "blockOwnerDeletion",
            "controller",
            "enableServiceLinks",
            "hostUsers",
            "ignoreStoreReadErrorWithClusterBreakingPotential",
            "immutable",
            "manualSelector",
            "namespaced",
            "optional",
            "orphanDependents",
            "privileged",
            "readOnly",
            "readOnlyRootFilesystem",
            "ready",
            "runAsNonRoot",
            "served",
            "setHostnameAsFQDN",
            "shareProcessNamespace",
            "started",
            "storage",
            "suspend",
            "x-kubernetes-preserve-unknown-fields");

    private static final Set<String> NUMBERS = Set.of(
            "activeDeadlineSeconds",
            "backoffLimit",
            "completions",
            "defaultMode",
            "exitCode",
            "expirationSeconds",
            "fsGroup",
            "gracePeriodSeconds",
            "maxLength",
            "maximum",
            "minItems",
            "minLength",
            "minReplicas",
            "minimum",
            "mode",
            "parallelism",
            "priority",
            "progressDeadlineSeconds",
            "replicas",
            "restartCount",
            "revisionHistoryLimit",
            "runAsGroup",
            "runAsUser",
            "stopSignal",
            "terminationGracePeriodSeconds",
            "tolerationSeconds",
            "ttlSecondsAfterFinished");

    private static final Set<String> TEXTS = Set.of("storageClassName", "volumeAttributesClassName");

    private Zeros() {}

    static boolean says(String field, boolean value) {
        return value || BOOLS.contains(field);
    }

    static boolean says(String field, long value) {
        return value != 0 || NUMBERS.contains(field);
    }

    static boolean says(String field, String value) {
        return !value.isEmpty() || TEXTS.contains(field);
    }
}
