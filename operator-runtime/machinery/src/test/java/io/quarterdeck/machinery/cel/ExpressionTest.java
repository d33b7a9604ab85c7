package io.quarterdeck.machinery.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpressionTest {

    private static final Set<String> NAMES = Set.of("object", "oldObject", "variables");

    private final Scope scope = new Scope()
            .with("object", Json.parse("""
                    {"metadata": {"labels": {"app.kubernetes.io/name": "web"}}, "spec": {"replicas": 3}}""".getBytes(StandardCharsets.UTF_8)))
            .with("oldObject", null);

    private static Expression truth(String text) throws Expression.Fault {
        return Expression.compile(text, NAMES, Expression.Result.TRUTH);
    }

    @Test
    void seesWhatItIsGiven() throws Exception {
        assertThat(scope.evaluate(truth("object.spec.replicas < 5"))).isEqualTo(true);
        assertThat(scope.evaluate(truth("oldObject == null"))).isEqualTo(true);
        assertThat(scope.evaluate(truth("has(object.spec.paused)"))).isEqualTo(false);
        assertThat(scope.evaluate(truth("object.metadata.labels.all(key, key.startsWith('app'))")))
                .isEqualTo(true);
    }

    @Test
    void variablesMayUseThoseBeforeThem() throws Exception {
        Map<String, Expression> variables = new LinkedHashMap<>();
        variables.put("replicas", Expression.compile("object.spec.replicas", NAMES, Expression.Result.ANY));
        variables.put("twice", Expression.compile("variables.replicas * 2", NAMES, Expression.Result.ANY));
        variables.put("bad", Expression.compile("object.spec.none", NAMES, Expression.Result.ANY));
        Scope with = scope.withVariables(variables);
        assertThat(with.evaluate(truth("variables.twice == 6"))).isEqualTo(true);
        assertThatThrownBy(() -> with.evaluate(truth("variables.bad == 1")))
                .isInstanceOf(Expression.Fault.class)
                .hasMessageContaining("key 'none' is not present in map");
    }

    @Test
    void saysWhatIsNoExpression() {
        assertThatThrownBy(() -> truth("object.")).isInstanceOf(Expression.Fault.class);
        assertThatThrownBy(() -> truth("authorizer == null")).hasMessageContaining("undeclared reference");
        assertThatThrownBy(() -> truth("'text'")).hasMessageContaining("must evaluate to bool");
    }

    @Test
    void endsWhatTakesTooLong() throws Exception {
        String numbers = "[1,2,3,4,5,6,7,8,9,10]";
        String loops = numbers + ".all(a, " + numbers + ".all(b, " + numbers + ".all(c, " + numbers + ".all(d, "
                + numbers + ".all(e, " + numbers + ".all(f, a + b + c + d + e + f > 0))))))";
        assertThatThrownBy(() -> scope.evaluate(truth(loops)))
                .isInstanceOf(Expression.Fault.class)
                .hasMessageContaining("running out of cost budget");
    }

    @Test
    void findsWhatDoesNotFitTheTypes() {
        var deployments =
                BuiltInKinds.load().byPlural("apps", "v1", "deployments").orElseThrow();
        Map<String, io.quarterdeck.machinery.kinds.Schema> typed = Map.of("object", deployments.schema());
        ExpressionCheck check = new ExpressionCheck(typed);
        Set<String> names = Set.of("object", "variables");
        assertThat(check.fault("object.spec.replicas > 1", names, Expression.Result.TRUTH))
                .isEmpty();
        assertThat(check.fault("object.spec.replicas > '1'", names, Expression.Result.TRUTH))
                .hasValueSatisfying(why ->
                        assertThat(why).contains("found no matching overload for '_>_' applied to '(int, string)'"));
        assertThat(check.fault("object.spec.maxReplicas > 1", names, Expression.Result.TRUTH))
                .hasValueSatisfying(why -> assertThat(why).contains("undefined field 'maxReplicas'"));
        assertThat(check.fault("object.metadata.labels['a'] == 'b'", names, Expression.Result.TRUTH))
                .isEmpty();
        assertThat(check.variable("spec", "object.spec", names, Expression.Result.ANY))
                .isEmpty();
        assertThat(check.variable("most", "variables.spec.replicas", names, Expression.Result.ANY))
                .isEmpty();
        assertThat(check.fault("variables.most > 1", names, Expression.Result.TRUTH))
                .isEmpty();
        assertThat(check.fault("variables.most", names, Expression.Result.TRUTH))
                .contains("must evaluate to bool");
        assertThat(check.fault("variables.least > 1", names, Expression.Result.TRUTH))
                .hasValueSatisfying(why -> assertThat(why).contains("undefined field 'least'"));
    }

    @Test
    void makesWhatIsToBeMerged() throws Exception {
        String text = "Object{metadata: Object.metadata{labels: {'a/b': string(object.spec.replicas)}}, spec:"
                + " Object.spec{replicas: object.spec.replicas + 1, __if__: [Object.spec.__if__{a__dash__b: null}]}}";
        Expression expression = Expression.compile(text, NAMES, Expression.Result.OBJECT);
        assertThat(scope.configuration(expression).toString())
                .isEqualTo(
                        "{\"metadata\":{\"labels\":{\"a/b\":\"3\"}},\"spec\":{\"replicas\":4,\"if\":[{\"a-b\":null}]}}");

        Expression wrong = Expression.compile("Object{spec: Object.metadata{a: 1}}", NAMES, Expression.Result.OBJECT);
        assertThatThrownBy(() -> scope.configuration(wrong))
                .hasMessageContaining("unexpected type name \"Object.metadata\", expected \"Object.spec\"");
        assertThatThrownBy(() -> Expression.compile("Boat{}", NAMES, Expression.Result.OBJECT))
                .hasMessageContaining("Boat");
        assertThatThrownBy(() -> Expression.compile("Object.spec{}", NAMES, Expression.Result.OBJECT))
                .hasMessageContaining("must evaluate to Object");
    }

    @Test
    void makesOperationsOnAnObject() throws Exception {
        String text = "has(object.spec.paused) ? [] : [JSONPatch{op: 'add', path: '/metadata/labels/' +"
                + " jsonpatch.escapeKey('a/b'), value: 'c'}, JSONPatch{op: 'replace', path: '/spec', value:"
                + " Object.spec{replicas: 1}}]";
        Expression expression = Expression.compile(text, NAMES, Expression.Result.PATCH);
        assertThat(scope.patch(expression).toString())
                .isEqualTo("[{\"op\":\"add\",\"path\":\"/metadata/labels/a~1b\",\"value\":\"c\"},"
                        + "{\"op\":\"replace\",\"path\":\"/spec\",\"value\":{\"replicas\":1}}]");
        assertThatThrownBy(() -> Expression.compile("[1]", NAMES, Expression.Result.PATCH))
                .hasMessageContaining("must evaluate to list");
        assertThatThrownBy(() -> Expression.compile("[JSONPatch{boat: 1}]", NAMES, Expression.Result.PATCH))
                .hasMessageContaining("boat");
    }
}
