package io.quarterdeck.machinery.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.wire.Body;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.model.ApiException;
import java.util.List;

/** A patch as a client sent it. */
public sealed interface Patch {

    /** The changed object; the argument may be changed, too. */
    ObjectNode apply(ObjectNode current);

    /** Paths of fields that stand twice in the patch. */
    List<String> duplicates();

    /** RFC 6902. */
    record Json(JsonPatch patch, List<String> duplicates) implements Patch {
        @Override
        public ObjectNode apply(ObjectNode current) {
            return patch.apply(current);
        }
    }

    /** RFC 7386. */
    record Merge(ObjectNode patch, List<String> duplicates) implements Patch {
        @Override
        public ObjectNode apply(ObjectNode current) {
            return MergePatch.apply(current, patch);
        }
    }

    /** Kubernetes' own. */
    record Strategic(Kind kind, ObjectNode patch, List<String> duplicates) implements Patch {
        @Override
        public ObjectNode apply(ObjectNode current) {
            return StrategicPatch.apply(kind.schema(), current, patch);
        }
    }

    /**
     * A JSON patch that came in another way than as a request's body.
     *
     * @throws ApiException 400 or 413 if it cannot be read
     */
    static Patch json(ArrayNode operations) {
        return new Json(JsonPatch.parse(operations), List.of());
    }

    /**
     * Reads a patch.
     *
     * @throws ApiException 400 if it cannot be read, 415 if it is of no such type
     */
    static Patch parse(Kind kind, byte[] body, String contentType) {
        String type = Body.mediaType(contentType);
        return switch (type) {
            case "application/json-patch+json" -> {
                Body decoded = Body.decode(body, type);
                if (!(decoded.tree() instanceof ArrayNode operations)) {
                    throw Refusals.badRequest(
                            "error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch");
                }
                yield new Json(JsonPatch.parse(operations), decoded.duplicates());
            }
            case "application/merge-patch+json" -> {
                Body decoded = Body.decode(body, type);
                yield new Merge(object(decoded.tree()), decoded.duplicates());
            }
            case "application/strategic-merge-patch+json" -> {
                if (!kind.builtIn()) {
                    throw Refusals.unsupportedMediaType(accepted(kind));
                }
                Body decoded = Body.decode(body, type);
                yield new Strategic(kind, object(decoded.tree()), decoded.duplicates());
            }
            default -> throw Refusals.unsupportedMediaType(accepted(kind));
        };
    }

    private static String accepted(Kind kind) {
        String strategic = kind.builtIn() ? "application/strategic-merge-patch+json, " : "";
        return "application/json-patch+json, application/merge-patch+json, " + strategic + Body.APPLY;
    }

    private static ObjectNode object(JsonNode patch) {
        if (patch instanceof ObjectNode object) {
            return object;
        }
        throw Refusals.badRequest("error decoding patch: an object was expected");
    }
}
