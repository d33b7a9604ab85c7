package io.quarterdeck.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import java.util.List;

/** What keeps pods off a node unless they tolerate it. */
record Taint(String key, String value, String effect) {

    static final String NO_SCHEDULE = "NoSchedule";
    static final String PREFER_NO_SCHEDULE = "PreferNoSchedule";

    /** What a cordoned node is as good as tainted with. */
    static final Taint UNSCHEDULABLE = new Taint("node.kubernetes.io/unschedulable", "", NO_SCHEDULE);

    static Taint parse(JsonNode node) {
        return new Taint(Json.text(node, "key"), Json.text(node, "value"), Json.text(node, "effect"));
    }

    /** Whether it forbids, and does not only discourage or concern pods that run already. */
    boolean forbids() {
        return !effect.equals(PREFER_NO_SCHEDULE);
    }

    boolean toleratedBy(List<Toleration> tolerations) {
        for (Toleration toleration : tolerations) {
            if (toleration.tolerates(this)) {
                return true;
            }
        }
        return false;
    }

    /** A pod's word that a taint does not matter to it; an empty key or effect stands for any. */
    record Toleration(String key, boolean anyValue, String value, String effect) {

        static Toleration parse(JsonNode node) {
            return new Toleration(
                    Json.text(node, "key"),
                    Json.text(node, "operator").equals("Exists"),
                    Json.text(node, "value"),
                    Json.text(node, "effect"));
        }

        boolean tolerates(Taint taint) {
            return (effect.isEmpty() || effect.equals(taint.effect))
                    && (key.isEmpty() || key.equals(taint.key))
                    && (anyValue || value.equals(taint.value));
        }
    }
}
