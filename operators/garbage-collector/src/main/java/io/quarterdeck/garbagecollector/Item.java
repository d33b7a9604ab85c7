package io.quarterdeck.garbagecollector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.OwnerReference;
import io.quarterdeck.model.ResourceType;
import java.util.List;

/**
 * All that counts of an object here. There is one for every object in the cluster, so it holds no more.
 *
 * @param deleting whether somebody deleted it already
 * @param foreground whether it waits for its dependents
 * @param orphaning whether its dependents are to be left behind
 */
record Item(
        ResourceType type,
        ObjectKey key,
        String uid,
        List<OwnerReference> owners,
        boolean deleting,
        boolean foreground,
        boolean orphaning) {

    /** Holds an owner until its dependents are gone. */
    static final String FOREGROUND = "foregroundDeletion";

    /** Holds an owner until its dependents have forgotten it. */
    static final String ORPHAN = "orphan";

    Item {
        owners = List.copyOf(owners);
    }

    static Item of(ResourceType type, KubeObject object) {
        ObjectNode tree = object.tree();
        boolean foreground = false;
        boolean orphaning = false;
        for (JsonNode finalizer : Json.items(tree, "metadata", "finalizers")) {
            foreground |= finalizer.asText().equals(FOREGROUND);
            orphaning |= finalizer.asText().equals(ORPHAN);
        }
        return new Item(
                type,
                object.key(),
                object.header().uid(),
                object.header().owners(),
                !Json.text(tree, "metadata", "deletionTimestamp").isEmpty(),
                foreground,
                orphaning);
    }

    /** Whether it is an owner that stays only until its dependents have gone. */
    boolean waitsForDependents() {
        return deleting && foreground;
    }

    List<String> ownerUids() {
        return owners.stream().map(OwnerReference::uid).toList();
    }

    /** Whether it holds this owner up when that is deleted in the foreground. */
    boolean blocks(String ownerUid) {
        return owners.stream().anyMatch(owner -> owner.uid().equals(ownerUid) && owner.blockOwnerDeletion());
    }

    ItemName name() {
        return new ItemName(type, key);
    }
}
