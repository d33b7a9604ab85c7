package io.quarterdeck.machinery.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import java.util.List;

/** The newer form of discovery: everything in one APIGroupDiscoveryList. */
final class AggregatedLists {

    private AggregatedLists() {}

    static ObjectNode of(ServedGroups served, List<String> groups) {
        ObjectNode document =
                Json.object().put("kind", "APIGroupDiscoveryList").put("apiVersion", "apidiscovery.k8s.io/v2");
        document.putObject("metadata");
        ArrayNode items = document.putArray("items");
        for (String group : groups) {
            ObjectNode item = items.addObject();
            ObjectNode metadata = item.putObject("metadata");
            if (!group.isEmpty()) {
                metadata.put("name", group);
            }
            metadata.putNull("creationTimestamp");
            ArrayNode versions = item.putArray("versions");
            for (String version : served.versions(group)) {
                ObjectNode node = versions.addObject().put("version", version);
                ArrayNode resources = node.putArray("resources");
                served.kinds(group, version).forEach(kind -> resources.add(resource(kind)));
                node.put("freshness", "Current");
            }
        }
        return document;
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
