package io.quarterdeck.machinery.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The newer form of discovery: everything in one APIGroupDiscoveryList. What a version holds is written once and kept until
 * one of its kinds changes, so that the thousandth definition costs no more than the first. Thread-safe.
 */
final class AggregatedLists {

    private static final String HEAD = "{\"kind\":\"APIGroupDiscoveryList\",\"apiVersion\":\"apidiscovery.k8s.io/v2\","
            + "\"metadata\":{},\"items\":[";

    private final Map<String, Version> versions = new ConcurrentHashMap<>();
    private final AtomicLong written = new AtomicLong();

    /** A version as it was written, and of what. */
    private record Version(List<Kind> kinds, byte[] json) {

        /** Kinds are replaced and never changed. */
        boolean isOf(List<Kind> others) {
            return kinds.equals(others);
        }
    }

    /** How many versions have been written so far: the work that is done. */
    long written() {
        return written.get();
    }

    byte[] of(ServedGroups served, List<String> groups) {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        write(document, HEAD);
        String between = "";
        for (String group : groups) {
            write(document, between);
            group(document, served, group);
            between = ",";
        }
        write(document, "]}");
        versions.keySet().removeIf(key -> isGone(key, served));
        return document.toByteArray();
    }

    private static boolean isGone(String key, ServedGroups served) {
        int slash = key.indexOf('/');
        return served.kinds(key.substring(0, slash), key.substring(slash + 1)).isEmpty();
    }

    private void group(ByteArrayOutputStream document, ServedGroups served, String group) {
        ObjectNode metadata = Json.object();
        if (!group.isEmpty()) {
            metadata.put("name", group);
        }
        metadata.putNull("creationTimestamp");
        write(document, "{\"metadata\":" + metadata + ",\"versions\":[");
        String between = "";
        for (String version : served.versions(group)) {
            write(document, between);
            document.writeBytes(version(group, version, served.kinds(group, version)));
            between = ",";
        }
        write(document, "]}");
    }

    private byte[] version(String group, String version, List<Kind> kinds) {
        String key = group + "/" + version;
        Version known = versions.get(key);
        if (known == null || !known.isOf(kinds)) {
            ObjectNode node = Json.object().put("version", version);
            ArrayNode resources = node.putArray("resources");
            kinds.forEach(kind -> resources.add(resource(kind)));
            node.put("freshness", "Current");
            known = new Version(List.copyOf(kinds), Json.encode(node));
            written.incrementAndGet();
            versions.put(key, known);
        }
        return known.json;
    }

    private static void write(ByteArrayOutputStream document, String text) {
        document.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode resource(Kind kind) {
        ResourceType type = kind.type();
        ObjectNode node = Json.object().put("resource", type.plural());
        node.set("responseKind", responseKind("", "", type.kind()));
        node.put("scope", type.namespaced() ? "Namespaced" : "Cluster").put("singularResource", kind.singular());
        ResourceLists.texts(node, "verbs", kind.verbs());
        ResourceLists.texts(node, "shortNames", kind.shortNames());
        ResourceLists.texts(node, "categories", kind.categories());
        if (!kind.subresources().isEmpty()) {
            ArrayNode subresources = node.putArray("subresources");
            for (Kind.Subresource subresource : kind.subresources()) {
                boolean foreign = ResourceLists.isForeign(type, subresource);
                ObjectNode entry = subresources.addObject().put("subresource", subresource.name());
                entry.set(
                        "responseKind",
                        responseKind(
                                foreign ? subresource.group() : "",
                                foreign ? subresource.version() : "",
                                subresource.kind()));
                ResourceLists.texts(entry, "verbs", subresource.verbs());
            }
        }
        return node;
    }

    /** Group and version are empty where they are the parent's. */
    private static ObjectNode responseKind(String group, String version, String kind) {
        return Json.object().put("group", group).put("version", version).put("kind", kind);
    }
}
