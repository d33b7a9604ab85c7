package io.quarterdeck.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;
import io.quarterdeck.volumes.VolumeContent.HeldToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Makes, refreshes and removes the volumes of the pods of one node. One pod has one caller at a time. */
public final class PodVolumes {

    private static final int EMPTY_DIR_MODE = 0777;
    private static final int OWNER_ONLY = 0700;

    private final Path pods;
    private final Path secrets;
    private final ConfigSource source;
    private final InstantSource clock;
    private final TmpfsMounts mounts = new TmpfsMounts();
    private final Map<String, Map<String, HeldToken>> tokens = new ConcurrentHashMap<>();

    /**
     * @param pods the folder that has a folder for each pod's uid
     * @param secrets the same for what must never reach a disk; see {@link #mountMemory}
     */
    public PodVolumes(Path pods, Path secrets, ConfigSource source, InstantSource clock) {
        this.pods = pods;
        this.secrets = secrets;
        this.source = source;
        this.clock = clock;
    }

    /** Makes a folder live in memory, for secrets. It stays so until the host unmounts it; harmless if it is. */
    public static void mountMemory(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        new TmpfsMounts().mount(folder, 0);
        Modes.set(folder, OWNER_ONLY, OptionalLong.empty());
    }

    /**
     * Makes what is missing and brings content up to date.
     *
     * @return where each volume is on the host, by name
     */
    public Map<String, Path> prepare(DownwardFields fields) throws VolumeException, InterruptedException {
        Map<String, Path> paths = new LinkedHashMap<>();
        for (JsonNode volume : Json.items(fields.pod(), "spec", "volumes")) {
            String name = Json.text(volume, "name");
            try {
                paths.put(name, prepare(fields, volume, name));
            } catch (IOException e) {
                throw new VolumeException("MountVolume.SetUp failed for volume \"" + name + "\" : " + e, e);
            } catch (VolumeException e) {
                throw new VolumeException(
                        "MountVolume.SetUp failed for volume \"" + name + "\" : " + e.getMessage(), e);
            }
        }
        return paths;
    }

    /** When the first of a pod's tokens should be renewed, by calling {@link #prepare} again. */
    public Optional<Instant> renewAt(String uid) {
        return tokens.getOrDefault(uid, Map.of()).values().stream()
                .map(HeldToken::renewAt)
                .min(Instant::compareTo);
    }

    /** Removes all that a pod had, and forgets it. Harmless if there is nothing. */
    public void release(String uid) throws IOException, InterruptedException {
        tokens.remove(uid);
        Path folder = pods.resolve(uid);
        mounts.unmountAll(folder);
        AtomicFolder.deleteTree(folder);
        AtomicFolder.deleteTree(secrets.resolve(uid));
    }

    /** The uids of all pods that left a folder here. */
    public Set<String> present() throws IOException {
        Set<String> uids = new TreeSet<>();
        for (Path root : List.of(pods, secrets)) {
            if (Files.isDirectory(root)) {
                try (Stream<Path> entries = Files.list(root)) {
                    entries.forEach(entry -> uids.add(entry.getFileName().toString()));
                }
            }
        }
        return uids;
    }

    /**
     * A path inside a volume, made a folder if it is absent. A link in the volume may not lead out of it: the container
     * that wrote it would see the host.
     */
    public static Path subPath(Path volume, String path) throws VolumeException {
        try {
            Path root = volume.toRealPath();
            Path wanted = root.resolve(path).normalize();
            if (path.startsWith("/") || !wanted.startsWith(root)) {
                throw new VolumeException("subPath \"" + path + "\" leaves its volume");
            }
            if (!Files.exists(wanted, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(wanted);
                Modes.set(wanted, 0755, OptionalLong.empty());
            }
            Path real = wanted.toRealPath();
            if (!real.startsWith(root)) {
                throw new VolumeException("subPath \"" + path + "\" leaves its volume");
            }
            return real;
        } catch (IOException e) {
            throw new VolumeException("failed to prepare subPath \"" + path + "\": " + e.getMessage(), e);
        }
    }

    private Path prepare(DownwardFields fields, JsonNode volume, String name)
            throws IOException, VolumeException, InterruptedException {
        if (volume.has("hostPath")) {
            return HostPaths.prepare(volume.path("hostPath"));
        }
        String uid = Json.text(fields.pod(), "metadata", "uid");
        boolean secret = volume.has("secret") || volume.has("projected");
        Path path = secret
                ? secrets.resolve(uid).resolve(name)
                : pods.resolve(uid).resolve("volumes").resolve(name);
        OptionalLong group = group(fields.pod());
        if (VolumeContent.supports(volume)) {
            Map<String, HeldToken> held = tokens.computeIfAbsent(uid, none -> new HashMap<>());
            VolumeContent content = new VolumeContent(source, fields, clock.instant(), held);
            new AtomicFolder(path).write(content.gather(volume), group);
            return path;
        }
        if (!volume.has("emptyDir")) {
            throw new VolumeException("this kind of volume is not supported on this node");
        }
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path);
            emptyDir(path, volume.path("emptyDir"));
            Modes.set(path, EMPTY_DIR_MODE, OptionalLong.empty());
            if (group.isPresent()) {
                Modes.giveToGroup(path, group.getAsLong());
            }
        }
        return path;
    }

    private void emptyDir(Path path, JsonNode emptyDir) throws IOException, InterruptedException {
        if (Json.text(emptyDir, "medium").equals("Memory")) {
            String limit = Json.text(emptyDir, "sizeLimit");
            mounts.mount(path, limit.isEmpty() ? 0 : Quantity.parse(limit).whole());
        }
    }

    private static OptionalLong group(JsonNode pod) {
        JsonNode group = Json.at(pod, "spec", "securityContext", "fsGroup");
        return group.isNumber() ? OptionalLong.of(group.asLong()) : OptionalLong.empty();
    }
}
