package io.quarterdeck.control;

import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;

/** Writes Kubernetes Events. Never blocks and never fails its caller: an event that cannot be written is dropped. */
public interface EventRecorder {

    /** How serious an event is. */
    enum Severity {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String text;

        Severity(String text) {
            this.text = text;
        }

        /** As {@code Event.type} spells it. */
        public String text() {
            return text;
        }
    }

    /** What an event is about. */
    record Subject(ResourceType type, ObjectKey key, String uid) {}

    /**
     * Records one event.
     *
     * @param reason one CamelCase word, such as {@code ScalingReplicaSet}
     * @param message one sentence
     */
    void record(Subject subject, Severity severity, String reason, String message);
}
