package io.quarterdeck.machinery.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Status;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/**
 * Where a chunked list goes on: after this key, at this revision; a revision of -1 goes on with whatever is there now.
 * Clients see it as an opaque word.
 *
 * @param begun when the list's first page was read
 */
record ContinueToken(long revision, ObjectKey after, Instant begun) {

    static final long ANY_REVISION = -1;

    String encode() {
        ObjectNode node = Json.object();
        node.put("rv", revision).put("ns", after.namespace()).put("name", after.name());
        node.put("begun", begun.getEpochSecond());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.encode(node));
    }

    /** Reads a token. Throws an ApiException with a 400 if it is none of ours. */
    static ContinueToken decode(String token) {
        try {
            JsonNode node = Json.parseObject(Base64.getUrlDecoder().decode(token));
            JsonNode revision = Json.at(node, "rv");
            if (revision.isIntegralNumber() && !Json.text(node, "name").isEmpty()) {
                return new ContinueToken(
                        revision.asLong(),
                        new ObjectKey(Json.text(node, "ns"), Json.text(node, "name")),
                        Instant.ofEpochSecond(Json.at(node, "begun").asLong()));
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new ApiException(Status.badRequest("continue key is not valid: " + e.getMessage()), e);
        }
        throw Refusals.badRequest("continue key is not valid: it names no place");
    }
}
