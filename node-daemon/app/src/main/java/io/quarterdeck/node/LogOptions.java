package io.quarterdeck.node;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** What of a log is wanted, as {@code kubectl logs} asks. */
record LogOptions(
        boolean follow,
        boolean previous,
        boolean timestamps,
        OptionalLong tailLines,
        OptionalLong limitBytes,
        Optional<Instant> since,
        String stream) {

    /** Throws {@link IllegalArgumentException} that says what is wrong. */
    static LogOptions of(HttpRequest request, Instant now) {
        Optional<Instant> since = Optional.empty();
        if (!request.parameter("sinceTime").isEmpty()) {
            since = Optional.of(Instant.parse(request.parameter("sinceTime")));
        }
        OptionalLong seconds = number(request, "sinceSeconds");
        if (seconds.isPresent()) {
            since = Optional.of(now.minusSeconds(seconds.getAsLong()));
        }
        return new LogOptions(
                request.flag("follow"),
                request.flag("previous"),
                request.flag("timestamps"),
                number(request, "tailLines"),
                number(request, "limitBytes"),
                since,
                request.parameter("stream").toLowerCase(java.util.Locale.ROOT));
    }

    private static OptionalLong number(HttpRequest request, String name) {
        String text = request.parameter(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number, not \"" + text + "\"", e);
        }
    }
}
