package io.quarterdeck.machinery.cel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RulesTest {

    private static final String SCALED = """
            type: object
            properties: {min: {type: integer}, max: {type: integer}, name: {type: string}}
            x-kubernetes-validations:
            - {rule: 'self.min <= self.max', message: min must not exceed max}
            - {rule: '!has(self.name) || self.name == oldSelf.name', message: name is fixed, fieldPath: .name}
            """;

    @Test
    void aBrokenRuleNamesItsPlaceAndItsMessage() {
        Ruled scaled = Ruled.spec(SCALED);
        assertThat(scaled.faults()).isEmpty();
        assertThat(scaled.create("{min: 1, max: 2}")).isEmpty();
        assertThat(scaled.create("{min: 3, max: 2}")).containsExactly("spec: Invalid value: min must not exceed max");
    }

    @Test
    void aRuleAboutAChangeIsHeldOnlyAgainstChanges() {
        Ruled scaled = Ruled.spec(SCALED);
        assertThat(scaled.create("{min: 1, max: 2, name: a}")).isEmpty();
        assertThat(scaled.update("{min: 1, max: 2, name: a}", "{min: 1, max: 2, name: b}"))
                .containsExactly("spec.name: Invalid value: name is fixed");
    }

    @Test
    void aValueThatDoesNotChangeMayStayWrong() {
        Ruled scaled = Ruled.spec(SCALED);
        assertThat(scaled.update("{min: 3, max: 2}", "{min: 3, max: 2}")).isEmpty();
        assertThat(scaled.update("{min: 3, max: 2}", "{min: 4, max: 2}")).hasSize(1);
    }

    @Test
    void simpleValuesAreShown() {
        Ruled ruled = Ruled.spec("""
                type: object
                properties:
                  size: {type: integer, x-kubernetes-validations: [{rule: 'self % 2 == 0'}]}
                  color: {type: string, x-kubernetes-validations: [{rule: 'self != ''red''', reason: FieldValueForbidden, message: no red}]}
                """);
        assertThat(ruled.create("{size: 3, color: red}"))
                .containsExactly(
                        "spec.size: Invalid value: 3: failed rule: self % 2 == 0", "spec.color: Forbidden: no red");
    }

    @Test
    void aMessageMayBeMade() {
        Ruled ruled = Ruled.spec("""
                type: object
                properties: {n: {type: integer}}
                x-kubernetes-validations:
                - {rule: 'self.n < 5', messageExpression: '''%d is not below 5''.format([self.n])'}
                - {rule: 'self.n < 4', message: small, messageExpression: '''''' }
                """);
        assertThat(ruled.create("{n: 7}"))
                .containsExactly("spec: Invalid value: 7 is not below 5", "spec: Invalid value: small");
    }

    @Test
    void elementsOfAListMapKeepTheirPast() {
        Ruled ruled = Ruled.spec("""
                type: object
                properties:
                  ports:
                    type: array
                    x-kubernetes-list-type: map
                    x-kubernetes-list-map-keys: [name]
                    items:
                      type: object
                      properties: {name: {type: string}, port: {type: integer}}
                      x-kubernetes-validations: [{rule: self.port >= oldSelf.port, message: ports only grow}]
                """);
        assertThat(ruled.faults()).isEmpty();
        assertThat(ruled.update(
                        "{ports: [{name: a, port: 5}, {name: b, port: 1}]}",
                        "{ports: [{name: b, port: 2}, {name: a, port: 4}, {name: c, port: 0}]}"))
                .containsExactly("spec.ports[1]: Invalid value: ports only grow");
    }

    @Test
    void anOptionalPastIsAskedForAtACreateToo() {
        Ruled ruled = Ruled.spec("""
                type: object
                properties: {n: {type: integer}}
                x-kubernetes-validations:
                - {rule: 'oldSelf.hasValue() || self.n == 0', optionalOldSelf: true, message: begins at 0}
                """);
        assertThat(ruled.faults()).isEmpty();
        assertThat(ruled.create("{n: 1}")).containsExactly("spec: Invalid value: begins at 0");
        assertThat(ruled.update("{n: 0}", "{n: 1}")).isEmpty();
    }

    @Test
    void setsAndListMapsAreEqualInAnyOrder() {
        Ruled ruled = Ruled.spec("""
                type: object
                properties:
                  set: {type: array, x-kubernetes-list-type: set, items: {type: string}}
                  list: {type: array, items: {type: string}}
                x-kubernetes-validations:
                - {rule: self.set == oldSelf.set, message: set}
                - {rule: self.list == oldSelf.list, message: list}
                """);
        assertThat(ruled.update("{set: [a, b], list: [a, b]}", "{set: [b, a], list: [b, a]}"))
                .containsExactly("spec: Invalid value: list");
    }

    @Test
    void namesThatCelCannotSpellAreEscaped() {
        Ruled ruled = Ruled.spec("""
                type: object
                properties:
                  max-size: {type: integer}
                  a.b/c: {type: integer}
                  in: {type: integer}
                  x__y: {type: integer}
                  labels: {type: object, additionalProperties: {type: string}}
                  port: {x-kubernetes-int-or-string: true}
                x-kubernetes-validations:
                - {rule: 'self.max__dash__size + self.a__dot__b__slash__c + self.__in__ + self.x__underscores__y == 10'}
                - {rule: 'self.labels[''max-size''] == ''1'' && ''x'' in self.labels'}
                - {rule: 'type(self.port) == int ? self.port > 1 : self.port == ''web'''}
                """);
        assertThat(ruled.faults()).isEmpty();
        assertThat(ruled.create("{max-size: 1, a.b/c: 2, in: 3, x__y: 4, labels: {max-size: '1', x: ''}, port: web}"))
                .isEmpty();
        assertThat(ruled.create("{max-size: 1, a.b/c: 2, in: 3, x__y: 4, labels: {max-size: '1', x: ''}, port: 1}"))
                .hasSize(1);
    }

    @Test
    void theHeaderOfAnObjectIsSeenAsFarAsItsName() {
        Ruled ruled = Ruled.of(Ruled.yaml("""
                type: object
                properties:
                  spec:
                    type: object
                    properties:
                      template: {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true,
                                 x-kubernetes-validations: [{rule: 'self.kind == ''Pod'' && self.metadata.name.size() < 3'}]}
                x-kubernetes-validations:
                - {rule: 'self.metadata.name.startsWith(''th'') && self.kind == ''Thing'''}
                """));
        assertThat(ruled.faults()).isEmpty();
        assertThat(ruled.create("{template: {kind: Pod, metadata: {name: a, labels: {b: c}}}}"))
                .isEmpty();
        Ruled labels = Ruled.of(
                Ruled.yaml("{type: object, x-kubernetes-validations: [{rule: 'size(self.metadata.labels) > 0'}]}"));
        assertThat(labels.faults()).singleElement().asString().contains("undefined field 'labels'");
    }

    @Test
    void timesDurationsAndBytesAreValuesOfTheirOwn() {
        Ruled ruled = Ruled.spec("""
                type: object
                properties:
                  at: {type: string, format: date-time}
                  day: {type: string, format: date}
                  wait: {type: string, format: duration}
                  data: {type: string, format: byte}
                x-kubernetes-validations:
                - {rule: 'self.at > timestamp(''2020-01-01T00:00:00Z'') && self.at.getFullYear() == 2024'}
                - {rule: 'self.day < self.at && self.wait == duration(''90s'') && size(self.data) == 1'}
                """);
        assertThat(ruled.faults()).isEmpty();
        assertThat(ruled.create("{at: '2024-05-01T10:00:00Z', day: '2024-05-01', wait: 1m30s, data: YQ==}"))
                .isEmpty();
    }

    @Test
    void aRuleThatFailsSaysWhy() {
        Ruled ruled = Ruled.spec("""
                type: object
                properties: {n: {type: integer}, gone: {type: integer}}
                x-kubernetes-validations: [{rule: self.gone == 1, message: m}, {rule: 1 / self.n == 1, message: m}]
                """);
        assertThat(ruled.create("{n: 0}"))
                .satisfiesExactly(
                        fault -> assertThat(fault).contains("'gone'").endsWith(" evaluating rule: m"),
                        fault -> assertThat(fault).contains("by zero").endsWith(" evaluating rule: m"));
    }

    @Test
    void aRuleThatNeverEndsIsStopped() {
        String list = IntStream.range(0, 400).mapToObj(i -> "x" + i).collect(Collectors.joining(", ", "[", "]"));
        Ruled ruled = Ruled.spec("""
                type: object
                properties: {a: {type: array, items: {type: string}}}
                x-kubernetes-validations:
                - {rule: 'self.a.all(x, self.a.all(y, self.a.all(z, x + y != z || true)))'}
                - {rule: 'self.a.exists(x, self.a.exists(y, self.a.exists(z, x == y + z)))'}
                - {rule: 'self.a.size() == 400'}
                """);
        assertThat(ruled.create("{a: " + list + "}"))
                .hasSize(2)
                .allSatisfy(fault -> assertThat(fault).startsWith("spec: Invalid value: call cost exceeds limit"));
    }

    @Test
    void anObjectHasABudgetForAllItsRules() {
        String list = IntStream.range(0, 60)
                .mapToObj(i -> IntStream.range(0, 300).mapToObj(j -> "x").collect(Collectors.joining(", ", "[", "]")))
                .collect(Collectors.joining(", ", "[", "]"));
        Ruled ruled = Ruled.spec("""
                type: object
                properties:
                  a: {type: array, items: {type: array, items: {type: string},
                      x-kubernetes-validations: [{rule: 'self.all(x, self.all(y, x == y))'}]}}
                """);
        assertThat(ruled.create("{a: " + list + "}")).last().asString().contains("running out of cost budget");
    }
}
