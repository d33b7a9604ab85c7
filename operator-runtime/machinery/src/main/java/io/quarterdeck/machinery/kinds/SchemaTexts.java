package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.Optional;

/**
 * The full text of schemas, descriptions included, for documents. Read anew each time it is made: documents are made
 * seldom, and the text is large.
 *
 * @param definitions built-in schemas by model name; a reference holds a model's name
 * @param descriptions by model name: each field's, and under the empty name the model's own
 */
public record SchemaTexts(JsonNode definitions, JsonNode descriptions) {

    /** Reads both resources. */
    public static SchemaTexts read() {
        return new SchemaTexts(
                Json.at(BuiltInKinds.resource("kinds.json"), "definitions"),
                BuiltInKinds.resource("descriptions.json"));
    }

    /** The model of a built-in kind, {@code io.k8s.api.apps.v1.Deployment}; empty for a user's kind. */
    public static Optional<String> model(Kind kind) {
        String model = Shape.of(kind.schema()).model();
        return model.isEmpty() ? Optional.empty() : Optional.of(model);
    }

    /** What the user wrote as a kind's {@code openAPIV3Schema}. */
    public static ObjectNode source(Kind kind) {
        return Json.parseObject(Compressed.restore(Shape.of(kind.schema()).source()));
    }

    /** Changes whenever the text of a kind's schema does. */
    public static byte[] fingerprint(Kind kind) {
        return kind.builtIn()
                ? BuiltInKinds.fingerprint()
                : Shape.of(kind.schema()).source();
    }
}
