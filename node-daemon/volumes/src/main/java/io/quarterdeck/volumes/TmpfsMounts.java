package io.quarterdeck.volumes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Memory-backed folders, through {@code mount} and {@code umount}. */
final class TmpfsMounts {

    /** Mounting memory is immediate; a command that hangs is a host in trouble. */
    private static final int COMMAND_SECONDS_MAX = 20;

    private static final Path MOUNT_TABLE = Path.of("/proc/self/mounts");
    private static final String SPACE_IN_TABLE = "\\040";

    /** @param sizeBytes 0 for the kernel's default, half of the memory */
    void mount(Path folder, long sizeBytes) throws IOException, InterruptedException {
        if (below(folder).contains(folder)) {
            return;
        }
        String options = sizeBytes == 0 ? "mode=0777" : "mode=0777,size=" + sizeBytes;
        run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString());
    }

    /** Unmounts whatever is mounted at a folder or below it. */
    void unmountAll(Path folder) throws IOException, InterruptedException {
        for (Path mounted : below(folder).reversed()) {
            run("umount", "-l", mounted.toString());
        }
    }

    private static List<Path> below(Path folder) throws IOException {
        List<Path> mounts = new ArrayList<>();
        for (String line : Files.readAllLines(MOUNT_TABLE, StandardCharsets.ISO_8859_1)) {
            Path point = Path.of(line.split(" ", -1)[1].replace(SPACE_IN_TABLE, " "));
            if (point.startsWith(folder)) {
                mounts.add(point);
            }
        }
        return mounts;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }
}
