package io.quarterdeck.machinery.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Answers discovery requests. Safe for any number of threads; never blocks. */
public final class Discovery {

    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private final KindRegistry registry;
    private final String serverAddress;
    private final AggregatedLists aggregatedLists = new AggregatedLists();
    private volatile Cache cache = new Cache(-1, new ConcurrentHashMap<>());

    private record Cache(long generation, Map<String, byte[]> documents) {}

    public Discovery(KindRegistry registry) {
        this(registry, "");
    }

    /** @param serverAddress host and port that clients may use; empty if unknown */
    public Discovery(KindRegistry registry, String serverAddress) {
        this.registry = registry;
        this.serverAddress = serverAddress;
    }

    /**
     * The answer to a GET of {@code /api}, {@code /apis}, {@code /api/v1}, {@code /apis/<group>} or {@code
     * /apis/<group>/<version>}; empty if the path is none of these or nothing is served there.
     *
     * @param accept the Accept header; empty if there is none
     */
    public Optional<ApiAnswer> answer(String path, String accept) {
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        boolean root = trimmed.equals("/api") || trimmed.equals("/apis");
        boolean aggregated = root && prefersAggregated(accept);
        Cache current = current();
        String key = aggregated ? trimmed + ";aggregated" : trimmed;
        byte[] document = current.documents.get(key);
        if (document == null) {
            Optional<byte[]> built = aggregated
                    ? Optional.of(aggregated(trimmed))
                    : plain(trimmed).map(Json::encode);
            if (built.isEmpty()) {
                return Optional.empty();
            }
            document = built.get();
            current.documents.put(key, document);
        }
        return Optional.of(new ApiAnswer(200, aggregated ? AGGREGATED : ApiAnswer.JSON, List.of(document), List.of()));
    }

    /** How many versions' lists have been written so far. */
    long written() {
        return aggregatedLists.written();
    }

    private Cache current() {
        long generation = registry.generation();
        Cache current = cache;
        if (current.generation != generation) {
            current = new Cache(generation, new ConcurrentHashMap<>());
            cache = current;
        }
        return current;
    }

    private Optional<ObjectNode> plain(String path) {
        ServedGroups served = ServedGroups.of(registry.all());
        if (path.equals("/api")) {
            return Optional.of(ResourceLists.versions(serverAddress));
        }
        if (path.equals("/apis")) {
            return Optional.of(ResourceLists.groups(served));
        }
        if (path.equals("/api/v1")) {
            return Optional.of(ResourceLists.resources("", "v1", served.kinds("", "v1")));
        }
        String[] parts = path.split("/", -1);
        if (!path.startsWith("/apis/") || parts.length > 4) {
            return Optional.empty();
        }
        String group = parts[2];
        if (parts.length == 3) {
            return served.versions(group).isEmpty()
                    ? Optional.empty()
                    : Optional.of(ResourceLists.group(served, group));
        }
        List<Kind> kinds = served.kinds(group, parts[3]);
        return kinds.isEmpty() ? Optional.empty() : Optional.of(ResourceLists.resources(group, parts[3], kinds));
    }

    private byte[] aggregated(String path) {
        ServedGroups served = ServedGroups.of(registry.all());
        List<String> groups = new ArrayList<>();
        if (path.equals("/api")) {
            groups.add("");
        } else {
            groups.addAll(served.groups());
        }
        return aggregatedLists.of(served, groups);
    }

    /** Whether a client asks for the aggregated form before the plain one. */
    private static boolean prefersAggregated(String accept) {
        for (String range : accept.split(",", -1)) {
            String type = range.replace(" ", "");
            List<String> parts = List.of(type.split(";", -1));
            if (parts.contains("as=APIGroupDiscoveryList") && parts.contains("v=v2")) {
                return parts.getFirst().equals(ApiAnswer.JSON);
            }
            if (type.equals(ApiAnswer.JSON) || type.equals("*/*")) {
                return false;
            }
        }
        return false;
    }
}
