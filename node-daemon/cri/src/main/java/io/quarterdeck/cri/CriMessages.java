package io.quarterdeck.cri;

import io.quarterdeck.cri.proto.Capability;
import io.quarterdeck.cri.proto.ContainerMetadata;
import io.quarterdeck.cri.proto.ContainerState;
import io.quarterdeck.cri.proto.ContainerStatus;
import io.quarterdeck.cri.proto.DNSConfig;
import io.quarterdeck.cri.proto.ImageSpec;
import io.quarterdeck.cri.proto.Int64Value;
import io.quarterdeck.cri.proto.KeyValue;
import io.quarterdeck.cri.proto.LinuxContainerConfig;
import io.quarterdeck.cri.proto.LinuxContainerResources;
import io.quarterdeck.cri.proto.LinuxContainerSecurityContext;
import io.quarterdeck.cri.proto.LinuxPodSandboxConfig;
import io.quarterdeck.cri.proto.LinuxSandboxSecurityContext;
import io.quarterdeck.cri.proto.MountPropagation;
import io.quarterdeck.cri.proto.NamespaceMode;
import io.quarterdeck.cri.proto.NamespaceOption;
import io.quarterdeck.cri.proto.PodIP;
import io.quarterdeck.cri.proto.PodSandbox;
import io.quarterdeck.cri.proto.PodSandboxConfig;
import io.quarterdeck.cri.proto.PodSandboxMetadata;
import io.quarterdeck.cri.proto.PodSandboxNetworkStatus;
import io.quarterdeck.cri.proto.PodSandboxState;
import io.quarterdeck.cri.proto.PodSandboxStatus;
import io.quarterdeck.cri.proto.PortMapping;
import io.quarterdeck.cri.proto.Protocol;
import io.quarterdeck.cri.proto.SecurityProfile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Our records to CRI's messages and back. */
final class CriMessages {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    // What a container must not see of the kernel unless it is privileged or asks for an unmasked /proc.
    private static final List<String> MASKED_PATHS = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware");
    private static final List<String> READ_ONLY_PATHS =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private CriMessages() {}

    static PodSandboxConfig sandboxConfig(SandboxConfig config) {
        PodSandboxConfig.Builder message = PodSandboxConfig.newBuilder()
                .setMetadata(PodSandboxMetadata.newBuilder()
                        .setName(config.name())
                        .setNamespace(config.namespace())
                        .setUid(config.uid())
                        .setAttempt(config.attempt()))
                .setHostname(config.hostname())
                .setLogDirectory(config.logDirectory())
                .setDnsConfig(DNSConfig.newBuilder()
                        .addAllServers(config.dns().servers())
                        .addAllSearches(config.dns().searches())
                        .addAllOptions(config.dns().options()))
                .putAllLabels(config.labels())
                .putAllAnnotations(config.annotations())
                .setLinux(LinuxPodSandboxConfig.newBuilder()
                        .setCgroupParent(config.cgroupParent())
                        .putAllSysctls(config.sysctls())
                        .setSecurityContext(LinuxSandboxSecurityContext.newBuilder()
                                .setNamespaceOptions(namespaces(config.namespaces()))
                                .setPrivileged(config.privileged())
                                .setSeccomp(seccomp(sandboxSeccomp(config.namespaces())))));
        for (SandboxConfig.PortMapping mapping : config.portMappings()) {
            message.addPortMappings(PortMapping.newBuilder()
                    .setProtocol(Protocol.valueOf(mapping.protocol()))
                    .setContainerPort(mapping.containerPort())
                    .setHostPort(mapping.hostPort())
                    .setHostIp(mapping.hostIp()));
        }
        return message.build();
    }

    static io.quarterdeck.cri.proto.ContainerConfig containerConfig(ContainerConfig config) {
        io.quarterdeck.cri.proto.ContainerConfig.Builder message = io.quarterdeck.cri.proto.ContainerConfig.newBuilder()
                .setMetadata(
                        ContainerMetadata.newBuilder().setName(config.name()).setAttempt(config.attempt()))
                .setImage(ImageSpec.newBuilder().setImage(config.image()))
                .addAllCommand(config.command())
                .addAllArgs(config.args())
                .setWorkingDir(config.workingDir())
                .putAllLabels(config.labels())
                .putAllAnnotations(config.annotations())
                .setLogPath(config.logPath())
                .setStdin(config.stdin())
                .setStdinOnce(config.stdinOnce())
                .setTty(config.tty())
                .setLinux(LinuxContainerConfig.newBuilder()
                        .setResources(resources(config.resources()))
                        .setSecurityContext(security(config.security())));
        config.env()
                .forEach((name, value) ->
                        message.addEnvs(KeyValue.newBuilder().setKey(name).setValue(value)));
        for (ContainerConfig.Mount mount : config.mounts()) {
            message.addMounts(io.quarterdeck.cri.proto.Mount.newBuilder()
                    .setContainerPath(mount.containerPath())
                    .setHostPath(mount.hostPath())
                    .setReadonly(mount.readOnly())
                    .setPropagation(
                            switch (mount.propagation()) {
                                case PRIVATE -> MountPropagation.PROPAGATION_PRIVATE;
                                case HOST_TO_CONTAINER -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
                                case BIDIRECTIONAL -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
                            }));
        }
        return message.build();
    }

    // The sandbox's process is ours and only sleeps; making a filter for it takes a tenth of a pod's start. But
    // containers
    // that see the process could make it act for them, past a filter of their own.
    private static String sandboxSeccomp(SandboxConfig.Namespaces namespaces) {
        return namespaces.sharedPid() || namespaces.hostPid() ? "runtime/default" : "unconfined";
    }

    private static LinuxContainerResources resources(ContainerConfig.Resources resources) {
        return LinuxContainerResources.newBuilder()
                .setCpuPeriod(resources.cpuPeriodMicros())
                .setCpuQuota(resources.cpuQuotaMicros())
                .setCpuShares(resources.cpuShares())
                .setMemoryLimitInBytes(resources.memoryLimitBytes())
                .setOomScoreAdj(resources.oomScoreAdj())
                .build();
    }

    private static LinuxContainerSecurityContext security(ContainerConfig.Security security) {
        LinuxContainerSecurityContext.Builder message = LinuxContainerSecurityContext.newBuilder()
                .setPrivileged(security.privileged())
                .setNamespaceOptions(namespaces(security.namespaces()))
                .setReadonlyRootfs(security.readOnlyRoot())
                .setNoNewPrivs(security.noNewPrivileges())
                .addAllSupplementalGroups(security.supplementalGroups())
                .setCapabilities(Capability.newBuilder()
                        .addAllAddCapabilities(security.addedCapabilities())
                        .addAllDropCapabilities(security.droppedCapabilities()))
                .setSeccomp(seccomp(security.seccomp()));
        if (!security.privileged() && !security.unmaskedProc()) {
            message.addAllMaskedPaths(MASKED_PATHS).addAllReadonlyPaths(READ_ONLY_PATHS);
        }
        optional(security.runAsUser(), message::setRunAsUser);
        // CRI refuses a group without a user.
        if (security.runAsUser().isPresent()) {
            optional(security.runAsGroup(), message::setRunAsGroup);
        }
        return message.build();
    }

    private static void optional(OptionalLong value, java.util.function.Consumer<Int64Value> setter) {
        value.ifPresent(
                number -> setter.accept(Int64Value.newBuilder().setValue(number).build()));
    }

    private static NamespaceOption namespaces(SandboxConfig.Namespaces namespaces) {
        return NamespaceOption.newBuilder()
                .setNetwork(namespaces.hostNetwork() ? NamespaceMode.NODE : NamespaceMode.POD)
                .setIpc(namespaces.hostIpc() ? NamespaceMode.NODE : NamespaceMode.POD)
                .setPid(
                        namespaces.hostPid()
                                ? NamespaceMode.NODE
                                : namespaces.sharedPid() ? NamespaceMode.POD : NamespaceMode.CONTAINER)
                .build();
    }

    private static SecurityProfile seccomp(String profile) {
        return switch (profile) {
            case "unconfined" ->
                SecurityProfile.newBuilder()
                        .setProfileType(SecurityProfile.ProfileType.Unconfined)
                        .build();
            case "runtime/default" ->
                SecurityProfile.newBuilder()
                        .setProfileType(SecurityProfile.ProfileType.RuntimeDefault)
                        .build();
            default ->
                SecurityProfile.newBuilder()
                        .setProfileType(SecurityProfile.ProfileType.Localhost)
                        .setLocalhostRef(profile)
                        .build();
        };
    }

    static Sandbox sandbox(PodSandbox message) {
        return new Sandbox(
                message.getId(),
                message.getMetadata().getUid(),
                message.getMetadata().getAttempt(),
                message.getState() == PodSandboxState.SANDBOX_READY,
                instant(message.getCreatedAt()),
                List.of(),
                message.getLabelsMap(),
                message.getAnnotationsMap());
    }

    static Sandbox sandbox(PodSandboxStatus message) {
        return new Sandbox(
                message.getId(),
                message.getMetadata().getUid(),
                message.getMetadata().getAttempt(),
                message.getState() == PodSandboxState.SANDBOX_READY,
                instant(message.getCreatedAt()),
                addresses(message.getNetwork()),
                message.getLabelsMap(),
                message.getAnnotationsMap());
    }

    private static List<String> addresses(PodSandboxNetworkStatus network) {
        List<String> addresses = new ArrayList<>();
        if (!network.getIp().isEmpty()) {
            addresses.add(network.getIp());
        }
        network.getAdditionalIpsList().stream().map(PodIP::getIp).forEach(addresses::add);
        return addresses;
    }

    static ContainerSummary summary(io.quarterdeck.cri.proto.Container message) {
        return new ContainerSummary(
                message.getId(),
                message.getPodSandboxId(),
                message.getMetadata().getName(),
                message.getMetadata().getAttempt(),
                phase(message.getState()),
                instant(message.getCreatedAt()),
                message.getLabelsMap());
    }

    static Container container(ContainerStatus message) {
        // containerd notes a start after it has seen to it: a process that ends at once has ended before. No end is
        // earlier than its start here.
        long finishedAt = message.getFinishedAt() == 0 ? 0 : Math.max(message.getFinishedAt(), message.getStartedAt());
        return new Container(
                message.getId(),
                message.getMetadata().getName(),
                message.getMetadata().getAttempt(),
                phase(message.getState()),
                instant(message.getCreatedAt()),
                instant(message.getStartedAt()),
                instant(finishedAt),
                message.getExitCode(),
                message.getImage().getImage(),
                message.getImageRef(),
                message.getReason(),
                message.getMessage(),
                message.getLogPath(),
                message.getLabelsMap(),
                message.getAnnotationsMap());
    }

    static Image image(io.quarterdeck.cri.proto.Image message) {
        return new Image(
                message.getId(),
                message.getRepoTagsList(),
                message.getRepoDigestsList(),
                message.getSize(),
                message.hasUid() ? message.getUid().getValue() : -1,
                message.getUsername());
    }

    private static ContainerSummary.Phase phase(ContainerState state) {
        return switch (state) {
            case CONTAINER_CREATED -> ContainerSummary.Phase.CREATED;
            case CONTAINER_RUNNING -> ContainerSummary.Phase.RUNNING;
            case CONTAINER_EXITED -> ContainerSummary.Phase.EXITED;
            case CONTAINER_UNKNOWN, UNRECOGNIZED -> ContainerSummary.Phase.UNKNOWN;
        };
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }
}
