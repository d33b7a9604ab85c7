package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.time.Duration;

/** Rows of requests for certificates. */
final class CertificateCells {

    private CertificateCells() {}

    static String text(String column, ObjectNode request) {
        return switch (column) {
            case "RequestedDuration" -> {
                JsonNode seconds = Json.at(request, "spec", "expirationSeconds");
                yield seconds.isNumber() ? HumanTime.of(Duration.ofSeconds(seconds.asLong())) : ComputedCells.NONE;
            }
            case "Condition" -> condition(request);
            default -> ComputedCells.NONE;
        };
    }

    private static String condition(ObjectNode request) {
        String text = "Pending";
        if (Json.condition(request, "Denied").isObject()) {
            text = "Denied";
        } else if (Json.condition(request, "Approved").isObject()) {
            text = "Approved";
        }
        if (Json.condition(request, "Failed").isObject()) {
            text += ",Failed";
        }
        return Json.text(request, "status", "certificate").isEmpty() ? text : text + ",Issued";
    }
}
