package io.quarterdeck.crds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds what the build has written against the field lists that the official client checks its own input with. */
class GeneratedResourceTest {

    private static final int FIRST_KINDS = 24;

    private final JsonNode kinds = resource("kinds.json");
    private final JsonNode descriptions = resource("descriptions.json");

    @Test
    void noFieldOfAnOfficialModelIsMissing() throws ReflectiveOperationException {
        int fields = 0;
        for (Map.Entry<String, JsonNode> definition : kinds.path("definitions").properties()) {
            String name = definition.getKey().replaceFirst("#.*", "");
            Class<?> model = classOf(name);
            assertThat(names(definition.getValue().path("properties")))
                    .as(definition.getKey())
                    .isEqualTo(texts(model, "openapiFields"));
            assertThat(elements(definition.getValue().path("required")))
                    .as("required in " + name)
                    .isEqualTo(texts(model, "openapiRequiredFields"));
            fields += definition.getValue().path("properties").size();
        }
        assertThat(fields).isGreaterThan(1000);
    }

    @Test
    void everyReferenceLeadsToADefinition() {
        Set<String> references = new HashSet<>();
        collect(kinds.path("definitions"), references);
        assertThat(names(kinds.path("definitions"))).containsAll(references);
    }

    @Test
    void everyKindHasAModelThatIsAnObjectWithMetadata() {
        assertThat(kinds.path("kinds")).hasSizeGreaterThanOrEqualTo(FIRST_KINDS);
        for (JsonNode kind : kinds.path("kinds")) {
            for (JsonNode version : kind.path("spec").path("versions")) {
                String model = version.path("schema")
                        .path("openAPIV3Schema")
                        .path("x-quarterdeck-model")
                        .asText();
                assertThat(kinds.path("definitions")
                                .path(model)
                                .path("properties")
                                .has("metadata"))
                        .as(model)
                        .isTrue();
            }
        }
    }

    @Test
    void descriptionsComeFromTheModelsAndNotFromUs() {
        assertThat(descriptions
                        .path("io.k8s.api.apps.v1.DeploymentSpec")
                        .path("replicas")
                        .asText())
                .contains("Number of desired pods");
        assertThat(kinds.path("definitions").toString()).doesNotContain("Number of desired pods");
    }

    @Test
    void aWordAboutAFieldThatNoModelHasStopsTheBuild() {
        Map<String, ObjectNode> schemas = new HashMap<>();
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.putObject("properties").putObject("replicas").put("type", "integer");
        schemas.put("a.v1.Thing", schema);
        ObjectNode words = JsonNodeFactory.instance.objectNode();
        words.putObject("properties").putObject("replica").put("default", 1);
        assertThatThrownBy(() -> new Overlay(schemas).apply("a.v1.Thing", words))
                .hasMessageContaining("a.v1.Thing has no replica");
    }

    @Test
    void twoDifferentWordsAboutOneFieldStopTheBuild() {
        Map<String, ObjectNode> schemas = new HashMap<>();
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.putObject("properties").putObject("replicas").put("default", 2);
        schemas.put("a.v1.Thing", schema);
        ObjectNode words = JsonNodeFactory.instance.objectNode();
        words.putObject("properties").putObject("replicas").put("default", 1);
        assertThatThrownBy(() -> new Overlay(schemas).apply("a.v1.Thing", words))
                .hasMessageContaining("replicas already has another default");
    }

    private static Class<?> classOf(String name) throws ReflectiveOperationException {
        return new ModelNames().declare(name);
    }

    private static Set<String> texts(Class<?> model, String field) throws ReflectiveOperationException {
        Set<String> texts = new HashSet<>();
        if (model.getField(field).get(null) instanceof Set<?> values) {
            values.forEach(value -> texts.add(String.valueOf(value)));
        }
        return texts;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> elements(JsonNode array) {
        Set<String> elements = new HashSet<>();
        array.forEach(element -> elements.add(element.asText()));
        return elements;
    }

    private static void collect(JsonNode node, Set<String> references) {
        List<JsonNode> values = node.findValues("$ref");
        values.stream().filter(JsonNode::isTextual).forEach(value -> references.add(value.asText()));
    }

    private static JsonNode resource(String name) {
        try (InputStream stream = Objects.requireNonNull(Generator.class.getResourceAsStream(name), name)) {
            return new ObjectMapper().readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
