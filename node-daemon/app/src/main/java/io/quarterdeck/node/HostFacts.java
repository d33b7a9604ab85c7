package io.quarterdeck.node;

import io.quarterdeck.cri.SandboxConfig.Dns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What this host is.
 *
 * @param architecture as Go spells it
 */
record HostFacts(
        int cpus,
        long memoryBytes,
        long diskBytes,
        String architecture,
        String osImage,
        String kernelVersion,
        String machineId,
        String bootId) {

    private static final long KIBI = 1024;

    static HostFacts read(Path dataDir) throws IOException {
        Map<String, String> release = new TreeMap<>();
        for (String line : lines(Path.of("/etc/os-release"))) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                release.put(
                        line.substring(0, equals), line.substring(equals + 1).replace("\"", ""));
            }
        }
        return new HostFacts(
                Runtime.getRuntime().availableProcessors(),
                memory("MemTotal:"),
                Files.getFileStore(dataDir).getTotalSpace(),
                System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64",
                release.getOrDefault("PRETTY_NAME", "Linux"),
                first(Path.of("/proc/sys/kernel/osrelease")),
                first(Path.of("/etc/machine-id")).replace("-", ""),
                first(Path.of("/proc/sys/kernel/random/boot_id")));
    }

    /** Memory that programs could still get. */
    static long memoryAvailable() throws IOException {
        return memory("MemAvailable:");
    }

    /** The host's own resolver, without name servers that only the host itself can reach. */
    static Dns resolver() throws IOException {
        List<String> servers = new ArrayList<>();
        List<String> searches = new ArrayList<>();
        for (String line : lines(Path.of("/etc/resolv.conf"))) {
            String[] words = line.trim().split("\\s+");
            if (words[0].equals("nameserver") && words.length > 1) {
                servers.add(words[1]);
            } else if (words[0].equals("search")) {
                searches.addAll(List.of(words).subList(1, words.length));
            }
        }
        return new Dns(servers, searches, List.of());
    }

    private static long memory(String name) throws IOException {
        for (String line : lines(Path.of("/proc/meminfo"))) {
            if (line.startsWith(name)) {
                return Long.parseLong(
                                line.substring(name.length()).replace("kB", "").trim())
                        * KIBI;
            }
        }
        throw new IOException("/proc/meminfo has no " + name);
    }

    private static String first(Path file) throws IOException {
        return lines(file).stream().findFirst().orElse("").trim();
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}
