package io.quarterdeck.network;

import io.quarterdeck.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A network namespace of a test's own: a node, a pod, or a client somewhere else. Gone when it is closed. */
final class TestNamespace {

    /** Names the namespaces of tests, so that those of a run that was killed are found. */
    private static final String PREFIX = "qdit-";

    private final String name;
    private final List<Process> processes = new ArrayList<>();

    private TestNamespace(String name) {
        this.name = name;
    }

    static TestNamespace create(String suffix) throws IOException, InterruptedException {
        TestNamespace namespace = new TestNamespace(PREFIX + suffix);
        Commands.HERE.run("ip", "netns", "add", namespace.name);
        namespace.run("ip", "link", "set", "lo", "up");
        return namespace;
    }

    /** Removes what a test that died left behind, its processes first. */
    static void removeLeftovers() throws IOException, InterruptedException {
        for (String line : Commands.HERE.run("ip", "netns", "list").lines().toList()) {
            String name = line.split(" ", 2)[0];
            if (name.startsWith(PREFIX)) {
                for (String pid :
                        Commands.HERE.run("ip", "netns", "pids", name).lines().toList()) {
                    ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
                }
                Commands.HERE.run("ip", "netns", "del", name);
            }
        }
    }

    Commands commands() {
        return new Commands(List.of("ip", "netns", "exec", name));
    }

    String run(String... command) throws IOException, InterruptedException {
        return commands().run(command);
    }

    /** Joins two namespaces by a cable with an address at each end. */
    static void connect(
            TestNamespace one, String oneLink, String oneAddress, TestNamespace two, String twoLink, String twoAddress)
            throws IOException, InterruptedException {
        one.run("ip", "link", "add", oneLink, "type", "veth", "peer", "name", twoLink, "netns", two.name);
        one.run("ip", "address", "add", oneAddress, "dev", oneLink);
        two.run("ip", "address", "add", twoAddress, "dev", twoLink);
        one.run("ip", "link", "set", oneLink, "up");
        two.run("ip", "link", "set", twoLink, "up");
    }

    /** A pod: a namespace that the real CNI plugins plugged into this node. */
    Pod pod(NetworkConfig config, String id) throws IOException, InterruptedException {
        TestNamespace pod = create(id);
        String result = cni("ADD", config, pod);
        String address = Json.text(
                Json.items(Json.parse(result.getBytes(StandardCharsets.UTF_8)), "ips")
                        .getFirst(),
                "address");
        return new Pod(pod, address.substring(0, address.indexOf('/')));
    }

    /** A pod and the address that it was given. */
    record Pod(TestNamespace namespace, String address) {
        public void close() throws IOException, InterruptedException {
            namespace.close();
        }
    }

    /** Takes a pod away as containerd does. */
    void remove(NetworkConfig config, Pod pod) throws IOException, InterruptedException {
        cni("DEL", config, pod.namespace());
        pod.close();
    }

    /** Runs the first plugin of the node's own configuration, as a runtime does. */
    private String cni(String verb, NetworkConfig config, TestNamespace pod) throws IOException, InterruptedException {
        var list = Json.parseObject(java.nio.file.Files.readAllBytes(CniConfiguration.file(config)));
        var plugin = (com.fasterxml.jackson.databind.node.ObjectNode)
                Json.items(list, "plugins").getFirst();
        plugin.put("cniVersion", Json.text(list, "cniVersion"));
        plugin.put("name", Json.text(list, "name"));
        return commands()
                .feed(
                        plugin.toString(),
                        "env",
                        "CNI_COMMAND=" + verb,
                        "CNI_CONTAINERID=" + pod.name,
                        "CNI_NETNS=/var/run/netns/" + pod.name,
                        "CNI_IFNAME=eth0",
                        "CNI_PATH=/usr/lib/cni",
                        "/usr/lib/cni/bridge");
    }

    /** Serves a text over HTTP until the namespace is closed. */
    void serve(Path dir, int port, String text) throws IOException, InterruptedException {
        Path root = java.nio.file.Files.createDirectories(dir.resolve(name + "-" + port));
        java.nio.file.Files.writeString(root.resolve("index.html"), text);
        java.nio.file.Files.createDirectories(root.resolve("cgi-bin"));
        Path script = root.resolve("cgi-bin").resolve("client");
        java.nio.file.Files.writeString(
                script, "#!/bin/sh\nprintf 'Content-Type: text/plain\\r\\n\\r\\n%s' $REMOTE_ADDR\n");
        if (!script.toFile().setExecutable(true)) {
            throw new IOException("not made executable: " + script);
        }
        start("busybox", "httpd", "-f", "-p", "0.0.0.0:" + port, "-h", root.toString());
        awaitListener(port);
    }

    private void awaitListener(int port) throws IOException, InterruptedException {
        String wanted = ":%04X".formatted(port);
        for (int i = 0; i < 100; i++) {
            if (run("cat", "/proc/net/tcp", "/proc/net/tcp6").contains(wanted)) {
                return;
            }
            run("busybox", "usleep", "20000");
        }
        throw new IOException("nothing listens on port " + port);
    }

    void start(String... command) throws IOException {
        List<String> words = new ArrayList<>(commands().prefix());
        words.addAll(Arrays.asList(command));
        processes.add(new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** What an HTTP server answers; throws if it refuses or does not answer within two seconds. */
    String get(String hostAndPort) throws IOException, InterruptedException {
        return get(hostAndPort, "/");
    }

    String get(String hostAndPort, String path) throws IOException, InterruptedException {
        int colon = hostAndPort.indexOf(':');
        String answer = run(
                "timeout",
                "2",
                "bash",
                "-c",
                "exec 3<>/dev/tcp/$0/$1 && printf 'GET %s HTTP/1.0\\r\\n\\r\\n' $2 >&3 && cat <&3",
                colon < 0 ? hostAndPort : hostAndPort.substring(0, colon),
                colon < 0 ? "80" : hostAndPort.substring(colon + 1),
                path);
        return answer.substring(answer.indexOf("\r\n\r\n") + 4).strip();
    }

    /** How many packets went out of a link. */
    long sent(String link) throws IOException, InterruptedException {
        return Long.parseLong(
                run("cat", "/sys/class/net/" + link + "/statistics/tx_packets").strip());
    }

    public void close() throws IOException, InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly();
            process.waitFor(5, TimeUnit.SECONDS);
        }
        Commands.HERE.run("ip", "netns", "del", name);
    }
}
