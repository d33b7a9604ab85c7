package io.quarterdeck.machinery.cel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RuleCheckTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{rule: self.a.b == 1}                        | rule: Invalid value: \"self.a.b == 1\": compilation failed: ERROR:",
                "{rule: self.nope == 1}                       | undefined field 'nope'",
                "{rule: self.a ==}                            | compilation failed",
                "{rule: self.a == 'x'}                        | found no matching overload",
                "{rule: self.a + 1}                           | cel expression must evaluate to a bool",
                "{message: m}                                 | rule: Required value: rule is not specified",
                "{rule: 'true', messageExpression: self.a}    | messageExpression: Invalid value: \"self.a\": cel expression must evaluate to a string",
                "{rule: 'true', messageExpression: self.no}   | messageExpression: Invalid value: \"self.no\": compilation failed",
                "{rule: 'true', reason: Because}              | reason: Unsupported value: \"Because\": supported values: \"FieldValueDuplicate\"",
                "{rule: 'true', fieldPath: .no}               | fieldPath: Invalid value: \".no\": fieldPath must be a valid path",
                "{rule: 'true', fieldPath: a}                 | fieldPath: Invalid value: \"a\": fieldPath must be a path",
                "{rule: 'true', optionalOldSelf: true}        | optionalOldSelf: Invalid value: \"true\": may not be set if oldSelf is not used",
                "{rule: 'true', message: \"a\\nb\"}           | message must not contain line breaks",
                "{rule: 'authorizer.path(\"/x\").check(\"get\").allowed()'} | undeclared reference to 'authorizer'",
            })
    void saysWhatIsWrongWithARule(String rule, String fault) {
        Ruled ruled = Ruled.spec(
                "{type: object, properties: {a: {type: integer}}, x-kubernetes-validations: [" + rule + "]}");
        assertThat(ruled.faults())
                .singleElement()
                .asString()
                .startsWith("properties[spec].x-kubernetes-validations[0].")
                .contains(fault.strip());
    }

    @ParameterizedTest
    @CsvSource({"atomic, 1", "set, 1"})
    void elementsWithoutAPastCannotBeAskedForIt(String listType, int faults) {
        Ruled ruled = Ruled.spec("{type: object, properties: {a: {type: array, x-kubernetes-list-type: " + listType
                + ", items: {type: string, x-kubernetes-validations: [{rule: self == oldSelf}]}}}}");
        assertThat(ruled.faults())
                .hasSize(faults)
                .allSatisfy(fault -> assertThat(fault)
                        .startsWith("properties[spec].properties[a].items.x-kubernetes-validations[0].rule")
                        .contains("uncorrelatable"));
    }
}
