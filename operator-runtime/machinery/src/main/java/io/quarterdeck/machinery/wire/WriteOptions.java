package io.quarterdeck.machinery.wire;

import io.quarterdeck.machinery.ApiRequest;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How a write is to be done.
 *
 * @param dryRun go all the way but the last step
 * @param user who asks
 * @param fieldManager who owns what is written
 * @param force whether an apply may change what others own
 */
public record WriteOptions(boolean dryRun, Unknown unknown, User user, String fieldManager, boolean force) {

    /** What Kubernetes allows for the name of a field manager. */
    private static final int FIELD_MANAGER_LENGTH_MAX = 128;

    /** The name of a client that has none. */
    private static final String NAMELESS = "unknown";

    private static final String FIELD_MANAGER = "fieldManager";
    private static final String FORCE = "force";

    /** What becomes of fields that the kind does not know, or that stand there twice. */
    public enum Unknown {
        /** Refused. */
        STRICT,
        /** Dropped, with a warning each. */
        WARN,
        /** Dropped. */
        IGNORE
    }

    /** For the server's own writes. */
    public static final WriteOptions DEFAULT = new WriteOptions(false, Unknown.WARN, User.SERVER, "quarterdeck", false);

    /**
     * Reads them from the query.
     *
     * @param optionsKind {@code CreateOptions}, {@code UpdateOptions} or {@code PatchOptions}, for the fault's text
     * @throws ApiException 422 if one has no such value
     */
    public static WriteOptions of(ApiRequest request, String optionsKind) {
        WriteOptions options = read(request, optionsKind);
        if (request.query().containsKey(FORCE)) {
            Faults faults = new Faults();
            faults.forbidden(FORCE, "may not be specified for non-apply patch");
            throw Refusals.invalidOptions(optionsKind, faults);
        }
        return options;
    }

    /** Reads those of an apply, which must say who applies. */
    public static WriteOptions ofApply(ApiRequest request) {
        WriteOptions options = read(request, "PatchOptions");
        if (request.parameter(FIELD_MANAGER).isEmpty()) {
            Faults faults = new Faults();
            faults.required(FIELD_MANAGER, "is required for apply patch");
            throw Refusals.invalidOptions("PatchOptions", faults);
        }
        return options;
    }

    private static WriteOptions read(ApiRequest request, String optionsKind) {
        if (request.query().isEmpty()) {
            return new WriteOptions(false, Unknown.WARN, request.user(), program(request.userAgent()), false);
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
        boolean dryRun = dryRun(request.query().getOrDefault("dryRun", List.of()), optionsKind);
        return new WriteOptions(
                dryRun, unknown, request.user(), fieldManager(request, optionsKind), request.flag(FORCE));
    }

    private static String fieldManager(ApiRequest request, String optionsKind) {
        String name = request.parameter(FIELD_MANAGER);
        if (name.isEmpty()) {
            return program(request.userAgent());
        }
        Faults faults = new Faults();
        if (name.getBytes(StandardCharsets.UTF_8).length > FIELD_MANAGER_LENGTH_MAX) {
            faults.tooLong(FIELD_MANAGER, FIELD_MANAGER_LENGTH_MAX);
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            faults.invalid(FIELD_MANAGER, name, "should only contain printable characters");
        }
        if (!faults.isEmpty()) {
            throw Refusals.invalidOptions(optionsKind, faults);
        }
        return name;
    }

    /** The first part of a User-Agent: {@code kubectl-edit} of {@code kubectl-edit/v1.35.0 (linux)}. */
    private static String program(String userAgent) {
        int slash = userAgent.indexOf('/');
        String name = slash < 0 ? userAgent : userAgent.substring(0, slash);
        int length = Math.min(name.length(), FIELD_MANAGER_LENGTH_MAX);
        StringBuilder printable = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            // Headers are Latin-1 at most, so a character is a char.
            if (!Character.isISOControl(c)) {
                printable.append(c);
            }
        }
        return printable.isEmpty() ? NAMELESS : printable.toString();
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
