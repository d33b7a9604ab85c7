package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** MutatingAdmissionPolicies: what they do to pods and ConfigMaps, and what is refused when they are written. */
final class MutatingPolicyTest {

    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1beta1/";
    private static final String POLICIES = GROUP + "mutatingadmissionpolicies";

    private final TestApi api = new TestApi();

    private TestApi.Answer policy(String name, String resource, String more) {
        return api.post(POLICIES, """
                metadata: {name: %s}
                spec:
                  reinvocationPolicy: IfNeeded
                  matchConstraints:
                    resourceRules: [{operations: ['*'], apiGroups: [''], apiVersions: [v1], resources: [%s]}]
                """.formatted(name, resource) + more.indent(2));
    }

    private void bound(String name, String resource, String more) {
        TestApi.Answer made = policy(name, resource, more);
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        bind(name, "");
    }

    private void bind(String name, String more) {
        TestApi.Answer binding = api.post(
                GROUP + "mutatingadmissionpolicybindings",
                "{metadata: {name: %1$s}, spec: {policyName: %1$s%2$s}}".formatted(name, more));
        assertThat(binding.code()).as(binding.message()).isEqualTo(201);
    }

    @Test
    void aConfigurationIsMergedIntoThePod() {
        bound("sidecar", "pods", """
                matchConditions: [{name: once, expression: "!object.spec.?initContainers.orValue([]).exists(c, c.name == 'proxy')"}]
                variables: [{name: image, expression: "'proxy:' + object.metadata.labels['version']"}]
                mutations:
                - patchType: ApplyConfiguration
                  applyConfiguration:
                    expression: >-
                      Object{
                        metadata: Object.metadata{annotations: {'by': 'policy'}},
                        spec: Object.spec{
                          containers: object.spec.containers.map(c, Object.spec.containers{
                            name: c.name,
                            env: [Object.spec.containers.env{name: 'PROXY', value: 'yes'}]
                          }),
                          initContainers: [
                            Object.spec.initContainers{name: 'proxy', image: variables.image, restartPolicy: 'Always'}
                          ]
                        }
                      }
                """);
        TestApi.Answer pod = api.post(TestApi.PODS, """
                metadata: {name: p, labels: {version: v1}}
                spec: {containers: [{name: a, image: i, env: [{name: A, value: b}]}, {name: b, image: j}]}
                """);
        assertThat(pod.code()).as(pod.message()).isEqualTo(201);
        assertThat(pod.text("metadata", "annotations", "by")).isEqualTo("policy");
        assertThat(pod.body().at("/spec/initContainers/0/image").asText()).isEqualTo("proxy:v1");
        assertThat(pod.body().at("/spec/initContainers/0/imagePullPolicy").asText())
                .isEqualTo("IfNotPresent");
        List<JsonNode> containers = Json.items(pod.body(), "spec", "containers");
        assertThat(containers)
                .extracting(container -> Json.text(container, "image"))
                .containsExactly("i", "j");
        assertThat(Json.items(containers.getFirst(), "env"))
                .extracting(variable -> Json.text(variable, "name"))
                .containsExactly("A", "PROXY");
    }

    @Test
    void aPatchIsCarriedOut() {
        bound("p", "configmaps", """
                mutations:
                - patchType: JSONPatch
                  jsonPatch:
                    expression: >-
                      has(object.data) ? [
                        JSONPatch{op: 'test', path: '/data/a', value: 'b'},
                        JSONPatch{op: 'add', path: '/data/' + jsonpatch.escapeKey('x-y'), value: request.userInfo.username}
                      ] : [JSONPatch{op: 'add', path: '/data', value: {'made': 'yes'}}]
                """);
        assertThat(api.post(TestApi.CONFIG_MAPS, "{metadata: {name: a}, data: {a: b}}")
                        .text("data", "x-y"))
                .isEqualTo("jane");
        assertThat(api.post(TestApi.CONFIG_MAPS, "{metadata: {name: b}}").text("data", "made"))
                .isEqualTo("yes");
        TestApi.Answer refused = api.post(TestApi.CONFIG_MAPS, "{metadata: {name: c}, data: {a: c}}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .startsWith(
                        "configmaps \"c\" is forbidden: MutatingAdmissionPolicy 'p' with binding 'p' denied request: ");
        assertThat(api.delete(TestApi.CONFIG_MAPS + "/a").code()).isEqualTo(200);
    }

    @Test
    void parametersAndFailurePoliciesAreThoseOfOtherPolicies() {
        TestApi.Answer made = policy("p", "secrets", """
                paramKind: {apiVersion: v1, kind: ConfigMap}
                mutations:
                - patchType: ApplyConfiguration
                  applyConfiguration: {expression: "Object{metadata: Object.metadata{labels: params.data}}"}
                """);
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        bind("p", ", paramRef: {name: labels, namespace: default, parameterNotFoundAction: Deny}");
        String secrets = "/api/v1/namespaces/default/secrets";
        assertThat(api.post(secrets, "{metadata: {name: s}}").message()).contains("no params found");
        api.post(TestApi.CONFIG_MAPS, "{metadata: {name: labels}, data: {team: blue}}");
        assertThat(api.post(secrets, "{metadata: {name: s}}").text("metadata", "labels", "team"))
                .isEqualTo("blue");
        bound("q", "secrets", """
                failurePolicy: Ignore
                mutations:
                - patchType: ApplyConfiguration
                  applyConfiguration: {expression: "Object{boat: object.none.at.all}"}
                """);
        assertThat(api.post(secrets, "{metadata: {name: t}}").code()).isEqualTo(201);
        api.patch(POLICIES + "/q", MERGE, "{spec: {failurePolicy: Fail}}");
        assertThat(api.post(secrets, "{metadata: {name: u}}").message()).contains("key 'none' is not present in map");
    }

    @Test
    void whatLaterOnesChangeEarlierOnesSeeOnceMore() {
        String seen = """
                mutations:
                - patchType: ApplyConfiguration
                  applyConfiguration:
                    expression: "Object{data: Object.data{seen: string(size(object.data))}}"
                """;
        bound("a", "configmaps", seen);
        bound("b", "configmaps", """
                mutations:
                - patchType: ApplyConfiguration
                  applyConfiguration: {expression: "Object{data: Object.data{more: 'yes'}}"}
                """);
        String map = "{metadata: {name: %s}, data: {a: b}}";
        assertThat(api.post(TestApi.CONFIG_MAPS, map.formatted("m")).text("data", "seen"))
                .isEqualTo("3");
        api.patch(POLICIES + "/a", MERGE, "{spec: {reinvocationPolicy: Never}}");
        assertThat(api.post(TestApi.CONFIG_MAPS, map.formatted("n")).text("data", "seen"))
                .isEqualTo("1");
    }

    @Test
    void whatWebhooksChangeThoseSeeThatWantTo() {
        String patch = Base64.getEncoder()
                .encodeToString("[{\"op\":\"add\",\"path\":\"/data/hook\",\"value\":\"yes\"}]"
                        .getBytes(StandardCharsets.UTF_8));
        api.webhooks = (place, review, timeout) -> {
            String uid = Json.text(Json.parse(review), "request", "uid");
            return Json.encode(TestApi.yaml("""
                    apiVersion: admission.k8s.io/v1
                    kind: AdmissionReview
                    response: {uid: %s, allowed: true, patchType: JSONPatch, patch: %s}
                    """.formatted(uid, patch)));
        };
        api.post("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", """
                metadata: {name: w}
                webhooks:
                - name: w.example.com
                  clientConfig: {url: 'https://example.com/w'}
                  sideEffects: None
                  admissionReviewVersions: [v1]
                  rules: [{operations: [CREATE], apiGroups: [''], apiVersions: [v1], resources: [configmaps]}]
                """);
        bound("a", "configmaps", """
                mutations:
                - patchType: ApplyConfiguration
                  applyConfiguration:
                    expression: "Object{data: Object.data{hooked: string(has(object.data.hook))}}"
                """);
        assertThat(api.post(TestApi.CONFIG_MAPS, "{metadata: {name: m}, data: {a: b}}")
                        .text("data", "hooked"))
                .isEqualTo("true");
    }

    @Test
    void whatCanOnlyBeReplacedIsLeftToPatches() {
        bound("p", "pods", """
                mutations:
                - patchType: ApplyConfiguration
                  applyConfiguration:
                    expression: >-
                      Object{spec: Object.spec{containers: [Object.spec.containers{name: 'c', args: ['x']}]}}
                """);
        assertThat(api.post(TestApi.PODS, "{metadata: {name: p}, spec: {containers: [{name: c, image: i}]}}")
                        .message())
                .endsWith("may not mutate atomic arrays, maps or structs: .spec.containers[].args");
    }

    @Test
    void anObjectStaysItself() {
        bound("p", "configmaps", """
                mutations:
                - patchType: JSONPatch
                  jsonPatch: {expression: "[JSONPatch{op: 'replace', path: '/metadata/name', value: 'other'}]"}
                """);
        assertThat(api.post(TestApi.CONFIG_MAPS, "{metadata: {name: m}}").message())
                .endsWith("metadata.name may not be changed");
        api.delete(GROUP + "mutatingadmissionpolicybindings/p");
        bound("q", "configmaps", """
                mutations:
                - patchType: ApplyConfiguration
                  applyConfiguration: {expression: "Object{boat: 1}"}
                """);
        assertThat(api.post(TestApi.CONFIG_MAPS, "{metadata: {name: m}}").message())
                .contains("invalid ApplyConfiguration");
    }

    @Test
    void saysWhatIsWrongWithAPolicy() {
        TestApi.Answer refused = api.post(POLICIES, """
                metadata: {name: p}
                spec:
                  reinvocationPolicy: Sometimes
                  matchConstraints:
                    resourceRules: [{operations: [DELETE], apiGroups: [''], apiVersions: [v1], resources: [pods]}]
                  mutations:
                  - {patchType: JSONPatch, applyConfiguration: {expression: 'Object{}'}}
                  - {patchType: ApplyConfiguration, applyConfiguration: {expression: '[JSONPatch{}]'}}
                  - {patchType: ApplyConfiguration, applyConfiguration: {expression: 'Boat{}'}}
                  - {patchType: Other}
                """);
        assertThat(refused.code()).isEqualTo(422);
        assertThat(faults(refused).keySet())
                .contains(
                        "spec.reinvocationPolicy",
                        "spec.matchConstraints.resourceRules[0].operations",
                        "spec.mutations[0].jsonPatch",
                        "spec.mutations[0].applyConfiguration",
                        "spec.mutations[1].applyConfiguration.expression",
                        "spec.mutations[2].applyConfiguration.expression",
                        "spec.mutations[3].patchType");
    }
}
