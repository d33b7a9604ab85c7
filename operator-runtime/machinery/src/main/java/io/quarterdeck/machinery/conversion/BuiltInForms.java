package io.quarterdeck.machinery.conversion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The built-in kinds that are stored in another form than one that they are served in. */
final class BuiltInForms {

    private static final Map<String, Conversion> CONVERSIONS =
            Map.of("events.k8s.io/v1", new EventConversion(), "autoscaling/v1", new AutoscalerConversion());

    private BuiltInForms() {}

    /** How a kind becomes what is stored; null if it is stored as it is. */
    static @Nullable Conversion of(Kind kind) {
        boolean other = kind.builtIn() && !kind.storage().equals(kind.type());
        return other ? CONVERSIONS.get(kind.type().apiVersion()) : null;
    }

    /** May change its argument and return it. */
    static ObjectNode stored(Kind kind, ObjectNode served) {
        Conversion conversion = of(kind);
        return conversion == null ? served : conversion.toStored(served);
    }

    /** May change its argument and return it. */
    static ObjectNode served(Kind kind, ObjectNode stored) {
        Conversion conversion = of(kind);
        return conversion == null ? stored : conversion.toServed(stored);
    }
}
