package io.quarterdeck.machinery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.admission.WebhookCaller;
import io.quarterdeck.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
    private static final String POD = "{metadata: {name: p}, spec: {containers: [{name: c, image: i}]}}";

    private final TestApi api = new TestApi();

    private static WebhookCaller answering(List<JsonNode> asked, String response) {
        return (place, review, timeout) -> {
            JsonNode request = Json.at(Json.parse(review), "request");
            asked.add(request);
            ObjectNode answer =
                    Json.object().put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
            answer.putObject("response").put("uid", Json.text(request, "uid")).setAll(TestApi.yaml(response));
            return Json.encode(answer);
        };
    }

    private void webhook(String kind, String more) {
        TestApi.Answer made = api.post(GROUP + kind + "webhookconfigurations", """
                metadata: {name: w}
                webhooks:
                - name: w.example.com
                  clientConfig: {url: 'https://example.com/w'}
                  sideEffects: None
                  admissionReviewVersions: [v1]
                  rules: [{operations: [CREATE], apiGroups: [''], apiVersions: [v1], resources: [configmaps]}]
                """ + more);
        assertThat(made.code()).as(made.message()).isEqualTo(201);
    }

    @Test
    void aContainerGetsTheLimitsOfItsNamespaceAndIsHeldAgainstThem() {
        api.post("/api/v1/namespaces/default/limitranges", """
                metadata: {name: l}
                spec: {limits: [{type: Container, default: {cpu: 200m}, defaultRequest: {cpu: 100m}, max: {cpu: 500m}}]}
                """);
        TestApi.Answer pod = api.post(TestApi.PODS, POD);
        JsonNode container = Json.items(pod.body(), "spec", "containers").getFirst();
        assertThat(Json.text(container, "resources", "limits", "cpu")).isEqualTo("200m");
        assertThat(Json.text(container, "resources", "requests", "cpu")).isEqualTo("100m");
        assertThat(pod.text("status", "qosClass")).isEqualTo("Burstable");

        TestApi.Answer greedy = api.post(
                TestApi.PODS,
                "{metadata: {name: q}, spec: {containers: [{name: c, image: i, resources: {limits: {cpu: 1}}}]}}");
        assertThat(greedy.code()).isEqualTo(403);
        assertThat(greedy.message())
                .isEqualTo("pods \"q\" is forbidden: maximum cpu usage per Container is 500m, but limit is 1");
    }

    @Test
    void aPodNeedsTheRuntimeClassThatItNames() {
        String pod = "{metadata: {name: p}, spec: {runtimeClassName: r, containers: [{name: c, image: i}]}}";
        assertThat(api.post(TestApi.PODS, pod).message())
                .isEqualTo("pods \"p\" is forbidden: pod rejected: RuntimeClass \"r\" not found");

        api.post("/apis/node.k8s.io/v1/runtimeclasses", """
                {metadata: {name: r}, handler: h, overhead: {podFixed: {cpu: 10m}}, scheduling: {nodeSelector: {a: b}}}
                """);
        TestApi.Answer made = api.post(TestApi.PODS, pod);
        assertThat(made.text("spec", "overhead", "cpu")).isEqualTo("10m");
        assertThat(made.text("spec", "nodeSelector", "a")).isEqualTo("b");
    }

    @Test
    void aClaimGetsTheDefaultClass() {
        String claims = "/api/v1/namespaces/default/persistentvolumeclaims";
        String claim =
                "{metadata: {name: c}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}";
        api.post("/apis/storage.k8s.io/v1/storageclasses", """
                {metadata: {name: s, annotations: {storageclass.kubernetes.io/is-default-class: 'true'}}, provisioner: p/q}
                """);
        assertThat(api.post(claims, claim).text("spec", "storageClassName")).isEqualTo("s");
    }

    @Test
    void claimsAndVolumesAreProtectedWhileInUse() {
        String claims = "/api/v1/namespaces/default/persistentvolumeclaims";
        TestApi.Answer claim = api.post(
                claims,
                "{metadata: {name: c, finalizers: [example.com/f]}, spec: {accessModes: [ReadWriteOnce], resources:"
                        + " {requests: {storage: 1Gi}}}}");
        assertThat(Json.items(claim.body(), "metadata", "finalizers"))
                .extracting(JsonNode::asText)
                .containsExactly("example.com/f", "kubernetes.io/pvc-protection");
        TestApi.Answer volume = api.post(
                "/api/v1/persistentvolumes",
                "{metadata: {name: v}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path:"
                        + " /v}}}");
        assertThat(Json.items(volume.body(), "metadata", "finalizers"))
                .extracting(JsonNode::asText)
                .containsExactly("kubernetes.io/pv-protection");
        api.delete(claims + "/c");
        assertThat(api.get(claims + "/c").text("metadata", "deletionTimestamp")).isNotEmpty();
    }

    @Test
    void aNewNodeTakesNoPodsUntilItHasBeenLookedAt() {
        TestApi.Answer node =
                api.post("/api/v1/nodes", "{metadata: {name: n}, spec: {taints: [{key: a, effect: NoExecute}]}}");
        assertThat(Json.items(node.body(), "spec", "taints"))
                .extracting(taint -> Json.text(taint, "key") + ":" + Json.text(taint, "effect"))
                .containsExactly("a:NoExecute", "node.kubernetes.io/not-ready:NoSchedule");
    }

    @Test
    void aWebhookChangesWhatIsWritten() {
        List<JsonNode> asked = new ArrayList<>();
        String patch = Base64.getEncoder()
                .encodeToString("[{\"op\":\"add\",\"path\":\"/data\",\"value\":{\"by\":\"webhook\"}}]"
                        .getBytes(StandardCharsets.UTF_8));
        api.webhooks =
                answering(asked, "{allowed: true, patchType: JSONPatch, patch: " + patch + ", warnings: [look out]}");
        webhook("mutating", "");
        TestApi.Answer made = api.post(TestApi.CONFIG_MAPS, "{metadata: {name: m}}");
        assertThat(made.text("data", "by")).isEqualTo("webhook");
        assertThat(made.warnings()).containsExactly("look out");
        assertThat(Json.text(asked.getFirst(), "userInfo", "username")).isEqualTo("jane");
        assertThat(Json.text(asked.getFirst(), "object", "metadata", "name")).isEqualTo("m");

        api.post("/api/v1/namespaces/default/secrets", "{metadata: {name: s}}");
        assertThat(asked).as("no rule is about secrets").hasSize(1);
    }

    @Test
    void aWebhookRefusesWhatIsWritten() {
        api.webhooks = answering(new ArrayList<>(), "{allowed: false, status: {message: not today}}");
        webhook("validating", "");
        TestApi.Answer refused = api.post(TestApi.CONFIG_MAPS, "{metadata: {name: m}}");
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message()).isEqualTo("admission webhook \"w.example.com\" denied the request: not today");
        assertThat(api.get(TestApi.CONFIG_MAPS + "/m").code()).isEqualTo(404);
    }

    @Test
    void aWebhookThatDoesNotAnswerDecidesByItsPolicy() {
        api.webhooks = (place, review, timeout) -> {
            throw new IOException("connection refused");
        };
        webhook("validating", "  failurePolicy: Ignore\n");
        assertThat(api.post(TestApi.CONFIG_MAPS, "{metadata: {name: m}}").code())
                .isEqualTo(201);
        webhook("mutating", "");
        assertThat(api.post(TestApi.CONFIG_MAPS, "{metadata: {name: n}}").message())
                .isEqualTo("Internal error occurred: failed calling webhook \"w.example.com\": connection refused");
    }

    @Test
    void aWebhookIsAskedOnlyWhereItsSelectorAndConditionsHold() {
        List<JsonNode> asked = new ArrayList<>();
        api.webhooks = answering(asked, "{allowed: true}");
        webhook(
                "validating",
                "  objectSelector: {matchLabels: {watched: 'yes'}}\n"
                        + "  matchConditions: [{name: c, expression: 'object.metadata.name != \"free\"'}]\n");
        api.post(TestApi.CONFIG_MAPS, "{metadata: {name: a}}");
        api.post(TestApi.CONFIG_MAPS, "{metadata: {name: free, labels: {watched: 'yes'}}}");
        assertThat(asked).isEmpty();
        api.post(TestApi.CONFIG_MAPS, "{metadata: {name: b, labels: {watched: 'yes'}}}");
        assertThat(asked).hasSize(1);
    }

    private void policy(String binding) {
        TestApi.Answer made = api.post(GROUP + "validatingadmissionpolicies", """
                metadata: {name: few}
                spec:
                  paramKind: {apiVersion: v1, kind: ConfigMap}
                  matchConstraints:
                    resourceRules: [{operations: [CREATE, UPDATE], apiGroups: [apps], apiVersions: [v1], resources: [deployments]}]
                  variables: [{name: most, expression: 'int(params.data.most)'}]
                  validations:
                  - {expression: 'object.spec.replicas <= variables.most', messageExpression: "'at most ' + string(variables.most)"}
                """);
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        api.post(TestApi.CONFIG_MAPS, "{metadata: {name: limits}, data: {most: '3'}}");
        TestApi.Answer bound = api.post(GROUP + "validatingadmissionpolicybindings", binding);
        assertThat(bound.code()).as(bound.message()).isEqualTo(201);
    }

    private TestApi.Answer deployment(int replicas) {
        return api.post(TestApi.DEPLOYMENTS, """
                metadata: {name: d%d}
                spec:
                  replicas: %d
                  selector: {matchLabels: {a: b}}
                  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}
                """.replace("%d", Integer.toString(replicas)));
    }

    @Test
    void aBoundPolicyRefusesWhatItsExpressionSays() {
        policy("""
                metadata: {name: b}
                spec:
                  policyName: few
                  paramRef: {name: limits, namespace: default, parameterNotFoundAction: Deny}
                  validationActions: [Deny]
                """);
        assertThat(deployment(3).code()).isEqualTo(201);
        TestApi.Answer refused = deployment(4);
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo(
                        "deployments.apps \"d4\" is forbidden: ValidatingAdmissionPolicy 'few' with binding 'b' denied"
                                + " request: at most 3");
        api.delete(TestApi.CONFIG_MAPS + "/limits");
        assertThat(deployment(2).message()).contains("no params found for policy binding");
    }

    @Test
    void aBindingThatWarnsRefusesNothing() {
        policy("""
                metadata: {name: b}
                spec:
                  policyName: few
                  paramRef: {name: limits, namespace: default, parameterNotFoundAction: Deny}
                  validationActions: [Warn]
                """);
        TestApi.Answer warned = deployment(5);
        assertThat(warned.code()).isEqualTo(201);
        assertThat(warned.warnings())
                .containsExactly("Validation failed for ValidatingAdmissionPolicy 'few' with binding 'b': at most 3");
    }
}
