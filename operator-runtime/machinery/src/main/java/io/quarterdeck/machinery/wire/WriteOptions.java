package io.quarterdeck.machinery.wire;

import io.quarterdeck.machinery.ApiRequest;
import io.quarterdeck.machinery.User;
import io.quarterdeck.model.ApiException;
import java.util.List;

/**
 * How a write is to be done.
 *
 * @param dryRun go all the way but the last step
 * @param user who asks
 */
public record WriteOptions(boolean dryRun, Unknown unknown, User user) {

    /** What becomes of fields that the kind does not know, or that stand there twice. */
    public enum Unknown {
        /** Refused. */
        STRICT,
        /** Dropped, with a warning each. */
        WARN,
        /** Dropped. */
        IGNORE
    }

    /** What a client gets that says nothing, for the server's own writes. */
    public static final WriteOptions DEFAULT = new WriteOptions(false, Unknown.WARN, User.SERVER);

    /**
     * Reads them from the query.
     *
     * @param optionsKind {@code CreateOptions}, {@code UpdateOptions} or {@code PatchOptions}, for the fault's text
     * @throws ApiException 422 if one has no such value
     */
    public static WriteOptions of(ApiRequest request, String optionsKind) {
        if (request.query().isEmpty()) {
            return new WriteOptions(false, Unknown.WARN, request.user());
        }
        Unknown unknown = switch (request.parameter("fieldValidation")) {
            case "", "Warn" -> Unknown.WARN;
            case "Strict" -> Unknown.STRICT;
            case "Ignore" -> Unknown.IGNORE;
            default ->
                throw Refusals.unsupportedOption(
                        optionsKind,
                        "fieldValidation",
                        request.parameter("fieldValidation"),
                        List.of("Ignore", "Strict", "Warn"));
        };
        return new WriteOptions(
                dryRun(request.query().getOrDefault("dryRun", List.of()), optionsKind), unknown, request.user());
    }

    /** Whether the values of {@code dryRun} ask for one. */
    static boolean dryRun(List<String> values, String optionsKind) {
        for (String value : values) {
            if (!value.equals("All") && !value.isEmpty()) {
                throw Refusals.unsupportedOption(optionsKind, "dryRun", value, List.of("All"));
            }
        }
        return values.contains("All");
    }
}
