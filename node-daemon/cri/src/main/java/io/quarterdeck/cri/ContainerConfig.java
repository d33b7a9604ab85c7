package io.quarterdeck.cri;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a container is to be.
 *
 * @param attempt the restart count; name and attempt are unique within a sandbox
 * @param image its id
 * @param logPath relative to the sandbox's log directory
 */
public record ContainerConfig(
        String name,
        int attempt,
        String image,
        List<String> command,
        List<String> args,
        String workingDir,
        Map<String, String> env,
        List<Mount> mounts,
        Map<String, String> labels,
        Map<String, String> annotations,
        String logPath,
        boolean stdin,
        boolean stdinOnce,
        boolean tty,
        Resources resources,
        Security security) {

    public ContainerConfig {
        command = List.copyOf(command);
        args = List.copyOf(args);
        mounts = List.copyOf(mounts);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** How mounts that are made later travel between host and container. */
    public enum Propagation {
        PRIVATE,
        HOST_TO_CONTAINER,
        BIDIRECTIONAL
    }

    /** A file or folder of the host inside the container. */
    public record Mount(String containerPath, String hostPath, boolean readOnly, Propagation propagation) {}

    /** Limits; 0 for none. */
    public record Resources(
            long cpuPeriodMicros, long cpuQuotaMicros, long cpuShares, long memoryLimitBytes, long oomScoreAdj) {}

    /**
     * What the container may do.
     *
     * @param seccomp {@code unconfined}, {@code runtime/default}, or the path of a profile
     */
    public record Security(
            boolean privileged,
            OptionalLong runAsUser,
            OptionalLong runAsGroup,
            List<Long> supplementalGroups,
            List<String> addedCapabilities,
            List<String> droppedCapabilities,
            boolean readOnlyRoot,
            boolean noNewPrivileges,
            boolean unmaskedProc,
            String seccomp,
            SandboxConfig.Namespaces namespaces) {
        public Security {
            supplementalGroups = List.copyOf(supplementalGroups);
            addedCapabilities = List.copyOf(addedCapabilities);
            droppedCapabilities = List.copyOf(droppedCapabilities);
        }
    }
}
