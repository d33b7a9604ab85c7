package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.time.Duration;
import java.util.List;

/** One webhook of a configuration. */
record Webhook(
        String name,
        WebhookCaller.Place place,
        Matching matching,
        boolean mustAnswer,
        boolean again,
        boolean harmless,
        Conditions conditions,
        Duration timeout) {

    /** What v1 gives a webhook that does not say. */
    private static final int TIMEOUT_SECONDS = 10;

    static List<Webhook> read(ObjectNode configuration) {
        return Json.items(configuration, "webhooks").stream().map(Webhook::of).toList();
    }

    private static Webhook of(JsonNode webhook) {
        String effects = Json.text(webhook, "sideEffects");
        return new Webhook(
                Json.text(webhook, "name"),
                WebhookCaller.Place.of(Json.at(webhook, "clientConfig")),
                Matching.of(Json.at(webhook, "rules"), Json.array(), webhook),
                !Json.text(webhook, "failurePolicy").equals("Ignore"),
                Json.text(webhook, "reinvocationPolicy").equals("IfNeeded"),
                effects.equals("None") || effects.equals("NoneOnDryRun"),
                Conditions.of(webhook, Conditions.OF_WEBHOOK),
                Duration.ofSeconds(Json.at(webhook, "timeoutSeconds").asInt(TIMEOUT_SECONDS)));
    }
}
