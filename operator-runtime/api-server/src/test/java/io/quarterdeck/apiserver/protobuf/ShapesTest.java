package io.quarterdeck.apiserver.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.apiserver.protobuf.Shapes.Field;
import io.quarterdeck.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever field a served kind has can be read from protobuf too, whichever group it is of. */
final class ShapesTest {

    private final Shapes shapes = Shapes.load();

    @Test
    void everyFieldOfEveryKindHasANumber() throws IOException {
        int checked = 0;
        for (Map.Entry<String, JsonNode> definition : definitions().properties()) {
            String model = definition.getKey().replaceFirst("#.*", "");
            String message = model.replaceFirst("^io\\.k8s\\.", "k8s.io.").replace('-', '_');
            Set<String> wanted = new HashSet<>();
            Json.at(definition.getValue(), "properties").fieldNames().forEachRemaining(wanted::add);
            // Kind and version stand beside an object in protobuf, and within it in JSON.
            if (wanted.contains("metadata") || message.endsWith(".DeleteOptions")) {
                wanted.removeAll(List.of("apiVersion", "kind"));
            }
            assertThat(names(message)).as(message).containsAll(wanted);
            checked += wanted.size();
        }
        assertThat(checked).isGreaterThan(1000);
    }

    private Set<String> names(String message) {
        Set<String> names = new HashSet<>();
        Collection<Field> fields =
                Objects.requireNonNull(shapes.fields(message), message).values();
        for (Field field : fields) {
            if (SpecialMessages.inlined(message, field.name())) {
                names.addAll(names(field.type()));
            } else {
                names.add(field.name());
            }
        }
        return names;
    }

    private static JsonNode definitions() throws IOException {
        String resource = "/io/quarterdeck/crds/kinds.json";
        try (InputStream stream = Objects.requireNonNull(Shapes.class.getResourceAsStream(resource), resource)) {
            return Json.at(Json.parse(stream.readAllBytes()), "definitions");
        }
    }
}
