package io.quarterdeck.volumes;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder whose whole content changes at once: the files are in a hidden folder, {@code ..data} points at it, and each
 * name is a link through {@code ..data}. Readers see the old content or the new, as Kubernetes promises.
 */
final class AtomicFolder {

    private static final String DATA = "..data";
    private static final String DATA_NEXT = "..data_tmp";
    private static final int DIRECTORY_MODE = 0755;

    /** The content of one file and who may read it. */
    record Content(byte[] bytes, int mode) {}

    private final Path folder;

    AtomicFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes the folder contain exactly these files, by relative path. Does nothing if it does already.
     *
     * @param group who owns the files beside root
     */
    void write(Map<String, Content> files, OptionalLong group) throws IOException {
        Files.createDirectories(folder);
        Path data = folder.resolve(DATA);
        Path old = Files.isSymbolicLink(data) ? folder.resolve(Files.readSymbolicLink(data)) : data;
        if (Files.isDirectory(old) && same(old, files)) {
            return;
        }
        Path made = Files.createTempDirectory(folder, "..");
        Modes.set(made, DIRECTORY_MODE, group);
        for (Map.Entry<String, Content> file : files.entrySet()) {
            Path target = made.resolve(file.getKey());
            for (Path parent = target.getParent();
                    parent != null && !Files.exists(parent);
                    parent = parent.getParent()) {
                Files.createDirectories(parent);
            }
            Files.write(target, file.getValue().bytes());
            Modes.set(target, file.getValue().mode(), group);
        }
        Path next = folder.resolve(DATA_NEXT);
        Files.deleteIfExists(next);
        Files.createSymbolicLink(next, made.getFileName());
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        link(topNames(files));
        removeStale(made);
    }

    private void link(Set<String> names) throws IOException {
        for (String name : names) {
            Path link = folder.resolve(name);
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, Path.of(DATA, name));
            }
        }
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!name.startsWith("..") && !names.contains(name)) {
                    Files.delete(entry);
                }
            }
        }
    }

    private void removeStale(Path current) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                boolean hidden = entry.getFileName().toString().startsWith("..");
                if (hidden && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && !entry.equals(current)) {
                    deleteTree(entry);
                }
            }
        }
    }

    private static Set<String> topNames(Map<String, Content> files) {
        return files.keySet().stream()
                .map(path -> Path.of(path).getName(0).toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean same(Path data, Map<String, Content> files) throws IOException {
        try (Stream<Path> walk = Files.walk(data)) {
            Set<String> present = walk.filter(Files::isRegularFile)
                    .map(path -> data.relativize(path).toString())
                    .collect(Collectors.toSet());
            if (!present.equals(files.keySet())) {
                return false;
            }
        }
        for (Map.Entry<String, Content> file : files.entrySet()) {
            Path path = data.resolve(file.getKey());
            if (Modes.of(path) != file.getValue().mode()
                    || !Arrays.equals(Files.readAllBytes(path), file.getValue().bytes())) {
                return false;
            }
        }
        return true;
    }

    /** Deletes a folder and what is in it, following no links; harmless if it is gone. */
    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path directory, java.io.@org.jspecify.annotations.Nullable IOException e) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
