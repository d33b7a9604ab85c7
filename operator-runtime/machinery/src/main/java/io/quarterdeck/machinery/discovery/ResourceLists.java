package io.quarterdeck.machinery.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** The older form of discovery: APIVersions, APIGroupList, APIGroup, APIResourceList. */
final class ResourceLists {

    private static final int STORAGE_HASH_LENGTH = 8;

    private ResourceLists() {}

    static ObjectNode versions(String serverAddress) {
        ObjectNode document = Json.object().put("kind", "APIVersions");
        document.putArray("versions").add("v1");
        ArrayNode addresses = document.putArray("serverAddressByClientCIDRs");
        if (!serverAddress.isEmpty()) {
            addresses.addObject().put("clientCIDR", "0.0.0.0/0").put("serverAddress", serverAddress);
        }
        return document;
    }

    static ObjectNode groups(ServedGroups served) {
        ObjectNode document = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = document.putArray("groups");
        for (String group : served.groups()) {
            groups.add(fill(Json.object(), served, group));
        }
        return document;
    }

    static ObjectNode group(ServedGroups served, String group) {
        return fill(Json.object().put("kind", "APIGroup").put("apiVersion", "v1"), served, group);
    }

    static ObjectNode resources(String group, String version, List<Kind> kinds) {
        ObjectNode document = Json.object().put("kind", "APIResourceList");
        if (!group.isEmpty()) {
            document.put("apiVersion", "v1");
        }
        document.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode resources = document.putArray("resources");
        for (Kind kind : kinds) {
            resources.add(resource(kind));
            kind.subresources().forEach(subresource -> resources.add(subresource(kind.type(), subresource)));
        }
        return document;
    }

    static void texts(ObjectNode node, String field, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = node.putArray(field);
            values.forEach(array::add);
        }
    }

    private static ObjectNode fill(ObjectNode node, ServedGroups served, String group) {
        node.put("name", group);
        ArrayNode versions = node.putArray("versions");
        List<String> versionNames = served.versions(group);
        versionNames.forEach(version -> versions.add(version(group, version)));
        node.set("preferredVersion", version(group, versionNames.getFirst()));
        return node;
    }

    private static ObjectNode version(String group, String version) {
        return Json.object().put("groupVersion", group + "/" + version).put("version", version);
    }

    private static ObjectNode resource(Kind kind) {
        ResourceType type = kind.type();
        ObjectNode node = Json.object()
                .put("name", type.plural())
                .put("singularName", kind.singular())
                .put("namespaced", type.namespaced())
                .put("kind", type.kind());
        texts(node, "verbs", kind.verbs());
        texts(node, "shortNames", kind.shortNames());
        texts(node, "categories", kind.categories());
        if (kind.verbs().contains("list")) {
            node.put("storageVersionHash", storageHash(kind.storage()));
        }
        return node;
    }

    private static ObjectNode subresource(ResourceType type, Kind.Subresource subresource) {
        ObjectNode node = Json.object()
                .put("name", type.plural() + "/" + subresource.name())
                .put("singularName", "")
                .put("namespaced", type.namespaced());
        if (isForeign(type, subresource)) {
            node.put("group", subresource.group()).put("version", subresource.version());
        }
        node.put("kind", subresource.kind());
        texts(node, "verbs", subresource.verbs());
        return node;
    }

    /** Whether the body of a subresource belongs to another group or version than its parent. */
    static boolean isForeign(ResourceType type, Kind.Subresource subresource) {
        return !subresource.group().equals(type.group())
                || !subresource.version().equals(type.version());
    }

    /** Lets a client notice that the stored version has changed; upstream's formula, so that values agree. */
    private static String storageHash(ResourceType type) {
        String text = type.group() + "/" + type.version() + "/" + type.kind();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, STORAGE_HASH_LENGTH));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
