package io.quarterdeck.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One entry of {@code metadata.ownerReferences}. */
public record OwnerReference(
        String apiVersion, String kind, String name, String uid, boolean controller, boolean blockOwnerDeletion) {

    static OwnerReference parse(JsonNode node) {
        return new OwnerReference(
                Json.text(node, "apiVersion"),
                Json.text(node, "kind"),
                Json.text(node, "name"),
                Json.text(node, "uid"),
                Json.at(node, "controller").asBoolean(false),
                Json.at(node, "blockOwnerDeletion").asBoolean(false));
    }

    /** The reference that a controller puts on what it makes: controlling, and blocking a foreground deletion. */
    public static OwnerReference controlling(ResourceType type, String name, String uid) {
        return new OwnerReference(type.apiVersion(), type.kind(), name, uid, true, true);
    }

    public ObjectNode toJson() {
        ObjectNode node = Json.object();
        node.put("apiVersion", apiVersion).put("kind", kind).put("name", name).put("uid", uid);
        if (controller) {
            node.put("controller", true);
        }
        if (blockOwnerDeletion) {
            node.put("blockOwnerDeletion", true);
        }
        return node;
    }
}
