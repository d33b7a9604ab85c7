package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.store.Write;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expressions of admission policies and webhooks: what is refused when they are written, what is said of their types. */
final class PolicyExpressionTest {

    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
    private static final String POLICIES = GROUP + "validatingadmissionpolicies";

    private final TestApi api = new TestApi();

    private TestApi.Answer policy(String name, String group, String resource, String more) {
        return api.post(POLICIES, """
                metadata: {name: %s}
                spec:
                  matchConstraints:
                    resourceRules: [{operations: ['*'], apiGroups: [%s], apiVersions: [v1], resources: [%s]}]
                """.formatted(name, group, resource) + more.indent(2));
    }

    private void bind(String policy) {
        api.post(
                GROUP + "validatingadmissionpolicybindings",
                "{metadata: {name: %s}, spec: {policyName: %s, validationActions: [Deny]}}".formatted(policy, policy));
    }

    @Test
    void expressionsThatDoNotCompileAreRefused() {
        TestApi.Answer refused = policy("p", "apps", "deployments", """
                matchConditions: [{name: c, expression: 'variables.a == 1'}]
                variables: [{name: a, expression: '1'}, {name: b, expression: 'a +'}, {name: c-d, expression: '1'}]
                validations:
                - {expression: 'object.', messageExpression: '1'}
                - {expression: 'params.a == 1'}
                - {expression: ''}
                - {expression: 'variables.none'}
                auditAnnotations: [{key: k, valueExpression: '1'}, {key: k, valueExpression: 'null'}]
                """);
        assertThat(refused.code()).isEqualTo(422);
        assertThat(faults(refused))
                .containsOnlyKeys(
                        "spec.matchConditions[0].expression",
                        "spec.variables[1].expression",
                        "spec.variables[2].name",
                        "spec.validations[0].expression",
                        "spec.validations[0].messageExpression",
                        "spec.validations[1].expression",
                        "spec.validations[2].expression",
                        "spec.validations[3].expression",
                        "spec.auditAnnotations[0].valueExpression",
                        "spec.auditAnnotations[1].key")
                .containsEntry(
                        "spec.validations[0].messageExpression", "Invalid value: \"1\": must evaluate to string");
        assertThat(faults(refused).get("spec.validations[0].expression"))
                .startsWith("Invalid value: \"object.\": compilation failed: ERROR: <input>:1:");
    }

    @Test
    void conditionsOfWebhooksMustCompileToo() {
        TestApi.Answer refused = api.post(GROUP + "validatingwebhookconfigurations", """
                metadata: {name: w}
                webhooks:
                - name: w.example.com
                  clientConfig: {url: 'https://example.com/w'}
                  sideEffects: None
                  admissionReviewVersions: [v1]
                  matchConditions: [{name: a, expression: 'authorizer.path("/x").check("get").allowed()'}, {name: b, expression: 'params'}]
                """);
        assertThat(faults(refused)).containsOnlyKeys("webhooks[0].matchConditions[1].expression");
    }

    @Test
    void aBadExpressionThatIsThereAlreadyMayStay() throws Exception {
        policy("p", "apps", "deployments", "validations: [{expression: 'true'}]");
        ObjectKey key = ObjectKey.clusterWide("p");
        String resource = "validatingadmissionpolicies.admissionregistration.k8s.io";
        KubeObject stored = api.store.snapshot(resource).get(key).orElseThrow();
        var tree = stored.tree();
        Json.ensureObject(tree, "spec").putArray("validations").addObject().put("expression", "nothing");
        api.store.commit(new Write.Replace(resource, stored.header(), KubeObject.encodeDraft(tree), stored.revision()));

        TestApi.Answer labelled = api.patch(POLICIES + "/p", MERGE, "{metadata: {labels: {a: b}}}");
        assertThat(labelled.code()).as(labelled.message()).isEqualTo(200);
        assertThat(api.patch(POLICIES + "/p", MERGE, "{spec: {failurePolicy: Ignore}}")
                        .code())
                .isEqualTo(200);
        TestApi.Answer more = api.patch(
                POLICIES + "/p", MERGE, "{spec: {validations: [{expression: nothing}, {expression: nonsense}]}}");
        assertThat(faults(more)).containsOnlyKeys("spec.validations[1].expression");
    }

    @Test
    void theStatusSaysWhatDoesNotFitTheTypes() {
        TestApi.Answer made = policy("p", "apps", "deployments", """
                validations:
                - {expression: "object.spec.replicas > '1'"}
                - {expression: 'object.spec.maxReplicas > 10'}
                - {expression: 'object.spec.replicas > 10'}
                """);
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        assertThat(made.body().at("/status/observedGeneration").asLong()).isEqualTo(1);
        List<JsonNode> warnings = Json.items(made.body(), "status", "typeChecking", "expressionWarnings");
        assertThat(warnings)
                .extracting(warning -> Json.text(warning, "fieldRef"))
                .containsExactly("spec.validations[0].expression", "spec.validations[1].expression");
        assertThat(Json.text(warnings.getFirst(), "warning"))
                .startsWith("apps/v1, Kind=Deployment: ")
                .contains("found no matching overload for '_>_' applied to '(int, string)'");

        TestApi.Answer mended =
                api.patch(POLICIES + "/p", MERGE, "{spec: {validations: [{expression: 'object.spec.replicas > 1'}]}}");
        assertThat(mended.body().at("/status/observedGeneration").asLong()).isEqualTo(2);
        assertThat(mended.body().at("/status/typeChecking/expressionWarnings").isMissingNode())
                .isTrue();
    }

    @Test
    void aPolicyAsksWhatTheUserMayDo() {
        // The authorizer of these tests lets jane get whatever there is, and nobody do anything else.
        TestApi.Answer made = policy("may", "''", "configmaps", """
                variables: [{name: own, expression: 'authorizer.requestResource'}]
                validations:
                - expression: |-
                    authorizer.group('apps').resource('deployments').namespace('default').name('d').check('get').allowed()
                - {expression: "authorizer.path('/healthz').check('get').reason() == 'jane reads'"}
                - {expression: "variables.own.check('get').allowed() && !authorizer.requestResource.check('create').allowed()"}
                - expression: "!authorizer.serviceAccount('default', 'default').group('').resource('pods').subresource('log').check('get').allowed()"
                """);
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        bind("may");
        TestApi.Answer good = api.post(TestApi.CONFIG_MAPS, "{metadata: {name: m}}");
        assertThat(good.code()).as(good.message()).isEqualTo(201);

        policy(
                "must",
                "''",
                "configmaps",
                "validations: [{expression: \"authorizer.requestResource.check('delete').allowed()\", message: never}]");
        bind("must");
        assertThat(api.post(TestApi.CONFIG_MAPS, "{metadata: {name: n}}").message())
                .endsWith("denied request: never");
    }
}
