package io.quarterdeck.apiserver.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;

/** What a persistent volume says of the claim that has it. Pure. */
final class Volumes {

    private Volumes() {}

    /** The claim's key; with an empty name if nobody has claimed the volume. */
    static ObjectKey claim(JsonNode volume) {
        JsonNode reference = Json.at(volume, "spec", "claimRef");
        return new ObjectKey(Json.text(reference, "namespace"), Json.text(reference, "name"));
    }
}
