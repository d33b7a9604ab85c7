package io.quarterdeck.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A cluster of this checkout, in a data directory and on a port of its own. Closing it removes every trace. */
public final class Cluster implements AutoCloseable {

    /** The first start may have to build. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(10);

    /** What a cluster must come to by itself (a restart, a roll-out, a back-off) takes a few seconds at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path dataDir;
    private final int port;

    private Cluster(Path dataDir, int port) {
        this.dataDir = dataDir;
        this.port = port;
    }

    /** Names a cluster; nothing runs yet. */
    public static Cluster inTemporaryDirectory() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Cluster(Files.createTempDirectory("qd"), socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path dataDir() {
        return dataDir;
    }

    public int port() {
        return port;
    }

    /** Runs the launcher on this cluster. */
    public Command.Result quarterdeck(String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("quarterdeck.home", "../.."), "quarterdeck")
                .toString());
        words.addAll(List.of(arguments));
        words.addAll(List.of("--data-dir", dataDir.toString()));
        return Command.of(words.toArray(String[]::new)).within(START_TIMEOUT).run();
    }

    public void up(String... more) {
        List<String> words = new ArrayList<>(List.of("up", "--port", Integer.toString(port)));
        words.addAll(List.of(more));
        quarterdeck(words.toArray(String[]::new)).expectSuccess();
    }

    /** A kubectl command as the administrator. */
    public Command kubectl(String... arguments) {
        List<String> words = new ArrayList<>(List.of("kubectl"));
        words.addAll(List.of(arguments));
        return Command.of(words.toArray(String[]::new))
                .with("KUBECONFIG", dataDir.resolve("admin.kubeconfig").toString())
                .with("HOME", dataDir.toString());
    }

    /** Runs kubectl, which must succeed. */
    public String k(String... arguments) {
        return kubectl(arguments).run().expectSuccess();
    }

    /** Applies YAML. */
    public void apply(String yaml) {
        kubectl("apply", "-f", "-").reading(yaml).run().expectSuccess();
    }

    /** The pid of one of the cluster's processes. */
    public long pid(String component) {
        try {
            return Long.parseLong(Files.readString(dataDir.resolve("run").resolve(component + ".pid"))
                    .split(" ", -1)[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills one of the cluster's processes as a crash would. */
    public void crash(String component) {
        ProcessHandle process = ProcessHandle.of(pid(component)).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Waits until something is true; fails with what was last seen. */
    public static void eventually(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(100).toNanos());
        }
    }

    @Override
    public void close() {
        quarterdeck("down", "--purge");
    }
}
