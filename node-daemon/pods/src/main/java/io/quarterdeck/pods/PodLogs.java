package io.quarterdeck.pods;

import io.quarterdeck.cri.ContainerRuntime;
import io.quarterdeck.cri.CriException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The log files of containers: their rotation and removal. */
final class PodLogs {

    /** As upstream: what a container may keep before its log is rotated, and how many files of it stay. */
    private static final long FILE_BYTES_MAX = 10L << 20;

    private static final int FILES_MAX = 5;

    private PodLogs() {}

    /** Renames a log that grew too large, and lets the runtime begin a new one. */
    static void rotate(ContainerRuntime runtime, String containerId, Path log, String stamp) throws IOException {
        if (!Files.exists(log) || Files.size(log) < FILE_BYTES_MAX) {
            return;
        }
        Path rotated = log.resolveSibling(log.getFileName() + "." + stamp);
        Files.move(log, rotated, StandardCopyOption.ATOMIC_MOVE);
        try {
            runtime.reopenLog(containerId);
        } catch (CriException e) {
            // The runtime still writes to the file under its new name: give it back, or nobody would find what it says.
            Files.move(rotated, log, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        String prefix = log.getFileName() + ".";
        try (Stream<Path> siblings = Files.list(log.getParent())) {
            List<Path> old = siblings.filter(
                            path -> path.getFileName().toString().startsWith(prefix))
                    .sorted(Comparator.<Path>naturalOrder().reversed())
                    .toList();
            for (Path path : old.subList(Math.min(old.size(), FILES_MAX - 1), old.size())) {
                Files.delete(path);
            }
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
