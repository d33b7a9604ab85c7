package io.quarterdeck.machinery.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.ApiRequest;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import java.util.List;
import java.util.OptionalLong;

/**
 * How an object is to be deleted.
 *
 * @param graceSeconds how long it may take to end; empty for what the object itself says
 * @param uid what the object's uid must be; empty for any
 * @param resourceVersion what its revision must be; empty for any
 * @param user who asks
 */
public record DeleteOptions(
        OptionalLong graceSeconds,
        Propagation propagation,
        String uid,
        String resourceVersion,
        boolean dryRun,
        User user) {

    /** What becomes of the objects that this one owns. */
    public enum Propagation {
        /** As the object's finalizers already say, else in the background. */
        UNSAID,
        ORPHAN,
        BACKGROUND,
        FOREGROUND
    }

    private static final String KIND = "DeleteOptions";

    /**
     * Reads the body, or the query where there is none.
     *
     * @throws ApiException 400 or 422
     */
    public static DeleteOptions of(ApiRequest request) {
        ObjectNode tree = request.body().length == 0
                ? fromQuery(request)
                : Body.decodeObject(request.body(), request.contentType()).object();
        return of(tree, request.user());
    }

    /** Reads the object {@code DeleteOptions}. */
    public static DeleteOptions of(JsonNode tree, User user) {
        JsonNode grace = Json.at(tree, "gracePeriodSeconds");
        if (!grace.isMissingNode() && !grace.isNull() && !grace.isIntegralNumber()) {
            throw Refusals.badRequest("json: cannot unmarshal " + grace + " into field"
                    + " DeleteOptions.gracePeriodSeconds of type int64");
        }
        if (grace.asLong() < 0) {
            Faults faults = new Faults();
            faults.invalid("gracePeriodSeconds", grace.asLong(), "must be greater than or equal to 0");
            throw Refusals.invalidOptions(KIND, faults);
        }
        List<String> dryRun =
                Json.items(tree, "dryRun").stream().map(JsonNode::asText).toList();
        return new DeleteOptions(
                grace.isIntegralNumber() ? OptionalLong.of(grace.asLong()) : OptionalLong.empty(),
                propagation(tree),
                Json.text(tree, "preconditions", "uid"),
                Json.text(tree, "preconditions", "resourceVersion"),
                WriteOptions.dryRun(dryRun, KIND),
                user);
    }

    private static Propagation propagation(JsonNode tree) {
        String policy = text(tree, "propagationPolicy");
        JsonNode orphan = Json.at(tree, "orphanDependents");
        if (!policy.isEmpty() && orphan.isBoolean()) {
            Faults faults = new Faults();
            faults.invalid("propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set");
            throw Refusals.invalidOptions(KIND, faults);
        }
        return switch (policy) {
            case "" ->
                orphan.isBoolean()
                        ? orphan.asBoolean() ? Propagation.ORPHAN : Propagation.BACKGROUND
                        : Propagation.UNSAID;
            case "Orphan" -> Propagation.ORPHAN;
            case "Background" -> Propagation.BACKGROUND;
            case "Foreground" -> Propagation.FOREGROUND;
            default ->
                throw Refusals.unsupportedOption(
                        KIND, "propagationPolicy", policy, List.of("Background", "Foreground", "Orphan"));
        };
    }

    private static String text(JsonNode tree, String field) {
        JsonNode value = Json.at(tree, field);
        return value.isNull() ? "" : value.asText("");
    }

    private static ObjectNode fromQuery(ApiRequest request) {
        ObjectNode tree = Json.object();
        String grace = request.parameter("gracePeriodSeconds");
        if (!grace.isEmpty()) {
            try {
                tree.put("gracePeriodSeconds", Long.parseLong(grace));
            } catch (NumberFormatException e) {
                throw Refusals.badRequest("invalid value for gracePeriodSeconds: \"" + grace + "\"");
            }
        }
        String policy = request.parameter("propagationPolicy");
        if (!policy.isEmpty()) {
            tree.put("propagationPolicy", policy);
        }
        if (!request.parameter("orphanDependents").isEmpty()) {
            tree.put("orphanDependents", request.flag("orphanDependents"));
        }
        request.query().getOrDefault("dryRun", List.of()).forEach(tree.withArray("dryRun")::add);
        return tree;
    }
}
