package io.quarterdeck.pods;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.cri.Container;
import io.quarterdeck.model.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files that the node itself puts into containers: {@code /etc/hosts} and the termination log. */
final class PodFiles {

    /** What a container may say as its last words; as upstream. */
    private static final int MESSAGE_BYTES_MAX = 4096;

    /** How much of a log stands in for a termination message; as upstream. */
    private static final int LOG_TAIL_BYTES = 2048;

    private static final int LOG_TAIL_LINES = 80;
    private static final int WRITABLE_BY_ALL = 0666;
    private static final int CRI_LOG_FIELDS = 4;

    private final NodeSettings node;

    PodFiles(NodeSettings node) {
        this.node = node;
    }

    /** Makes the files for one run of a container; by their path inside. */
    Map<String, Path> prepare(Pod pod, ContainerSpec container, int attempt, List<String> addresses)
            throws IOException {
        Path folder = node.podsFolder().resolve(pod.uid());
        Files.createDirectories(folder);
        Map<String, Path> files = new LinkedHashMap<>();
        Path hosts = folder.resolve("etc-hosts");
        Files.writeString(hosts, hosts(pod, addresses));
        files.put("/etc/hosts", hosts);
        Path termination = terminationLog(pod.uid(), container.name(), attempt);
        Files.createDirectories(termination.getParent());
        Files.write(termination, new byte[0]);
        Files.setAttribute(termination, "unix:mode", WRITABLE_BY_ALL);
        files.put(ContainerConfigs.terminationPath(container), termination);
        return files;
    }

    private Path terminationLog(String uid, String container, int attempt) {
        return node.podsFolder()
                .resolve(uid)
                .resolve("containers")
                .resolve(container)
                .resolve("" + attempt);
    }

    private String hosts(Pod pod, List<String> addresses) throws IOException {
        StringBuilder text = new StringBuilder();
        if (pod.hostNetwork()) {
            text.append("# Managed by Quarterdeck: a copy of the node's own file.\n")
                    .append(Files.readString(Path.of("/etc/hosts")));
        } else {
            text.append("# Managed by Quarterdeck.\n")
                    .append("127.0.0.1\tlocalhost\n")
                    .append("::1\tlocalhost ip6-localhost ip6-loopback\n")
                    .append("fe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\n")
                    .append("fe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n");
            String domainName = SandboxConfigs.domainName(pod, node.clusterDomain());
            for (String address : addresses) {
                text.append(address).append('\t');
                if (!domainName.isEmpty()) {
                    text.append(domainName).append('\t');
                }
                text.append(SandboxConfigs.hostname(pod)).append('\n');
            }
        }
        List<JsonNode> aliases = Json.items(pod.spec(), "hostAliases");
        if (!aliases.isEmpty()) {
            text.append("\n# Entries added by HostAliases.\n");
        }
        for (JsonNode alias : aliases) {
            text.append(Json.text(alias, "ip"));
            Json.items(alias, "hostnames").forEach(name -> text.append('\t').append(name.asText()));
            text.append('\n');
        }
        return text.toString();
    }

    /** What a container that ended left as its message. */
    String terminationMessage(String uid, Container ended) {
        String message = tail(terminationLog(uid, ended.name(), ended.attempt()), MESSAGE_BYTES_MAX);
        boolean fallBack = "FallbackToLogsOnError".equals(ended.annotations().get(Labels.TERMINATION_POLICY));
        if (message.isEmpty() && fallBack && ended.exitCode() != 0) {
            return logTail(Path.of(ended.logPath()));
        }
        return message;
    }

    private static String logTail(Path log) {
        List<String> lines = tail(log, 2 * LOG_TAIL_BYTES).lines().toList();
        StringBuilder text = new StringBuilder();
        lines.stream().skip(Math.max(0, lines.size() - LOG_TAIL_LINES)).forEach(line -> {
            String[] fields = line.split(" ", CRI_LOG_FIELDS);
            if (fields.length == CRI_LOG_FIELDS) {
                text.append(fields[CRI_LOG_FIELDS - 1]).append('\n');
            }
        });
        return text.substring(Math.max(0, text.length() - LOG_TAIL_BYTES));
    }

    private static String tail(Path file, int bytesMax) {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(Math.max(0, in.length() - bytesMax));
            byte[] bytes = new byte[(int) (in.length() - in.getFilePointer())];
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            // No message is a message too.
            return "";
        }
    }
}
