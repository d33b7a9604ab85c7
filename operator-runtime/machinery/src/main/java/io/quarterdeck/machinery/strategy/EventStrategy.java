package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import java.util.List;
import java.util.Map;

/** Events. Those of {@code events.k8s.io} are held to more, and change in their series only. */
final class EventStrategy implements Strategy {

    /** As Kubernetes has it: a word, not a text. */
    private static final int WORD_LENGTH_MAX = 128;

    private static final int NOTE_LENGTH_MAX = 1024;

    /** Namespaces in which an event may be about an object that has none. */
    private static final List<String> FOR_CLUSTER_WIDE = List.of("default", "kube-system");

    /** What a new event must leave unset, and what its faults call it. */
    private static final Map<String, String> OLD = Map.of(
            "deprecatedFirstTimestamp", "firstTimestamp",
            "deprecatedLastTimestamp", "lastTimestamp",
            "deprecatedCount", "count");

    private final boolean strict;

    /** @param strict whether these are those of {@code events.k8s.io} */
    EventStrategy(boolean strict) {
        this.strict = strict;
    }

    @Override
    public Traits traits() {
        return Traits.RECORDED;
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        boolean timed = !Json.text(object, "eventTime").isEmpty();
        String about = Json.text(object, strict ? "regarding" : "involvedObject", "namespace");
        String namespace = Json.text(object, "metadata", "namespace");
        boolean placed = about.isEmpty()
                ? namespace.equals("default") || (timed && FOR_CLUSTER_WIDE.contains(namespace))
                : timed || about.equals(namespace);
        if (!placed) {
            faults.invalid("involvedObject.namespace", about, "does not match event.namespace");
        }
        if (timed) {
            reporter(object, faults);
        }
    }

    private void reporter(ObjectNode object, Faults faults) {
        String controller = Json.text(object, strict ? "reportingController" : "reportingComponent");
        if (controller.isEmpty()) {
            faults.required("reportingController", "");
        }
        faults.invalidIf(Names.qualifiedNameFault(controller), "reportingController", controller);
        for (String field : List.of("reportingInstance", "action", "reason")) {
            String word = Json.text(object, field);
            if (word.isEmpty()) {
                faults.required(field, "");
            }
            length(word, WORD_LENGTH_MAX, field, faults);
        }
        length(Json.text(object, strict ? "note" : "message"), NOTE_LENGTH_MAX, "message", faults);
    }

    private static void length(String text, int most, String field, Faults faults) {
        if (text.length() > most) {
            faults.invalid(field, "", "can have at most " + most + " characters");
        }
    }

    @Override
    public void validateCreate(ObjectNode object, Faults faults) {
        if (!strict) {
            return;
        }
        series(object, faults);
        if (Json.text(object, "eventTime").isEmpty()) {
            faults.required("eventTime", "");
        }
        String type = Json.text(object, "type");
        if (!type.equals("Normal") && !type.equals("Warning")) {
            faults.invalid("type", "", "has invalid value: " + type);
        }
        OLD.forEach((field, name) -> {
            if (object.has(field)) {
                faults.invalid(name, "", "needs to be unset");
            }
        });
        JsonNode source = Json.at(object, "deprecatedSource");
        if (!Json.text(source, "component").isEmpty()
                || !Json.text(source, "host").isEmpty()) {
            faults.invalid("source", "", "needs to be unset");
        }
    }

    private static void series(ObjectNode object, Faults faults) {
        JsonNode series = Json.at(object, "series");
        if (!series.isObject()) {
            return;
        }
        if (Json.at(series, "count").asInt(0) < 2) {
            faults.invalid("series.count", "", "should be at least 2");
        }
    }

    @Override
    public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
        if (!strict) {
            return;
        }
        series(object, faults);
        List.of(
                        "regarding",
                        "reason",
                        "note",
                        "deprecatedSource",
                        "deprecatedFirstTimestamp",
                        "deprecatedLastTimestamp",
                        "deprecatedCount",
                        "type",
                        "eventTime",
                        "action",
                        "related",
                        "reportingController",
                        "reportingInstance")
                .forEach(field -> Immutable.field(object, current, faults, field));
    }
}
