package io.quarterdeck.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Paths of the host, checked or made as their type asks. */
final class HostPaths {

    private static final int FORMAT = 0170000;
    private static final int SOCKET = 0140000;
    private static final int BLOCK = 0060000;
    private static final int CHARACTER = 0020000;

    private HostPaths() {}

    static Path prepare(JsonNode hostPath) throws IOException, VolumeException {
        Path path = Path.of(Json.text(hostPath, "path"));
        String type = Json.text(hostPath, "type");
        switch (type) {
            case "DirectoryOrCreate" -> Files.createDirectories(path);
            case "FileOrCreate" -> {
                if (!Files.exists(path)) {
                    Files.createFile(path);
                }
            }
            default -> {}
        }
        boolean fits = switch (type) {
            case "" -> true;
            case "Directory", "DirectoryOrCreate" -> Files.isDirectory(path);
            case "File", "FileOrCreate" -> Files.isRegularFile(path);
            case "Socket" -> is(path, SOCKET);
            case "CharDevice" -> is(path, CHARACTER);
            case "BlockDevice" -> is(path, BLOCK);
            default -> throw new VolumeException("hostPath type \"" + type + "\" is unknown");
        };
        if (!fits) {
            throw new VolumeException("hostPath type check failed: " + path + " is not a " + what(type));
        }
        return path;
    }

    private static boolean is(Path path, int format) throws IOException {
        return Files.exists(path) && ((int) Files.getAttribute(path, "unix:mode") & FORMAT) == format;
    }

    private static String what(String type) {
        return switch (type) {
            case "Directory", "DirectoryOrCreate" -> "directory";
            case "File", "FileOrCreate" -> "file";
            case "Socket" -> "socket file";
            case "CharDevice" -> "character device";
            default -> "block device";
        };
    }
}
