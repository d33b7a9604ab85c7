package io.quarterdeck.store.embedded;

import io.quarterdeck.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Keeps a second store out of a directory. The kernel lets go of it when the process ends, however it ends. */
final class DirectoryLock implements AutoCloseable {

    private static final String FILE = "store.lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DirectoryLock take(Path directory) throws StoreException.Unavailable {
        FileChannel channel = null;
        try {
            // The store holds every Secret of the cluster.
            Files.createDirectories(directory, ownerOnly());
            channel = FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new DirectoryLock(channel);
            }
            close(channel);
            throw taken(directory, null);
        } catch (OverlappingFileLockException e) {
            close(channel);
            throw taken(directory, e);
        } catch (IOException e) {
            close(channel);
            throw new StoreException.Unavailable(directory + " cannot be used: " + e, e);
        }
    }

    private static StoreException.Unavailable taken(Path directory, @Nullable Exception cause) {
        return new StoreException.Unavailable(directory + " is in use by another store", cause);
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException("a lock file could not be closed", e);
        }
    }

    @Override
    public void close() {
        close(channel);
    }
}
