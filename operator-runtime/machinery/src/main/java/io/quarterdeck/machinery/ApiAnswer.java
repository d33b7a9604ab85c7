package io.quarterdeck.machinery;

import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import java.util.List;

/**
 * One answer.
 *
 * @param pieces the body, to be sent one after another; shared arrays, not to be written to
 * @param warnings each becomes a {@code Warning: 299 - "..."} header
 */
public record ApiAnswer(int code, String contentType, List<byte[]> pieces, List<String> warnings) {

    public static final String JSON = "application/json";

    public static ApiAnswer json(int code, byte[] body) {
        return new ApiAnswer(code, JSON, List.of(body), List.of());
    }

    public static ApiAnswer of(Status status) {
        return json(status.code(), Json.encode(status.toJson()));
    }

    /** How many bytes the body has. */
    public long length() {
        long length = 0;
        for (byte[] piece : pieces) {
            length += piece.length;
        }
        return length;
    }
}
