package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.cel.RuleCheck;
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

/** A user's kind is served as soon as its definition stands, and goes when its last object has gone. */
final class DefinitionStrategy implements Strategy {

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
        ObjectNode status = Json.ensureObject(object, "status");
        Trees.copyField(Json.ensureObject(object, "spec"), status, "names");
        JsonNode names = status.remove("names");
        status.set("acceptedNames", names == null ? Json.object() : names);
        if (!(status.get("conditions") instanceof ArrayNode)) {
            ArrayNode conditions = status.putArray("conditions");
            condition(conditions, "NamesAccepted", "NoConflicts", "no conflicts found");
            condition(conditions, "Established", "InitialNamesAccepted", "the initial names have been accepted");
        }
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

    private void condition(ArrayNode conditions, String type, String reason, String message) {
        conditions
                .addObject()
                .put("type", type)
                .put("status", "True")
                .put("lastTransitionTime", Times.format(clock.instant()))
                .put("reason", reason)
                .put("message", message);
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
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        for (String field : List.of("group", "scope")) {
            immutable(object, current, faults, "spec", field);
        }
        immutable(object, current, faults, "spec", "names", "plural");
        immutable(object, current, faults, "spec", "names", "kind");
    }

    @Override
    public void prepareDelete(ObjectNode object) {
        if (object.at("/status/conditions") instanceof ArrayNode conditions) {
            condition(
                    conditions, "Terminating", "InstanceDeletionInProgress", "CustomResource deletion is in progress");
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
