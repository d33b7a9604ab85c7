package io.quarterdeck.volumes;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.OptionalLong;

/** Owners and permission bits, as numbers. */
final class Modes {

    private static final int PERMISSIONS = 07777;
    private static final int GROUP_READ_WRITE = 0060;
    private static final int GROUP_ENTER = 0010;
    private static final int SET_GROUP = 02000;
    private static final int ANY_EXECUTE = 0111;

    private Modes() {}

    static int of(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode") & PERMISSIONS;
    }

    static void set(Path path, int mode, OptionalLong group) throws IOException {
        if (group.isPresent()) {
            Files.setAttribute(path, "unix:gid", (int) group.getAsLong());
        }
        // After the owner: changing that clears the bits that run as another user.
        Files.setAttribute(path, "unix:mode", mode);
    }

    /** Lets a group use all that is in a folder now and later, as {@code fsGroup} asks. */
    static void giveToGroup(Path root, long group) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                set(directory, of(directory) | GROUP_READ_WRITE | GROUP_ENTER | SET_GROUP, OptionalLong.of(group));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isSymbolicLink()) {
                    Files.setAttribute(file, "unix:gid", (int) group, LinkOption.NOFOLLOW_LINKS);
                } else {
                    int mode = of(file);
                    int enter = (mode & ANY_EXECUTE) != 0 ? GROUP_ENTER : 0;
                    set(file, mode | GROUP_READ_WRITE | enter, OptionalLong.of(group));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
