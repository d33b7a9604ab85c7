package io.quarterdeck.machinery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Admission by other versions of a resource, and of connections, which are no resource at all. */
class EquivalentTest {

    private static final String GROUP = "/apis/admissionregistration.k8s.io/v1/";
    private static final String SCALERS = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
    private static final User JANE = new User("jane", "", List.of(), Map.of());
    private static final String SCALER = """
            {metadata: {name: s}, spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d},
             metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]}}
            """;

    private final TestApi api = new TestApi();
    private final List<JsonNode> asked = new ArrayList<>();

    private void answering(String response) {
        api.webhooks = (place, review, timeout) -> {
            JsonNode request = Json.at(Json.parse(review), "request");
            asked.add(request);
            ObjectNode answer =
                    Json.object().put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
            answer.putObject("response").put("uid", Json.text(request, "uid")).setAll(TestApi.yaml(response));
            return Json.encode(answer);
        };
    }

    private void webhook(String kind, String rule, String more) {
        TestApi.Answer made = api.post(GROUP + kind + "webhookconfigurations", """
                metadata: {name: w}
                webhooks:
                - name: w.example.com
                  clientConfig: {url: 'https://example.com/w'}
                  sideEffects: None
                  admissionReviewVersions: [v1]
                  rules: [%s]
                """.formatted(rule) + more);
        assertThat(made.code()).as(made.message()).isEqualTo(201);
    }

    private static final String OLD_SCALERS =
            "{operations: [CREATE], apiGroups: [autoscaling], apiVersions: [v1], resources: [horizontalpodautoscalers]}";

    @Test
    void aRuleForOneVersionMeansTheOthersToo() {
        answering("{allowed: true}");
        webhook("validating", OLD_SCALERS, "");
        assertThat(api.post(SCALERS, SCALER).code()).isEqualTo(201);
        JsonNode request = asked.getFirst();
        assertThat(Json.text(request, "kind", "version")).isEqualTo("v1");
        assertThat(Json.text(request, "resource", "version")).isEqualTo("v1");
        assertThat(Json.text(request, "requestKind", "version")).isEqualTo("v2");
        assertThat(Json.text(request, "requestResource", "version")).isEqualTo("v2");
        assertThat(Json.text(request, "object", "apiVersion")).isEqualTo("autoscaling/v1");
        assertThat(Json.at(request, "object", "spec", "targetCPUUtilizationPercentage")
                        .asInt())
                .isEqualTo(70);
    }

    @Test
    void anExactRuleMeansItsVersionOnly() {
        answering("{allowed: true}");
        webhook("validating", OLD_SCALERS, "  matchPolicy: Exact\n");
        assertThat(api.post(SCALERS, SCALER).code()).isEqualTo(201);
        assertThat(asked).isEmpty();
    }

    @Test
    void whatAWebhookChangesAtItsVersionIsChanged() {
        String patch = Base64.getEncoder()
                .encodeToString("[{\"op\":\"replace\",\"path\":\"/spec/targetCPUUtilizationPercentage\",\"value\":55}]"
                        .getBytes(StandardCharsets.UTF_8));
        answering("{allowed: true, patchType: JSONPatch, patch: " + patch + "}");
        webhook("mutating", OLD_SCALERS, "");
        TestApi.Answer made = api.post(SCALERS, SCALER);
        assertThat(made.text("apiVersion")).isEqualTo("autoscaling/v2");
        assertThat(made.body()
                        .at("/spec/metrics/0/resource/target/averageUtilization")
                        .asInt())
                .isEqualTo(55);
    }

    @Test
    void aPolicySeesItsVersion() {
        api.post(GROUP + "validatingadmissionpolicies", """
                metadata: {name: low}
                spec:
                  matchConstraints: {resourceRules: [%s]}
                  validations: [{expression: 'object.spec.targetCPUUtilizationPercentage < 60'}]
                """.formatted(OLD_SCALERS));
        api.post(
                GROUP + "validatingadmissionpolicybindings",
                "{metadata: {name: low}, spec: {policyName: low, validationActions: [Deny]}}");
        assertThat(api.post(SCALERS, SCALER).message()).contains("ValidatingAdmissionPolicy 'low'");
        assertThat(api.post(SCALERS, SCALER.replace("70", "50")).code()).isEqualTo(201);
    }

    private static Connection attach(String pod) {
        return new Connection(
                "pods",
                "attach",
                "default",
                pod,
                "",
                Map.of("stdin", List.of("true"), "stderr", List.of("false"), "container", List.of("c")));
    }

    @Test
    void aWebhookRefusesAConnection() {
        assertThat(api.api.guardsConnections()).isFalse();
        webhook(
                "validating",
                "{operations: [CONNECT], apiGroups: ['*'], apiVersions: ['*'], resources: [pods/attach]}",
                "");
        assertThat(api.api.guardsConnections()).isTrue();
        answering("{allowed: false, status: {message: not this one}}");
        assertThatThrownBy(() -> api.api.admit(JANE, attach("p")))
                .isInstanceOfSatisfying(ApiException.class, refusal -> {
                    assertThat(refusal.status().code()).isEqualTo(403);
                    assertThat(refusal.status().message())
                            .isEqualTo("admission webhook \"w.example.com\" denied the request: not this one");
                });
        JsonNode request = asked.getFirst();
        assertThat(Json.text(request, "operation")).isEqualTo("CONNECT");
        assertThat(Json.text(request, "name")).isEqualTo("p");
        assertThat(Json.text(request, "subResource")).isEqualTo("attach");
        assertThat(Json.text(request, "resource", "resource")).isEqualTo("pods");
        assertThat(Json.text(request, "kind", "kind")).isEqualTo("PodAttachOptions");
        assertThat(Json.at(request, "object").toString())
                .isEqualTo("{\"kind\":\"PodAttachOptions\",\"stdin\":true,\"stdout\":true,\"container\":\"c\","
                        + "\"apiVersion\":\"v1\"}");
        assertThat(Json.text(request, "userInfo", "username")).isEqualTo("jane");
    }

    @Test
    void otherConnectionsAreNotAsked() {
        webhook(
                "validating",
                "{operations: [CONNECT], apiGroups: [''], apiVersions: [v1], resources: [pods/exec, services/proxy]}",
                "");
        answering("{allowed: false}");
        api.api.admit(JANE, attach("p"));
        assertThat(asked).isEmpty();
        Connection exec =
                new Connection("pods", "exec", "default", "p", "", Map.of("command", List.of("sh", "-c", "date")));
        assertThatThrownBy(() -> api.api.admit(JANE, exec)).isInstanceOf(ApiException.class);
        assertThat(Json.at(asked.getFirst(), "object", "command").toString()).isEqualTo("[\"sh\",\"-c\",\"date\"]");
        Connection proxy = new Connection("services", "proxy", "default", "web:80", "/index", Map.of());
        assertThatThrownBy(() -> api.api.admit(JANE, proxy)).isInstanceOf(ApiException.class);
        assertThat(Json.text(asked.get(1), "kind", "kind")).isEqualTo("ServiceProxyOptions");
        assertThat(Json.text(asked.get(1), "object", "path")).isEqualTo("/index");
    }

    @Test
    void aPortForwardNamesItsPorts() {
        webhook("validating", "{operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*']}", "");
        answering("{allowed: true}");
        api.api.admit(
                JANE,
                new Connection("pods", "portforward", "default", "p", "", Map.of("ports", List.of("80,8080", "x"))));
        assertThat(Json.at(asked.getFirst(), "object", "ports").toString()).isEqualTo("[80,8080]");
    }
}
