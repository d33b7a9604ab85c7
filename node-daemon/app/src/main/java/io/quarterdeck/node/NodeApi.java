package io.quarterdeck.node;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quarterdeck.cri.Container;
import io.quarterdeck.cri.ContainerRuntime;
import io.quarterdeck.cri.ContainerRuntime.Streams;
import io.quarterdeck.cri.ContainerSummary;
import io.quarterdeck.cri.CriException;
import io.quarterdeck.cri.Sandbox;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.node.NodeServer.Connection;
import io.quarterdeck.pods.Pod;
import io.quarterdeck.pods.PodNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the node answers: health, metrics, logs, and streams into containers. */
final class NodeApi implements NodeServer.Handler {

    private static final int PORT_MAX = 65_535;
    private static final String TEXT = "text/plain; charset=utf-8";

    private final PodNode pods;
    private final ContainerRuntime runtime;
    private final PrometheusMeterRegistry metrics;
    private final InstantSource clock;

    NodeApi(PodNode pods, ContainerRuntime runtime, PrometheusMeterRegistry metrics, InstantSource clock) {
        this.pods = pods;
        this.runtime = runtime;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** A request that cannot be served, and why. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final int code;

        Refusal(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    @Override
    public boolean handle(HttpRequest request, Connection connection) throws IOException, InterruptedException {
        try {
            return route(request, connection);
        } catch (Refusal e) {
            return connection.answer(e.code, TEXT, String.valueOf(e.getMessage()));
        } catch (CriException e) {
            return connection.answer(500, TEXT, String.valueOf(e.getMessage()));
        } catch (DateTimeException | IllegalArgumentException e) {
            return connection.answer(400, TEXT, String.valueOf(e.getMessage()));
        }
    }

    private boolean route(HttpRequest request, Connection connection)
            throws IOException, InterruptedException, Refusal {
        List<String> path = request.segments();
        return switch (path.getFirst()) {
            case "healthz" -> connection.answer(200, TEXT, "ok");
            case "metrics" -> connection.answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape());
            case "containerLogs" -> logs(request, connection, path);
            case "exec" -> exec(request, connection, path);
            case "attach" -> attach(request, connection, path);
            case "portForward" -> portForward(request, connection, path);
            default -> throw new Refusal(404, "404 page not found\n");
        };
    }

    private Pod pod(List<String> path) throws Refusal {
        if (path.size() < 3) {
            throw new Refusal(404, "404 page not found\n");
        }
        return pods.pod(new ObjectKey(path.get(1), path.get(2)))
                .orElseThrow(() -> new Refusal(
                        404, "pod \"" + path.get(2) + "\" in namespace \"" + path.get(1) + "\" is not on this node\n"));
    }

    private ContainerSummary running(Pod pod, List<String> path) throws Refusal {
        String name = path.size() > 3 ? path.getLast() : "";
        return pods.runs(pod, name).stream()
                .filter(run -> run.phase() == ContainerSummary.Phase.RUNNING)
                .findFirst()
                .orElseThrow(() -> new Refusal(400, "container not found (\"" + name + "\")"));
    }

    private boolean exec(HttpRequest request, Connection connection, List<String> path)
            throws IOException, InterruptedException, Refusal {
        ContainerSummary container = running(pod(path), path);
        List<String> command = request.query().getOrDefault("command", List.of());
        String protocol = protocol(request, StreamTranslator.REMOTE_COMMAND);
        Streams streams = streams(request);
        return stream(request, connection, runtime.execUrl(container.id(), command, streams), protocol);
    }

    private boolean attach(HttpRequest request, Connection connection, List<String> path)
            throws IOException, InterruptedException, Refusal {
        ContainerSummary container = running(pod(path), path);
        String protocol = protocol(request, StreamTranslator.REMOTE_COMMAND);
        return stream(request, connection, runtime.attachUrl(container.id(), streams(request)), protocol);
    }

    private boolean portForward(HttpRequest request, Connection connection, List<String> path)
            throws IOException, InterruptedException, Refusal {
        Pod pod = pod(path);
        String protocol = protocol(request, StreamTranslator.PORT_FORWARD);
        Sandbox sandbox = pods.sandbox(pod)
                .orElseThrow(() -> new Refusal(400, "pod \"" + pod.key().name() + "\" is not running"));
        return stream(request, connection, runtime.portForwardUrl(sandbox.id(), ports(request)), protocol);
    }

    /** The ports that a WebSocket client names beforehand: some clients in one parameter, others in several. */
    static List<Integer> ports(HttpRequest request) {
        return request.query().getOrDefault("ports", List.of()).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(NodeApi::port)
                .toList();
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > PORT_MAX) {
            throw new IllegalArgumentException("ports: \"" + text + "\" must be a number between 1 and " + PORT_MAX);
        }
        return Integer.parseInt(text);
    }

    private static boolean stream(HttpRequest request, Connection connection, URI target, String protocol)
            throws IOException, InterruptedException {
        switch (protocol) {
            case StreamTranslator.REMOTE_COMMAND ->
                StreamTranslator.remoteCommand(request, connection, target, streams(request));
            case StreamTranslator.PORT_FORWARD -> StreamTranslator.portForward(request, connection, target);
            default -> StreamTunnel.run(request, connection, target, protocol);
        }
        return false;
    }

    private static Streams streams(HttpRequest request) {
        boolean tty = request.flag("tty");
        return new Streams(
                request.flag("input", "stdin"),
                request.flag("output", "stdout"),
                request.flag("error", "stderr") && !tty,
                tty);
    }

    /**
     * Which protocol a client is served with: an empty text for SPDY, else one of WebSocket's, the best first.
     *
     * @param translated the one that we translate ourselves
     */
    private static String protocol(HttpRequest request, String translated) throws Refusal {
        if (request.upgrades("SPDY/3.1")) {
            return "";
        }
        if (!request.upgrades("websocket")) {
            throw new Refusal(400, "Upgrade request required");
        }
        List<String> offered = request.header("sec-websocket-protocol");
        if (offered.contains(translated)) {
            return translated;
        }
        return offered.stream()
                .filter(StreamTunnel.WEBSOCKET_PROTOCOLS::contains)
                .findFirst()
                .orElseThrow(() ->
                        new Refusal(400, "unable to upgrade: none of the offered WebSocket protocols is supported"));
    }

    private boolean logs(HttpRequest request, Connection connection, List<String> path)
            throws IOException, InterruptedException, Refusal {
        Pod pod = pod(path);
        String name = path.getLast();
        if (pod.container(name).isEmpty()) {
            throw new Refusal(
                    404, "container \"" + name + "\" in pod \"" + pod.key().name() + "\" is not available");
        }
        LogOptions options = LogOptions.of(request, clock.instant());
        ContainerSummary run = run(pod, name, options);
        Path log = Path.of(runtime.container(run.id())
                .map(Container::logPath)
                .orElseThrow(() -> new Refusal(400, "container \"" + name + "\" is gone")));
        String head =
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n";
        connection.out().write(head.getBytes(StandardCharsets.US_ASCII));
        connection.out().flush();
        try (ChunkedOutput out = new ChunkedOutput(connection.out())) {
            if (Files.exists(log)) {
                new LogReader(options, out, () -> lives(run.id())).copy(log);
            }
        }
        return true;
    }

    private boolean lives(String containerId) {
        return runtime.container(containerId).map(Container::running).orElse(false);
    }

    private ContainerSummary run(Pod pod, String name, LogOptions options) throws Refusal {
        List<ContainerSummary> runs = pods.runs(pod, name).stream()
                .filter(run -> run.phase() != ContainerSummary.Phase.CREATED)
                .toList();
        if (options.previous()) {
            Optional<ContainerSummary> previous = runs.stream()
                    .filter(run -> run.phase() != ContainerSummary.Phase.RUNNING)
                    .filter(run ->
                            runs.size() == 1 || !run.id().equals(runs.getFirst().id()))
                    .findFirst();
            return previous.orElseThrow(() -> new Refusal(
                    400,
                    "previous terminated container \"" + name + "\" in pod \""
                            + pod.key().name() + "\" not found"));
        }
        return runs.stream()
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        400,
                        "container \"" + name + "\" in pod \"" + pod.key().name()
                                + "\" is waiting to start: ContainerCreating"));
    }
}
