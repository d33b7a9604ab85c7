package io.quarterdeck.apiserver.protobuf;

import java.util.Set;

/**
 * Which zero values say something. Kubernetes' encoder always sends fields that are plain values in Go, even if nobody
 * set them, and JSON leaves those out; fields that are pointers in Go are sent only if somebody did. The encoding does not
 * tell one from the other, so the pointers, and the few plain values that JSON keeps, are listed by name, and by
 * message and name where others of that name are plain.
 */
final class Zeros {

    private static final Set<String> BOOLS = Set.of(
            "adminAccess",
            "allNodes",
            "allocateLoadBalancerNodePorts",
            "allowed",
            "allowPrivilegeEscalation",
            "allowMultipleAllocations",
            "allowVolumeExpansion",
            "attached",
            "attachRequired",
            "automountServiceAccountToken",
            "bindsToNode",
            "blockOwnerDeletion",
            "DeviceAttribute.bool",
            "controller",
            "enableServiceLinks",
            "hostProcess",
            "hostUsers",
            "ignoreStoreReadErrorWithClusterBreakingPotential",
            "immutable",
            "manualSelector",
            "namespaced",
            "optional",
            "orphanDependents",
            "perDeviceNodeSelection",
            "podInfoOnMount",
            "privileged",
            "AzureDiskVolumeSource.readOnly",
            "readOnlyRootFilesystem",
            "ready",
            "recursiveReadOnlyMounts",
            "requiresRepublish",
            "runAsNonRoot",
            "seLinuxMount",
            "served",
            "serviceAccountTokenInSecrets",
            "serving",
            "setHostnameAsFQDN",
            "shareProcessNamespace",
            "started",
            "storage",
            "storageCapacity",
            "supplementalGroupsPolicy",
            "suspend",
            "terminating",
            "userNamespaces",
            "x-kubernetes-preserve-unknown-fields");

    private static final Set<String> NUMBERS = Set.of(
            "activeDeadlineSeconds",
            "averageUtilization",
            "backoffLimit",
            "backoffLimitPerIndex",
            "borrowingLimitPercent",
            "collisionCount",
            "completions",
            "VolumeNodeResources.count",
            "currentCPUUtilizationPercentage",
            "currentHealthy",
            "currentNumberScheduled",
            "currentReplicas",
            "defaultMode",
            "desiredHealthy",
            "desiredNumberScheduled",
            "desiredReplicas",
            "disruptionsAllowed",
            "endPort",
            "VolumeError.errorCode",
            "exitCode",
            "expectedPods",
            "expirationSeconds",
            "failedJobsHistoryLimit",
            "fsGroup",
            "gracePeriodSeconds",
            "DeviceAttribute.int",
            "leaseDurationSeconds",
            "leaseTransitions",
            "lendablePercent",
            "lun",
            "maxFailedIndexes",
            "maximum",
            "maxLength",
            "maxReplicas",
            "maxSkew",
            "minDomains",
            "minimum",
            "minItems",
            "minLength",
            "minReplicas",
            "mode",
            "nodeAllocatableUpdatePeriodSeconds",
            "nominalConcurrencyShares",
            "numberMisscheduled",
            "numberReady",
            "parallelism",
            "RollingUpdateStatefulSetStrategy.partition",
            "HPAScalingPolicy.periodSeconds",
            "port",
            "priority",
            "progressDeadlineSeconds",
            "JobStatus.ready",
            "replicas",
            "restartCount",
            "ControllerRevision.revision",
            "revisionHistoryLimit",
            "runAsGroup",
            "runAsUser",
            "SleepAction.seconds",
            "stabilizationWindowSeconds",
            "StatefulSetOrdinals.start",
            "startingDeadlineSeconds",
            "stopSignal",
            "succeededCount",
            "successfulJobsHistoryLimit",
            "targetCPUUtilizationPercentage",
            "terminating",
            "terminationGracePeriodSeconds",
            "tolerationSeconds",
            "ttlSecondsAfterFinished",
            "HPAScalingPolicy.value",
            "PriorityClass.value",
            "weight");

    private static final Set<String> TEXTS = Set.of(
            "holderIdentity",
            "DeviceAttribute.string",
            "DeviceAttribute.version",
            "EndpointPort.name",
            "storageClassName",
            "timeZone",
            "HTTPHeader.value",
            "volumeAttributesClassName");

    private Zeros() {}

    static boolean says(String message, String field, boolean value) {
        return value || names(BOOLS, message, field);
    }

    static boolean says(String message, String field, long value) {
        return value != 0 || names(NUMBERS, message, field);
    }

    static boolean says(String message, String field, String value) {
        return !value.isEmpty() || names(TEXTS, message, field);
    }

    private static boolean names(Set<String> listed, String message, String field) {
        return listed.contains(field) || listed.contains(message.substring(message.lastIndexOf('.') + 1) + "." + field);
    }
}
