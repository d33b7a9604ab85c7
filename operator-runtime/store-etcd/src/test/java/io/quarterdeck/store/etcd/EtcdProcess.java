package io.quarterdeck.store.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.options.DeleteOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real etcd of one member, on free ports of the loopback, that can be killed and started again on its data. */
final class EtcdProcess {

    private static final long ANSWER_SECONDS_MAX = 20;

    private final Path directory;
    private final int clientPort;
    private final int peerPort;
    private Process process;

    private EtcdProcess(Path directory, int clientPort, int peerPort) throws IOException {
        this.directory = directory;
        this.clientPort = clientPort;
        this.peerPort = peerPort;
        this.process = launch();
    }

    static EtcdProcess start(Path directory) throws Exception {
        EtcdProcess etcd = new EtcdProcess(directory, freePort(), freePort());
        etcd.awaitReady();
        return etcd;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + clientPort);
    }

    int port() {
        return clientPort;
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void startAgain() throws Exception {
        process = launch();
        awaitReady();
    }

    private Process launch() throws IOException {
        String client = "http://127.0.0.1:" + clientPort;
        String peer = "http://127.0.0.1:" + peerPort;
        return new ProcessBuilder(
                        "etcd",
                        "--data-dir=" + directory.resolve("data"),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer,
                        "--logger=zap",
                        "--log-level=error")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("etcd.log").toFile()))
                .start();
    }

    private void awaitReady() throws Exception {
        try (Client client = client()) {
            client.getKVClient().get(EtcdKeys.PREFIX).get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
        }
    }

    Client client() {
        return Client.builder().endpoints(uri()).build();
    }

    /** Removes every object. */
    void clear() throws Exception {
        try (Client client = client()) {
            DeleteOption all = DeleteOption.builder()
                    .withRange(EtcdReader.end(EtcdKeys.PREFIX))
                    .build();
            client.getKVClient().delete(EtcdKeys.PREFIX, all).get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
        }
    }

    /** What {@code etcdctl} prints: the tool that an administrator has. */
    String etcdctl(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("etcdctl", "--endpoints=" + uri()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ETCDCTL_API", "3");
        Process ran = builder.start();
        String output = new String(ran.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        ran.waitFor();
        return output;
    }

    static ByteSequence bytes(String text) {
        return ByteSequence.from(text, StandardCharsets.UTF_8);
    }

    void close() throws InterruptedException {
        kill();
    }
}
