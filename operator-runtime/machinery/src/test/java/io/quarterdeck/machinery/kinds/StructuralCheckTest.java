package io.quarterdeck.machinery.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StructuralCheckTest {

    private static List<String> faults(String schema) {
        Faults faults = new Faults();
        new StructuralCheck(faults).root(Fixture.json(schema), FieldPath.ROOT);
        return faults.causes().stream()
                .map(cause -> cause.field() + ": " + cause.message())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'a': {'type': 'string', 'uniqueItems': true} | properties.a.uniqueItems: Forbidden: uniqueItems cannot be set to true",
                "'a': {'type': 'object', 'additionalProperties': false} | properties.a.additionalProperties: Forbidden:",
                "'a': {'type': 'string', 'anyOf': [{'type': 'string'}]} | properties.a.anyOf[0].type: Forbidden: must be empty to be structural",
                "'a': {'type': 'object', 'oneOf': [{'properties': {'b': {'minLength': 1}}}]} | properties.a.properties.b: Required value: because it is defined in properties.a.oneOf[0].properties.b",
                "'a': {'type': 'integer', 'x-kubernetes-int-or-string': true} | properties.a.type: Invalid value: \"integer\": must be empty if",
                "'a': {'type': 'object', 'x-kubernetes-embedded-resource': true} | properties.a.properties: Required value: must not be empty if x-kubernetes-embedded-resource",
                "'a': {'type': 'object', 'x-kubernetes-preserve-unknown-fields': false} | properties.a.x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined",
                "'a': {'type': 'string', 'default': 7} | properties.a.default: Invalid value: \"integer\"",
                "'a': {'type': 'object', 'properties': {'b': {'type': 'string'}}, 'default': {'c': 1}} | properties.a.default: Invalid value: {\"c\":1}: must not have unknown fields",
                "'a': {'type': 'string', 'maxLength': 1, 'default': 'xx'} | properties.a.default: Too long",
                "'a': {'type': 'string', 'x-kubernetes-map-type': 'atomic'} | properties.a.type: Invalid value: \"string\": must be object if x-kubernetes-map-type",
                "'a': {'type': 'array', 'x-kubernetes-list-type': 'set', 'items': {'type': 'object'}} | properties.a.items.x-kubernetes-map-type: Invalid value: \"\": must be atomic",
                "'a': {'type': 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'], 'items': {'type': 'string'}} | properties.a.items.type: Invalid value: \"string\": must be object",
                "'metadata': {'type': 'object', 'properties': {'labels': {'type': 'object'}}} | properties.metadata.properties: Forbidden: must not specify anything other than name and generateName",
                "'a': {'type': 'string', 'pattern': '(?=x)'} | properties.a.pattern: Invalid value: \"(?=x)\": must be a valid regular expression",
            })
    void saysWhatIsNotStructural(String properties, String fault) {
        assertThat(faults("{'type': 'object', 'properties': {" + properties + "}}"))
                .singleElement()
                .asString()
                .startsWith(fault.strip());
    }

    @Test
    void whatChartsBringIsStructural() {
        assertThat(faults("""
                {'type': 'object',
                 'oneOf': [{'required': ['spec']}, {'required': ['data']}],
                 'properties': {
                   'metadata': {'type': 'object', 'properties': {'name': {'type': 'string', 'maxLength': 20}}},
                   'data': {'x-kubernetes-preserve-unknown-fields': true},
                   'spec': {'type': 'object', 'required': ['acme'],
                     'anyOf': [{'properties': {'port': {'minimum': 1}}}, {'not': {'required': ['acme']}}],
                     'properties': {
                       'acme': {'type': 'object', 'default': {}, 'properties': {'url': {'type': 'string', 'default': 'https://x'}}},
                       'port': {'anyOf': [{'type': 'integer'}, {'type': 'string'}], 'x-kubernetes-int-or-string': true,
                                'pattern': '^[0-9]+%?$'},
                       'limit': {'allOf': [{'anyOf': [{'type': 'integer'}, {'type': 'string'}]}, {'pattern': '^[0-9]*$'}],
                                 'x-kubernetes-int-or-string': true}}}}}
                """)).isEmpty();
    }

    @Test
    void aValueThatWasAlwaysWrongMayStay() {
        Kind kind = Fixture.custom();
        String object = "{'spec': {'cronSpec': 'wrong', 'steps': [{'name': 'a', 'image': 7}], 'replicas': 1}}";
        List<Status.Cause> faults = SchemaValidator.validate(
                kind.schema(), Fixture.json(object.replace(": 1}", ": 2}")), Fixture.json(object));
        assertThat(faults).isEmpty();
        String worse = object.replace("wrong", "worse").replace(": 7", ": 8");
        assertThat(SchemaValidator.validate(kind.schema(), Fixture.json(worse), Fixture.json(object)))
                .extracting(Status.Cause::field)
                .containsExactly("spec.cronSpec", "spec.steps[0].image");
    }

    @Test
    void formatsAreHeldAgainstUsersValues() {
        Kind kind = CustomKinds.parse(Fixture.json(Fixture.CUSTOM.replace("'note': {", "'note': {'format': 'ipv4', ")))
                .getFirst();
        assertThat(SchemaValidator.validate(kind.schema(), Fixture.json("{'spec': {'cronSpec': '1', 'note': 'x'}}")))
                .extracting(Status.Cause::message)
                .containsExactly("Invalid value: \"x\": spec.note in body must be of type ipv4: \"x\"");
    }
}
