package io.quarterdeck.machinery.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.SelectableField;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomKindsTest {

    @Test
    void aDefinitionBecomesOneKindForEachServedVersion() {
        List<Kind> kinds = CustomKinds.parse(Fixture.json(Fixture.CUSTOM));
        assertThat(kinds).singleElement().satisfies(kind -> {
            assertThat(kind.type().resource()).isEqualTo("crontabs.stable.example.com");
            assertThat(kind.type().version()).isEqualTo("v1");
            assertThat(kind.type().namespaced()).isTrue();
            assertThat(kind.singular()).isEqualTo("crontab");
            assertThat(kind.listKind()).isEqualTo("CronTabList");
            assertThat(kind.shortNames()).containsExactly("ct");
            assertThat(kind.builtIn()).isFalse();
            assertThat(kind.hasStatus()).isTrue();
            assertThat(kind.subresources()).extracting(Kind.Subresource::name).containsExactly("scale", "status");
            assertThat(kind.columns()).extracting(Kind.Column::name).containsExactly("Spec");
            assertThat(kind.selectableFields()).containsExactly(SelectableField.at("spec.color"));
            assertThat(kind.schema().properties()).containsKeys("apiVersion", "kind", "metadata", "spec", "status");
        });
    }

    @Test
    void withoutColumnsOfItsOwnAKindShowsItsAge() {
        ObjectNode definition = Fixture.json(Fixture.CUSTOM.replace("additionalPrinterColumns", "columns"));
        assertThat(CustomKinds.parse(definition).getFirst().columns())
                .extracting(Kind.Column::name)
                .containsExactly("Age");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'storage': true  | 'storage': false | spec.versions: Invalid value",
                "'scope': 'Namespaced' | 'scope': 'World' | spec.scope: Unsupported value: \"World\": supported values: \"Cluster\", \"Namespaced\"",
                "'name': 'crontabs.stable.example.com' | 'name': 'crontabs' | metadata.name: Invalid value: \"crontabs\": must be spec.names.plural+\".\"+spec.group",
                "'group': 'stable.example.com' | 'group': 'stable' | spec.group: Invalid value: \"stable\": should be a domain with at least one dot",
                "'openAPIV3Schema': {'type': 'object', 'description' | 'none': {'description' | spec.versions[0].schema.openAPIV3Schema: Required value",
                "'cronSpec': {'type': 'string' | 'cronSpec': {'format': 'x' | spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.cronSpec.type: Required value",
                "'pattern': '^[0-9*/ ]+$' | 'pattern': '([' | spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.cronSpec.pattern: Invalid value: \"([\"",
                "'x-kubernetes-list-map-keys': ['name'],  | '':'', | spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.steps.x-kubernetes-list-map-keys: Required value",
            },
            quoteCharacter = '~')
    void saysWhatIsWrongWithADefinition(String from, String to, String fault) {
        ObjectNode definition = Fixture.json(Fixture.CUSTOM.replace(from.strip(), to.strip()));
        assertThat(CustomKinds.validate(definition))
                .extracting(cause -> cause.field() + ": " + cause.message())
                .anySatisfy(message -> assertThat(message).startsWith(fault.strip()));
        assertThatThrownBy(() -> CustomKinds.parse(definition)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aUsersSchemaCannotUseOurOwnWords() {
        ObjectNode definition = Fixture.json(Fixture.CUSTOM.replace(
                "'cronSpec': {",
                "'cronSpec': {'x-quarterdeck-form': 'nonsense', 'x-quarterdeck-default-rules': ['no'], "));
        assertThat(CustomKinds.parse(definition)).hasSize(1);
    }
}
