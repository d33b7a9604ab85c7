package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;

/** Rows of claims to devices. */
final class DeviceCells {

    private DeviceCells() {}

    static String state(ObjectNode claim) {
        boolean deleted = !Json.text(claim, "metadata", "deletionTimestamp").isEmpty();
        if (!Json.at(claim, "status", "allocation").isObject()) {
            return deleted ? "deleted" : "pending";
        }
        boolean reserved = !Json.items(claim, "status", "reservedFor").isEmpty();
        return (deleted ? "deleted," : "") + (reserved ? "allocated,reserved" : "allocated");
    }
}
