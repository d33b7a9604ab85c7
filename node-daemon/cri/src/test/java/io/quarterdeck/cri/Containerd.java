package io.quarterdeck.cri;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A containerd of a test's own, in a folder of its own, with an image made of Debian's static busybox. */
public final class Containerd {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final int TAR_BLOCK = 512;
    private static final String PAUSE = "quarterdeck.local/pause:1";

    private final Path folder;
    private final Process process;

    private Containerd(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /** Starts one that uses no network plugins. */
    public static Containerd start(Path folder) throws IOException, InterruptedException {
        Path config = folder.resolve("config.toml");
        Files.writeString(config, configuration(folder));
        Process process = new ProcessBuilder("containerd", "--config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("containerd.log").toFile())
                .start();
        Containerd containerd = new Containerd(folder, process);
        containerd.awaitSocket();
        containerd.importBusybox(PAUSE);
        return containerd;
    }

    public Path socket() {
        return folder.resolve("containerd.sock");
    }

    /** Makes busybox an image of this name. */
    public void importBusybox(String reference) throws IOException, InterruptedException {
        Path archive = folder.resolve("image.tar");
        Files.write(archive, dockerArchive(reference));
        Path log = folder.resolve("import.log");
        Process ctr = new ProcessBuilder(
                        "ctr",
                        "--address",
                        socket().toString(),
                        "--namespace",
                        "k8s.io",
                        "images",
                        "import",
                        archive.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (ctr.waitFor() != 0) {
            throw new IOException("ctr images import: " + Files.readString(log));
        }
    }

    /** Stops it; the test has stopped its sandboxes before. */
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    private void awaitSocket() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!Files.exists(socket())) {
            if (System.nanoTime() > deadline || process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        "containerd did not start: " + Files.readString(folder.resolve("containerd.log")));
            }
        }
    }

    private static String configuration(Path folder) {
        return """
                version = 2
                root = "%1$s/root"
                state = "%1$s/state"
                disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", \
                "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.aufs"]
                [grpc]
                  address = "%1$s/containerd.sock"
                [ttrpc]
                  address = "%1$s/containerd.sock.ttrpc"
                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "%2$s"
                  restrict_oom_score_adj = true
                  stream_server_address = "127.0.0.1"
                  stream_server_port = "0"
                  [plugins."io.containerd.grpc.v1.cri".cni]
                    bin_dir = "/usr/lib/cni"
                    conf_dir = "%1$s/cni"
                  [plugins."io.containerd.grpc.v1.cri".containerd]
                    default_runtime_name = "runc"
                    snapshotter = "overlayfs"
                    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                      runtime_type = "io.containerd.runc.v2"
                      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                        SystemdCgroup = false
                """.formatted(folder, PAUSE);
    }

    /** A docker-archive: one layer with busybox under the names that the tests use. */
    private static byte[] dockerArchive(String reference) throws IOException {
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        directory(layer, "bin/");
        directory(layer, "tmp/");
        directory(layer, "etc/");
        file(layer, "bin/busybox", Files.readAllBytes(Path.of("/bin/busybox")), 0755);
        for (String name : List.of("sh", "sleep", "echo", "cat", "id", "ls", "nc", "httpd", "wget", "tail", "env")) {
            link(layer, "bin/" + name, "busybox");
        }
        end(layer);
        byte[] layerBytes = layer.toByteArray();
        String config =
                """
                {"architecture":"%s","os":"linux","config":{"Env":["PATH=/bin"],"Cmd":["sleep","1000000000"]},\
                "rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}""".formatted(System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64", sha256(layerBytes));
        String manifest = """
                [{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]""".formatted(reference);
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        file(archive, "layer.tar", layerBytes, 0644);
        file(archive, "config.json", config.getBytes(StandardCharsets.UTF_8), 0644);
        file(archive, "manifest.json", manifest.getBytes(StandardCharsets.UTF_8), 0644);
        end(archive);
        return archive.toByteArray();
    }

    private static void directory(OutputStream out, String name) throws IOException {
        out.write(header(name, '5', "", 0, 0755));
    }

    private static void link(OutputStream out, String name, String target) throws IOException {
        out.write(header(name, '2', target, 0, 0777));
    }

    private static void file(OutputStream out, String name, byte[] content, int mode) throws IOException {
        out.write(header(name, '0', "", content.length, mode));
        out.write(content);
        out.write(new byte[(TAR_BLOCK - content.length % TAR_BLOCK) % TAR_BLOCK]);
    }

    private static void end(OutputStream out) throws IOException {
        out.write(new byte[2 * TAR_BLOCK]);
    }

    private static byte[] header(String name, char type, String target, int size, int mode) {
        byte[] header = new byte[TAR_BLOCK];
        put(header, 0, name);
        put(header, 100, octal(mode, 7));
        put(header, 108, octal(0, 7));
        put(header, 116, octal(0, 7));
        put(header, 124, octal(size, 11));
        put(header, 136, octal(0, 11));
        put(header, 148, "        ");
        header[156] = (byte) type;
        put(header, 157, target);
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte part : header) {
            sum += part & 0xff;
        }
        put(header, 148, octal(sum, 6) + "\0 ");
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static String octal(int value, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "o", value);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
