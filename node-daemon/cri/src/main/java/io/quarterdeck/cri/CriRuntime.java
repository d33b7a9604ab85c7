package io.quarterdeck.cri;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.quarterdeck.cri.proto.AttachRequest;
import io.quarterdeck.cri.proto.AuthConfig;
import io.quarterdeck.cri.proto.ContainerFilter;
import io.quarterdeck.cri.proto.ContainerStatusRequest;
import io.quarterdeck.cri.proto.CreateContainerRequest;
import io.quarterdeck.cri.proto.ExecRequest;
import io.quarterdeck.cri.proto.ExecSyncRequest;
import io.quarterdeck.cri.proto.ExecSyncResponse;
import io.quarterdeck.cri.proto.ImageServiceGrpc;
import io.quarterdeck.cri.proto.ImageSpec;
import io.quarterdeck.cri.proto.ImageStatusRequest;
import io.quarterdeck.cri.proto.ImageStatusResponse;
import io.quarterdeck.cri.proto.ListContainersRequest;
import io.quarterdeck.cri.proto.ListImagesRequest;
import io.quarterdeck.cri.proto.ListPodSandboxRequest;
import io.quarterdeck.cri.proto.PodSandboxFilter;
import io.quarterdeck.cri.proto.PodSandboxStatusRequest;
import io.quarterdeck.cri.proto.PortForwardRequest;
import io.quarterdeck.cri.proto.PullImageRequest;
import io.quarterdeck.cri.proto.RemoveContainerRequest;
import io.quarterdeck.cri.proto.RemoveImageRequest;
import io.quarterdeck.cri.proto.RemovePodSandboxRequest;
import io.quarterdeck.cri.proto.ReopenContainerLogRequest;
import io.quarterdeck.cri.proto.RunPodSandboxRequest;
import io.quarterdeck.cri.proto.RuntimeCondition;
import io.quarterdeck.cri.proto.RuntimeServiceGrpc;
import io.quarterdeck.cri.proto.StartContainerRequest;
import io.quarterdeck.cri.proto.StatusRequest;
import io.quarterdeck.cri.proto.StopContainerRequest;
import io.quarterdeck.cri.proto.StopPodSandboxRequest;
import io.quarterdeck.cri.proto.VersionRequest;
import io.quarterdeck.cri.proto.VersionResponse;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A runtime behind a unix socket that speaks CRI v1 and has containerd's event stream. */
public final class CriRuntime implements ContainerRuntime {

    /** As long as the kubelet gives a runtime: beyond it, the runtime is stuck and the pod's worker should say so. */
    private static final Duration CALL_TIMEOUT = Duration.ofMinutes(2);

    /** A sandbox includes the network plugins, which may wait for others. */
    private static final Duration SANDBOX_TIMEOUT = Duration.ofMinutes(4);

    /** A list of some thousand dead containers is larger than gRPC's 4 MiB. */
    private static final int MESSAGE_BYTES_MAX = 16 << 20;

    private final EventLoopGroup loop;
    private final ManagedChannel channel;

    /** Connects when it is first used; the socket need not exist yet. */
    public CriRuntime(Path socket) {
        loop = new NioEventLoopGroup(1);
        channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelFactory(NioDomainSocketChannel::new)
                .eventLoopGroup(loop)
                .overrideAuthority("localhost")
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .directExecutor()
                .usePlaintext()
                .build();
    }

    Channel channel() {
        return channel;
    }

    @Override
    public Version version() {
        VersionResponse version = call(() -> runtime(CALL_TIMEOUT)
                .version(VersionRequest.newBuilder().setVersion("v1").build()));
        return new Version(version.getRuntimeName(), version.getRuntimeVersion());
    }

    @Override
    public Readiness readiness() {
        String runtimeFault = "";
        String networkFault = "";
        for (RuntimeCondition condition : call(() -> runtime(CALL_TIMEOUT).status(StatusRequest.getDefaultInstance()))
                .getStatus()
                .getConditionsList()) {
            String fault = condition.getStatus() ? "" : condition.getReason() + ": " + condition.getMessage();
            switch (condition.getType()) {
                case "RuntimeReady" -> runtimeFault = fault;
                case "NetworkReady" -> networkFault = fault;
                default -> {}
            }
        }
        return new Readiness(runtimeFault, networkFault);
    }

    @Override
    public String runSandbox(SandboxConfig config) {
        return call(() -> runtime(SANDBOX_TIMEOUT)
                .runPodSandbox(RunPodSandboxRequest.newBuilder()
                        .setConfig(CriMessages.sandboxConfig(config))
                        .build())
                .getPodSandboxId());
    }

    @Override
    public void stopSandbox(String sandboxId) {
        harmlessIfGone(() -> runtime(CALL_TIMEOUT)
                .stopPodSandbox(StopPodSandboxRequest.newBuilder()
                        .setPodSandboxId(sandboxId)
                        .build()));
    }

    @Override
    public void removeSandbox(String sandboxId) {
        harmlessIfGone(() -> runtime(CALL_TIMEOUT)
                .removePodSandbox(RemovePodSandboxRequest.newBuilder()
                        .setPodSandboxId(sandboxId)
                        .build()));
    }

    @Override
    public Optional<Sandbox> sandbox(String sandboxId) {
        return ifPresent(() -> CriMessages.sandbox(runtime(CALL_TIMEOUT)
                .podSandboxStatus(PodSandboxStatusRequest.newBuilder()
                        .setPodSandboxId(sandboxId)
                        .build())
                .getStatus()));
    }

    @Override
    public List<Sandbox> sandboxes(Map<String, String> labels) {
        return call(() -> runtime(CALL_TIMEOUT)
                .listPodSandbox(ListPodSandboxRequest.newBuilder()
                        .setFilter(PodSandboxFilter.newBuilder().putAllLabelSelector(labels))
                        .build())
                .getItemsList()
                .stream()
                .map(CriMessages::sandbox)
                .sorted(Comparator.comparing(Sandbox::createdAt).reversed().thenComparing(Sandbox::id))
                .toList());
    }

    @Override
    public String createContainer(String sandboxId, ContainerConfig config, SandboxConfig sandboxConfig) {
        return call(() -> runtime(CALL_TIMEOUT)
                .createContainer(CreateContainerRequest.newBuilder()
                        .setPodSandboxId(sandboxId)
                        .setConfig(CriMessages.containerConfig(config))
                        .setSandboxConfig(CriMessages.sandboxConfig(sandboxConfig))
                        .build())
                .getContainerId());
    }

    @Override
    public void startContainer(String containerId) {
        call(() -> runtime(CALL_TIMEOUT)
                .startContainer(StartContainerRequest.newBuilder()
                        .setContainerId(containerId)
                        .build()));
    }

    @Override
    public void stopContainer(String containerId, Duration grace) {
        harmlessIfGone(() -> runtime(CALL_TIMEOUT.plus(grace))
                .stopContainer(StopContainerRequest.newBuilder()
                        .setContainerId(containerId)
                        .setTimeout(Math.ceilDiv(grace.toMillis(), 1000))
                        .build()));
    }

    @Override
    public void removeContainer(String containerId) {
        harmlessIfGone(() -> runtime(CALL_TIMEOUT)
                .removeContainer(RemoveContainerRequest.newBuilder()
                        .setContainerId(containerId)
                        .build()));
    }

    @Override
    public Optional<Container> container(String containerId) {
        return ifPresent(() -> CriMessages.container(runtime(CALL_TIMEOUT)
                .containerStatus(ContainerStatusRequest.newBuilder()
                        .setContainerId(containerId)
                        .build())
                .getStatus()));
    }

    @Override
    public List<ContainerSummary> containers(Map<String, String> labels) {
        return call(() -> runtime(CALL_TIMEOUT)
                .listContainers(ListContainersRequest.newBuilder()
                        .setFilter(ContainerFilter.newBuilder().putAllLabelSelector(labels))
                        .build())
                .getContainersList()
                .stream()
                .map(CriMessages::summary)
                .sorted(Comparator.comparing(ContainerSummary::createdAt)
                        .reversed()
                        .thenComparing(ContainerSummary::id))
                .toList());
    }

    @Override
    public void reopenLog(String containerId) {
        call(() -> runtime(CALL_TIMEOUT)
                .reopenContainerLog(ReopenContainerLogRequest.newBuilder()
                        .setContainerId(containerId)
                        .build()));
    }

    @Override
    public ExecResult exec(String containerId, List<String> command, Duration timeout) {
        // CRI counts whole seconds, and 0 is for ever.
        long seconds = Math.max(1, timeout.toSeconds());
        ExecSyncResponse response = call(() -> runtime(CALL_TIMEOUT.plusSeconds(seconds))
                .execSync(ExecSyncRequest.newBuilder()
                        .setContainerId(containerId)
                        .addAllCmd(command)
                        .setTimeout(seconds)
                        .build()));
        return new ExecResult(
                response.getExitCode(),
                response.getStdout().toByteArray(),
                response.getStderr().toByteArray());
    }

    @Override
    public URI execUrl(String containerId, List<String> command, Streams streams) {
        return URI.create(call(() -> runtime(CALL_TIMEOUT)
                .exec(ExecRequest.newBuilder()
                        .setContainerId(containerId)
                        .addAllCmd(command)
                        .setStdin(streams.stdin())
                        .setStdout(streams.stdout())
                        .setStderr(streams.stderr())
                        .setTty(streams.tty())
                        .build())
                .getUrl()));
    }

    @Override
    public URI attachUrl(String containerId, Streams streams) {
        return URI.create(call(() -> runtime(CALL_TIMEOUT)
                .attach(AttachRequest.newBuilder()
                        .setContainerId(containerId)
                        .setStdin(streams.stdin())
                        .setStdout(streams.stdout())
                        .setStderr(streams.stderr())
                        .setTty(streams.tty())
                        .build())
                .getUrl()));
    }

    @Override
    public URI portForwardUrl(String sandboxId, List<Integer> ports) {
        return URI.create(call(() -> runtime(CALL_TIMEOUT)
                .portForward(PortForwardRequest.newBuilder()
                        .setPodSandboxId(sandboxId)
                        .addAllPort(ports)
                        .build())
                .getUrl()));
    }

    @Override
    public Optional<Image> image(String reference) {
        ImageStatusResponse response = call(() -> imageService(CALL_TIMEOUT)
                .imageStatus(ImageStatusRequest.newBuilder()
                        .setImage(spec(reference))
                        .build()));
        return response.hasImage() ? Optional.of(CriMessages.image(response.getImage())) : Optional.empty();
    }

    @Override
    public List<Image> images() {
        return call(() ->
                imageService(CALL_TIMEOUT).listImages(ListImagesRequest.getDefaultInstance()).getImagesList().stream()
                        .map(CriMessages::image)
                        .toList());
    }

    @Override
    public String pullImage(String reference, RegistryLogin login, Duration timeout) {
        PullImageRequest.Builder request = PullImageRequest.newBuilder().setImage(spec(reference));
        if (!login.equals(RegistryLogin.NONE)) {
            request.setAuth(AuthConfig.newBuilder()
                    .setUsername(login.username())
                    .setPassword(login.password())
                    .setAuth(login.auth())
                    .setIdentityToken(login.identityToken()));
        }
        return call(() -> imageService(timeout).pullImage(request.build()).getImageRef());
    }

    @Override
    public void removeImage(String reference) {
        harmlessIfGone(() -> imageService(CALL_TIMEOUT)
                .removeImage(RemoveImageRequest.newBuilder()
                        .setImage(spec(reference))
                        .build()));
    }

    @Override
    public Subscription subscribe(RuntimeListener listener) {
        ContainerdEvents events = new ContainerdEvents(this, channel, listener);
        events.start();
        return events;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static ImageSpec spec(String reference) {
        return ImageSpec.newBuilder().setImage(reference).build();
    }

    private RuntimeServiceGrpc.RuntimeServiceBlockingStub runtime(Duration timeout) {
        return RuntimeServiceGrpc.newBlockingStub(channel).withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private ImageServiceGrpc.ImageServiceBlockingStub imageService(Duration timeout) {
        return ImageServiceGrpc.newBlockingStub(channel).withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Makes one call, and its failure one of ours. */
    static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            String said = e.getStatus().getDescription();
            String message = said == null ? e.getStatus().getCode().name() : said;
            throw switch (e.getStatus().getCode()) {
                case NOT_FOUND -> new CriException.NotFound(message, e);
                case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> new CriException.Unavailable(message, e);
                default -> new CriException.Failed(message, e);
            };
        }
    }

    private static <T> Optional<T> ifPresent(Supplier<T> call) {
        try {
            return Optional.of(call(call));
        } catch (CriException.NotFound e) {
            return Optional.empty();
        }
    }

    private static void harmlessIfGone(Supplier<?> call) {
        ifPresent(call);
    }
}
