package io.quarterdeck.machinery.wire;

import io.quarterdeck.machinery.ApiRequest;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.Schema;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.FieldSelector;
import io.quarterdeck.model.LabelSelector;
import io.quarterdeck.model.Status;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a LIST or a WATCH asks for.
 *
 * @param limit 0 for no limit
 * @param continueToken empty at the first page
 * @param revision empty if the client did not say; 0 is "whatever you have"
 * @param initial whether a watch begins with the objects that are there
 */
public record ReadOptions(
        LabelSelector labels,
        FieldSelector fields,
        int limit,
        String continueToken,
        OptionalLong revision,
        Match match,
        boolean bookmarks,
        Initial initial) {

    /** Whether a watch begins with the objects that are there. */
    public enum Initial {
        /** If it names no revision to begin after. */
        UNSAID,
        /** It does, and says when they are all sent. */
        SENT,
        /** It does not. */
        LEFT_OUT
    }

    /** How {@code revision} is meant. */
    public enum Match {
        UNSAID,
        EXACT,
        NOT_OLDER_THAN
    }

    private static final String KIND = "ListOptions";
    private static final ReadOptions EVERYTHING = new ReadOptions(
            LabelSelector.EVERYTHING,
            FieldSelector.EVERYTHING,
            0,
            "",
            OptionalLong.empty(),
            Match.UNSAID,
            false,
            Initial.UNSAID);

    /**
     * Reads the query.
     *
     * @throws ApiException 400 or 422
     */
    public static ReadOptions of(ApiRequest request, Kind kind) {
        if (request.query().isEmpty()) {
            return EVERYTHING;
        }
        OptionalLong revision = revision(request.parameter("resourceVersion"));
        number(request.parameter("timeoutSeconds"));
        return new ReadOptions(
                labels(request.parameter("labelSelector")),
                fields(request.parameter("fieldSelector"), kind),
                Math.toIntExact(Math.clamp(number(request.parameter("limit")), 0, Integer.MAX_VALUE)),
                request.parameter("continue"),
                revision,
                match(request, revision),
                request.flag("allowWatchBookmarks"),
                initial(request));
    }

    private static Initial initial(ApiRequest request) {
        if (!request.query().containsKey("sendInitialEvents")) {
            return Initial.UNSAID;
        }
        return request.flag("sendInitialEvents") ? Initial.SENT : Initial.LEFT_OUT;
    }

    /** Reads a {@code resourceVersion}; empty stays empty. */
    public static OptionalLong revision(String text) {
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long revision = Long.parseLong(text);
            if (revision >= 0) {
                return OptionalLong.of(revision);
            }
        } catch (NumberFormatException e) {
            throw new ApiException(
                    Status.badRequest("resourceVersion: Invalid value: \"" + text + "\": must be a whole number"), e);
        }
        throw Refusals.badRequest("resourceVersion: Invalid value: \"" + text + "\": must not be negative");
    }

    private static Match match(ApiRequest request, OptionalLong revision) {
        String match = request.parameter("resourceVersionMatch");
        Faults faults = new Faults();
        boolean watch = request.flag("watch");
        boolean initial = request.query().containsKey("sendInitialEvents");
        if (!match.isEmpty() && revision.isEmpty() && !initial) {
            faults.forbidden(
                    "resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided");
        }
        if (!match.isEmpty() && !request.parameter("continue").isEmpty()) {
            faults.forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
        }
        if (watch && initial && !match.equals("NotOlderThan")) {
            faults.forbidden(
                    "resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }
        if (watch && !initial && !match.isEmpty()) {
            faults.forbidden(
                    "resourceVersionMatch",
                    "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }
        if (!watch && initial) {
            faults.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
        }
        Match parsed = switch (match) {
            case "" -> Match.UNSAID;
            case "NotOlderThan" -> Match.NOT_OLDER_THAN;
            case "Exact" -> Match.EXACT;
            default -> {
                faults.unsupported("resourceVersionMatch", match, List.of("Exact", "NotOlderThan", ""));
                yield Match.UNSAID;
            }
        };
        if (parsed == Match.EXACT && revision.isPresent() && revision.getAsLong() == 0) {
            faults.forbidden(
                    "resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }
        if (!faults.isEmpty()) {
            throw Refusals.invalidOptions(KIND, faults);
        }
        return parsed;
    }

    private static LabelSelector labels(String text) {
        if (text.isEmpty()) {
            return LabelSelector.EVERYTHING;
        }
        try {
            return LabelSelector.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ApiException(Status.badRequest(String.valueOf(e.getMessage())), e);
        }
    }

    private static FieldSelector fields(String text, Kind kind) {
        if (text.isEmpty()) {
            return FieldSelector.EVERYTHING;
        }
        FieldSelector selector;
        try {
            selector = FieldSelector.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ApiException(Status.badRequest(String.valueOf(e.getMessage())), e);
        }
        for (FieldSelector.Term term : selector.terms()) {
            boolean known = term.path().equals("metadata.name")
                    || term.path().equals("metadata.namespace")
                    || kind.selectableFields().stream()
                            .anyMatch(field -> field.name().equals(term.path()));
            if (!known) {
                throw Refusals.badRequest(
                        kind.selectableFields().isEmpty()
                                ? "\"" + term.path() + "\" is not a known field selector: only \"metadata.name\","
                                        + " \"metadata.namespace\""
                                : "field label not supported: " + term.path());
            }
        }
        return new FieldSelector(
                selector.terms().stream().map(term -> absentIsFalse(term, kind)).toList());
    }

    /** A flag that is not set reads as false, and is not there in the object. */
    private static FieldSelector.Term absentIsFalse(FieldSelector.Term term, Kind kind) {
        if (!term.value().equals("false")) {
            return term;
        }
        Schema schema = kind.schema();
        for (String step : term.path().split("\\.", -1)) {
            Schema next = schema.properties().get(step);
            if (next == null) {
                return term;
            }
            schema = next;
        }
        return schema.type().equals("boolean") ? new FieldSelector.Term(term.path(), !term.equal(), "true") : term;
    }

    /** A whole number; 0 if it was not given. */
    private static long number(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ApiException(Status.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax"), e);
        }
    }
}
