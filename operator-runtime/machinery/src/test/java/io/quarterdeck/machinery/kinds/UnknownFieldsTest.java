package io.quarterdeck.machinery.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import org.junit.jupiter.api.Test;

class UnknownFieldsTest {

    private static final String WITH_TYPOS = Fixture.DEPLOYMENT
            .replace("'selector'", "'replcas': 3, 'selector'")
            .replace("'name': 'web', 'image'", "'name': 'web', 'imgae': 'x', 'image'")
            .replace(
                    "'labels': {'app': 'web'}},",
                    "'labels': {'app': 'web', 'any.example.com/key': 'x'}, 'lables': {}},");

    @Test
    void namesEachUnknownFieldByItsPath() {
        ObjectNode object = Fixture.json(WITH_TYPOS);
        assertThat(UnknownFields.find(Fixture.kind("apps", "Deployment").schema(), object))
                .containsExactly(
                        "metadata.lables",
                        "spec.replcas",
                        "spec.template.metadata.lables",
                        "spec.template.spec.containers[0].imgae");
        assertThat(object).isEqualTo(Fixture.json(WITH_TYPOS));
    }

    @Test
    void pruningLeavesTheObjectThatWasMeant() {
        ObjectNode object = Fixture.json(WITH_TYPOS);
        Schema schema = Fixture.kind("apps", "Deployment").schema();
        assertThat(UnknownFields.prune(schema, object)).hasSize(4);
        assertThat(UnknownFields.find(schema, object)).isEmpty();
        assertThat(Json.at(object, "spec").has("replcas")).isFalse();
        assertThat(Json.at(object, "spec", "template").has("spec")).isTrue();
    }

    @Test
    void keepsWhatMayBeAnything() {
        ObjectNode pod = Fixture.json("""
                {'metadata': {'managedFields': [{'manager': 'a', 'fieldsV1': {'f:spec': {}}}],
                 'annotations': {'a/b': 'c'}}, 'spec': {'nodeSelector': {'x': 'y'}, 'overhead': {'cpu': 1}}}""");
        assertThat(UnknownFields.find(Fixture.kind("", "Pod").schema(), pod)).isEmpty();
        ObjectNode definition = Fixture.json(Fixture.CUSTOM);
        assertThat(UnknownFields.find(
                        Fixture.kind("apiextensions.k8s.io", "CustomResourceDefinition")
                                .schema(),
                        definition))
                .isEmpty();
    }

    @Test
    void aUsersKindKeepsOnlyWhatItsSchemaNames() {
        ObjectNode table = Fixture.json("""
                {'apiVersion': 'stable.example.com/v1', 'kind': 'CronTab', 'metadata': {'name': 'a', 'nmae': 'b'},
                 'spec': {'cronSpec': '*', 'free': {'a': {'b': 1}}, 'other': 1, 'steps': [{'name': 'a', 'x': 1}],
                   'template': {'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {'name': 'x'}, 'spec': {'y': 1},
                     'z': 1}}}""");
        assertThat(UnknownFields.prune(Fixture.custom().schema(), table))
                .containsExactly(
                        "metadata.nmae", "spec.other", "spec.steps[0].x", "spec.template.spec.y", "spec.template.z");
        assertThat(Json.at(table, "spec", "free", "a", "b").asInt()).isEqualTo(1);
        assertThat(Json.at(table, "spec", "template", "metadata", "name").asText())
                .isEqualTo("x");
    }
}
