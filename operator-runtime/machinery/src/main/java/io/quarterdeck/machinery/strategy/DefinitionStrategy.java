package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.cel.RuleCheck;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.machinery.kinds.CustomKinds;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.write.Times;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.Json;
import io.quarterdeck.store.Store;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A user's kind is served as soon as its names are accepted, and goes when its last object has gone. */
final class DefinitionStrategy implements Strategy {

    private static final String APPROVAL = "api-approved.kubernetes.io";

    private final Store store;
    private final InstantSource clock;

    DefinitionStrategy(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        accept(object);
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode current) {
        accept(object);
    }

    private void accept(ObjectNode object) {
        String now = Times.format(clock.instant());
        List<ObjectNode> others = Naming.ofGroup(store, Json.text(object, "spec", "group"));
        Naming.decide(object, others, BuiltInKinds.load().all(), now);
        approval(object, now);
        ObjectNode status = Json.ensureObject(object, "status");
        Set<String> stored = new LinkedHashSet<>();
        Json.items(status, "storedVersions").forEach(version -> stored.add(version.asText()));
        for (JsonNode version : Json.items(object, "spec", "versions")) {
            if (Json.at(version, "storage").asBoolean(false)) {
                stored.add(Json.text(version, "name"));
            }
        }
        ArrayNode list = status.putArray("storedVersions");
        stored.forEach(list::add);
    }

    /** The names of the project itself are given out by its review; the annotation says where. */
    private static void approval(ObjectNode object, String now) {
        if (!isProtected(object)) {
            return;
        }
        String type = "KubernetesAPIApprovalPolicyConformant";
        String word = Json.text(object, "metadata", "annotations", APPROVAL);
        if (word.startsWith("https://")) {
            Conditions.set(object, type, true, "ApprovedAnnotation", "approved in " + word, now);
        } else if (word.startsWith("unapproved")) {
            Conditions.set(object, type, false, "UnapprovedAnnotation", "not approved: \"" + word + "\"", now);
        } else {
            String message = "protected groups must have approval annotation \"" + APPROVAL + "\" with a URL";
            Conditions.set(
                    object, type, false, word.isEmpty() ? "MissingAnnotation" : "InvalidAnnotation", message, now);
        }
    }

    private static boolean isProtected(ObjectNode object) {
        String group = Json.text(object, "spec", "group");
        return group.equals("k8s.io")
                || group.endsWith(".k8s.io")
                || group.equals("kubernetes.io")
                || group.endsWith(".kubernetes.io");
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        if (faults.isEmpty()) {
            CustomKinds.validate(object).forEach(faults::add);
        }
        if (faults.isEmpty()) {
            CustomKinds.schemas(object)
                    .forEach((path, schema) -> RuleCheck.check(schema, path).forEach(faults::add));
        }
        String word = Json.text(object, "metadata", "annotations", APPROVAL);
        if (isProtected(object) && !word.startsWith("https://") && !word.startsWith("unapproved")) {
            faults.required(
                    "metadata.annotations[" + APPROVAL + "]",
                    "protected groups must have approval annotation \"" + APPROVAL
                            + "\" with either a URL or a reason starting with \"unapproved\","
                            + " see https://github.com/kubernetes/enhancements/pull/1111");
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        immutable(object, current, faults, "spec", "group");
        immutable(object, current, faults, "spec", "names", "plural");
        if (Naming.isEstablished(current)) {
            immutable(object, current, faults, "spec", "scope");
            immutable(object, current, faults, "spec", "names", "kind");
        }
        storedVersions(object, faults);
    }

    @Override
    public void validateStatus(ObjectNode object, Faults faults) {
        storedVersions(object, faults);
    }

    /** Objects may still lie in the store at each of these versions, so none can be forgotten, the present one least. */
    private static void storedVersions(ObjectNode object, Faults faults) {
        String path = "status.storedVersions";
        List<JsonNode> stored = Json.items(object, "status", "storedVersions");
        List<String> names = stored.stream().map(JsonNode::asText).toList();
        if (stored.isEmpty()) {
            faults.invalid(path, Json.array(), "must have at least one stored version");
            return;
        }
        Set<String> versions = new LinkedHashSet<>();
        for (JsonNode version : Json.items(object, "spec", "versions")) {
            String name = Json.text(version, "name");
            versions.add(name);
            if (Json.at(version, "storage").asBoolean() && !names.contains(name)) {
                faults.invalid(
                        path, Json.at(object, "status", "storedVersions"), "must have the storage version " + name);
            }
        }
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (!versions.contains(name)) {
                faults.invalid(
                        path + "[" + i + "]",
                        name,
                        "missing from spec.versions; " + name + " was previously a storage version, and must remain in"
                                + " spec.versions until a storage migration ensures no data remains persisted in "
                                + name
                                + " and removes " + name + " from status.storedVersions");
            }
        }
    }

    @Override
    public void prepareDelete(ObjectNode object) {
        Conditions.set(
                object,
                "Terminating",
                true,
                "InstanceDeletionInProgress",
                "CustomResource deletion is in progress",
                Times.format(clock.instant()));
        ObjectNode metadata = Json.ensureObject(object, "metadata");
        boolean held = Json.items(metadata, "finalizers").stream()
                .anyMatch(finalizer -> finalizer.asText().equals(Naming.CLEANUP));
        if (!held) {
            ArrayNode finalizers =
                    metadata.get("finalizers") instanceof ArrayNode known ? known : metadata.putArray("finalizers");
            finalizers.add(Naming.CLEANUP);
        }
    }

    /** The name of a definition is the name of the resource under which its objects are stored. */
    @Override
    public boolean isHeld(ObjectNode object) {
        return store.snapshot(Json.text(object, "metadata", "name")).size() > 0;
    }

    private static void immutable(ObjectNode object, ObjectNode current, Faults faults, String... path) {
        JsonNode value = Json.at(object, path);
        if (!Trees.same(value, Json.at(current, path))) {
            faults.invalid(String.join(".", path), value, "field is immutable");
        }
    }
}
