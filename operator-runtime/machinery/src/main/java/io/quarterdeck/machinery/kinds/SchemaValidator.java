package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Status;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds an object against its schema and says what is wrong in the words that kubectl users know. Pure. */
public final class SchemaValidator {

    private static final String METADATA = "metadata";

    private SchemaValidator() {}

    /**
     * What is wrong with the values of an object, in document order; for a 422 answer. The {@code status} of built-in kinds
     * is written by components and not looked into.
     */
    public static List<Status.Cause> validate(Schema schema, JsonNode object) {
        return validate(schema, object, null);
    }

    /**
     * What is wrong with a changed object. What a user's kind has kept as it was is not looked at: it may have been right
     * when it was written.
     *
     * @param old the object before; null if it is new
     */
    public static List<Status.Cause> validate(Schema schema, JsonNode object, @Nullable JsonNode old) {
        Validation validation = new Validation();
        validation.root(Shape.of(schema), object, old);
        return validation.causes();
    }

    /**
     * The 400 answer if a value has a JSON type that its field cannot take; empty if the object can be read. Of a user's kind
     * only the metadata is looked at: of the rest {@link #validate} tells.
     */
    public static Optional<Status> decodeFaults(ResourceType type, Schema schema, JsonNode object) {
        Shape shape = Shape.of(schema);
        Optional<String> fault = Optional.empty();
        if (shape.builtIn()) {
            fault = Decoding.fault(shape, object, FieldPath.ROOT);
        } else {
            Shape metadata = shape.field(METADATA);
            if (metadata != null && object.has(METADATA)) {
                fault = Decoding.fault(metadata, object.get(METADATA), FieldPath.ROOT.child(METADATA));
            }
        }
        return fault.map(text -> Status.badRequest(type.kind() + " in version \"" + type.version()
                + "\" cannot be handled as a " + type.kind() + ": " + text));
    }
}
