package io.quarterdeck.machinery.conversion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One question to a conversion webhook, and what its answer says. Pure, but for the name that the question goes by.
 *
 * @param version of the review itself, {@code v1} or {@code v1beta1}: they differ in name only
 * @param desired the {@code apiVersion} that the objects shall have
 */
record ConversionReview(String version, String uid, String desired, List<ObjectNode> objects) {

    private static final String GROUP = "apiextensions.k8s.io/";
    private static final String KIND = "ConversionReview";
    private static final List<String> KNOWN = List.of("v1", "v1beta1");

    /** An answer that cannot be used; the message says why, and goes on a sentence that names the webhook's kind. */
    static final class Unusable extends Exception {

        private static final long serialVersionUID = 1;

        Unusable(String why) {
            super(why);
        }
    }

    /** @param accepted {@code conversionReviewVersions}, the one that the webhook likes best first */
    static ConversionReview of(JsonNode accepted, String desired, List<ObjectNode> objects) {
        String version = Json.items(accepted).stream()
                .map(JsonNode::asText)
                .filter(KNOWN::contains)
                .findFirst()
                .orElse(KNOWN.getFirst());
        return new ConversionReview(version, UUID.randomUUID().toString(), desired, objects);
    }

    byte[] question() {
        ObjectNode review = Json.object().put("kind", KIND).put("apiVersion", GROUP + version);
        ObjectNode request = review.putObject("request").put("uid", uid).put("desiredAPIVersion", desired);
        ArrayNode list = request.putArray("objects");
        objects.forEach(list::add);
        return Json.encode(review);
    }

    /** The objects of an answer, as many as were sent and in their order. */
    List<ObjectNode> read(byte[] answer) throws Unusable {
        JsonNode review;
        try {
            review = Json.parse(answer);
        } catch (RuntimeException e) {
            throw new Unusable("failed: the webhook's response is no JSON");
        }
        if (!Json.text(review, "kind").equals(KIND)
                || !Json.text(review, "apiVersion").equals(GROUP + version)) {
            throw new Unusable("failed: expected webhook response of " + GROUP + version + ", Kind=" + KIND + ", got "
                    + Json.text(review, "apiVersion") + ", Kind=" + Json.text(review, "kind"));
        }
        JsonNode response = Json.at(review, "response");
        if (!response.isObject()) {
            throw new Unusable("failed: no response provided");
        }
        if (!Json.text(response, "uid").equals(uid)) {
            throw new Unusable(
                    "failed: expected response.uid=\"" + uid + "\", got \"" + Json.text(response, "uid") + "\"");
        }
        requireSuccess(Json.at(response, "result"));
        List<JsonNode> converted = Json.items(response, "convertedObjects");
        if (converted.size() != objects.size()) {
            throw new Unusable("returned " + converted.size() + " objects, expected " + objects.size());
        }
        List<ObjectNode> sound = new ArrayList<>(converted.size());
        for (int i = 0; i < converted.size(); i++) {
            sound.add(sound(i, objects.get(i), converted.get(i)));
        }
        return sound;
    }

    private static void requireSuccess(JsonNode result) throws Unusable {
        String status = Json.text(result, "status");
        if (!status.equals("Success")) {
            String message = Json.text(result, "message");
            throw new Unusable("failed: "
                    + (message.isEmpty()
                            ? "response.result.status was '" + status + "', expected 'Success'"
                            : message));
        }
    }

    private ObjectNode sound(int index, ObjectNode original, JsonNode answer) throws Unusable {
        String at = "returned invalid converted object at index " + index + ": ";
        if (!(answer instanceof ObjectNode converted)) {
            throw new Unusable(at + "it is no object");
        }
        if (!Json.text(converted, "apiVersion").equals(desired)) {
            throw new Unusable(at + "invalid groupVersion (expected " + desired + ", received "
                    + Json.text(converted, "apiVersion") + ")");
        }
        if (!Json.text(converted, "kind").equals(Json.text(original, "kind"))) {
            throw new Unusable(at + "invalid kind (expected " + Json.text(original, "kind") + ", received "
                    + Json.text(converted, "kind") + ")");
        }
        JsonNode metadata = Json.at(converted, "metadata");
        if (!metadata.isObject()) {
            throw new Unusable(at + "invalid metadata of type " + metadata.getNodeType());
        }
        for (String field : List.of("name", "namespace", "uid")) {
            String before = Json.text(original, "metadata", field);
            if (!Json.text(metadata, field).equals(before)) {
                throw new Unusable("returned invalid metadata in object at index " + index + ": must have the same "
                        + field + ": " + before + " != " + Json.text(metadata, field));
            }
        }
        requireTexts(index, metadata);
        converted.set("metadata", restored(Json.ensureObject(original, "metadata"), metadata));
        return converted;
    }

    private static void requireTexts(int index, JsonNode metadata) throws Unusable {
        String at = "returned invalid metadata in object at index " + index + ": ";
        for (String field : List.of("labels", "annotations")) {
            JsonNode map = Json.at(metadata, field);
            boolean texts = map.isMissingNode() || map.isNull() || map.isObject();
            for (JsonNode value : map) {
                texts &= value.isTextual();
            }
            if (!texts) {
                throw new Unusable(at + "metadata." + field + " must be a map of strings");
            }
        }
        Faults faults = new Faults();
        Json.textMap(metadata, "labels").forEach((key, value) -> {
            faults.invalidIf(Names.qualifiedNameFault(key), "metadata.labels", key);
            faults.invalidIf(Names.labelValueFault(value), "metadata.labels", value);
        });
        if (!faults.isEmpty()) {
            var first = faults.causes().getFirst();
            throw new Unusable(at + first.field() + ": " + first.message());
        }
    }

    /** Of the metadata a webhook may change labels and annotations; whatever else it did there has not happened. */
    private static ObjectNode restored(ObjectNode original, JsonNode converted) {
        ObjectNode metadata = original.deepCopy();
        for (String field : List.of("labels", "annotations")) {
            JsonNode value = Json.at(converted, field);
            if (value.isObject()) {
                metadata.set(field, value);
            } else {
                metadata.remove(field);
            }
        }
        return metadata;
    }
}
