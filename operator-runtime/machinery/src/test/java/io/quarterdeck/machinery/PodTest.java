package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.PODS;
import static io.quarterdeck.machinery.TestApi.STRATEGIC;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.model.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PodTest {

    private final TestApi api = new TestApi();

    private TestApi.Answer pod(String name, String spec) {
        return api.post(PODS, "{metadata: {name: " + name + "}, spec: " + spec + "}");
    }

    @Test
    void namesOfKernelParametersAreChecked() {
        TestApi.Answer answer = api.post(
                TestApi.PODS,
                "{metadata: {name: p}, spec: {containers: [{name: c, image: i}], securityContext: {sysctls: ["
                        + "{name: foo-, value: a}, {name: kernel.shmmax, value: a}, {name: bar.., value: a},"
                        + " {name: kernel.shmmax, value: b}]}}}");
        assertThat(TestApi.faults(answer))
                .containsOnlyKeys(
                        "spec.securityContext.sysctls[0].name",
                        "spec.securityContext.sysctls[2].name",
                        "spec.securityContext.sysctls[3].name");
        assertThat(answer.message()).contains("Invalid value: \"foo-\"").contains("Invalid value: \"bar..\"");
    }

    @Test
    void isCompletedWhenItIsCreated() {
        TestApi.Answer pod = pod("p", "{containers: [{name: c, image: i}]}");
        assertThat(pod.code()).isEqualTo(201);
        assertThat(pod.text("status", "phase")).isEqualTo("Pending");
        assertThat(pod.text("status", "qosClass")).isEqualTo("BestEffort");
        assertThat(pod.text("spec", "serviceAccountName")).isEqualTo("default");
        assertThat(pod.text("spec", "serviceAccount")).isEqualTo("default");
        assertThat(pod.text("spec", "restartPolicy")).isEqualTo("Always");
        assertThat(pod.text("spec", "priority")).isEqualTo("0");
        assertThat(Json.items(pod.body(), "spec", "tolerations"))
                .extracting(toleration -> Json.text(toleration, "key"))
                .containsExactly("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");
        String volume = pod.body().at("/spec/volumes/0/name").asText();
        assertThat(volume).startsWith("kube-api-access-");
        assertThat(pod.body().at("/spec/volumes/0/projected/sources")).hasSize(3);
        assertThat(pod.body().at("/spec/containers/0/volumeMounts/0/name").asText())
                .isEqualTo(volume);
        assertThat(pod.body().at("/spec/containers/0/volumeMounts/0/mountPath").asText())
                .isEqualTo("/var/run/secrets/kubernetes.io/serviceaccount");
    }

    @Test
    void doesWithoutATokenIfItSaysSo() {
        TestApi.Answer pod = pod("p", "{automountServiceAccountToken: false, containers: [{name: c, image: i}]}");
        assertThat(pod.body().at("/spec/volumes").isMissingNode()).isTrue();
    }

    @Test
    void needsItsServiceAccount() {
        TestApi.Answer pod = pod("p", "{serviceAccountName: none, containers: [{name: c, image: i}]}");
        assertThat(pod.code()).isEqualTo(403);
        assertThat(pod.message())
                .isEqualTo("pods \"p\" is forbidden: error looking up service account default/none: serviceaccount"
                        + " \"none\" not found");
    }

    @Test
    void takesOnlyTheSecretsThatItsAccountHasIfThatSaysSo() {
        api.post("/api/v1/namespaces/default/serviceaccounts", """
                metadata: {name: strict, annotations: {kubernetes.io/enforce-mountable-secrets: 'true'}}
                secrets: [{name: own}]
                """);
        String pod = "{metadata: {name: %1$s}, spec: {serviceAccountName: strict, containers: [{name: c, image: i}],"
                + " volumes: [{name: v, secret: {secretName: %1$s}}]}}";
        assertThat(api.post(PODS, pod.formatted("own")).code()).isEqualTo(201);
        assertThat(api.post(PODS, pod.formatted("other")).message())
                .isEqualTo("pods \"other\" is forbidden: volume with secret.secretName=\"other\" is not allowed because"
                        + " service account strict does not reference that secret");
    }

    @Test
    void aMirrorOfAFileHasNoAccountAndNoSecrets() {
        String pod =
                "{metadata: {name: m, annotations: {kubernetes.io/config.mirror: x}}, spec: {nodeName: n, containers:"
                        + " [{name: c, image: i}], %s}}";
        assertThat(api.post(PODS, pod.formatted("serviceAccountName: default")).message())
                .endsWith("a mirror pod may not reference service accounts");
        assertThat(api.post(PODS, pod.formatted("volumes: [{name: v, secret: {secretName: s}}]"))
                        .message())
                .endsWith("a mirror pod may not reference secrets");
        assertThat(api.post(PODS, pod.formatted("restartPolicy: Always")).code())
                .isEqualTo(201);
    }

    @Test
    void isOfTheQualityThatItsResourcesSay() {
        String guaranteed = "{limits: {cpu: 1, memory: 1Gi}}";
        assertThat(pod("g", "{containers: [{name: c, image: i, resources: " + guaranteed + "}]}")
                        .text("status", "qosClass"))
                .isEqualTo("Guaranteed");
        assertThat(pod("b", "{containers: [{name: c, image: i, resources: {requests: {cpu: 1}}}]}")
                        .text("status", "qosClass"))
                .isEqualTo("Burstable");
    }

    @Test
    void saysWhatIsWrongFieldByField() {
        TestApi.Answer none = pod("p", "{containers: []}");
        assertThat(none.code()).isEqualTo(422);
        assertThat(faults(none)).containsEntry("spec.containers", "Required value");
        TestApi.Answer many = pod("p", """
                {restartPolicy: Sometimes, volumes: [{name: v, emptyDir: {}, hostPath: {path: /}}], containers: [
                {name: c, image: i, resources: {requests: {cpu: 2}, limits: {cpu: 1}}},
                {name: c, image: i, livenessProbe: {periodSeconds: 5}, ports: [{containerPort: 70000}]}]}
                """);
        assertThat(faults(many))
                .containsEntry("spec.containers[1].name", "Duplicate value: \"c\"")
                .containsEntry(
                        "spec.containers[0].resources.requests",
                        "Invalid value: \"2\": must be less than or equal to cpu limit of 1")
                .containsEntry("spec.containers[1].livenessProbe", "Required value: must specify a handler type")
                .containsEntry("spec.volumes[0].hostPath", "Forbidden: may not specify more than 1 volume type")
                .containsKeys("spec.restartPolicy", "spec.containers[1].ports[0].containerPort");
    }

    @Test
    void hardlyChanges() {
        pod("p", "{containers: [{name: c, image: i}]}");
        String url = PODS + "/p";
        assertThat(api.patch(url, STRATEGIC, "{spec: {containers: [{name: c, image: j}]}}")
                        .code())
                .isEqualTo(200);
        assertThat(api.patch(url, MERGE, "{spec: {activeDeadlineSeconds: 5}}").code())
                .isEqualTo(200);
        for (String change : new String[] {
            "{nodeName: n}",
            "{containers: [{name: c, image: j}, {name: d, image: i}]}",
            "{tolerations: []}",
            "{activeDeadlineSeconds: 10}",
            "{restartPolicy: Never}"
        }) {
            TestApi.Answer answer = api.patch(url, MERGE, "{spec: " + change + "}");
            assertThat(answer.code()).as(change).isEqualTo(422);
        }
        assertThat(api.patch(url, MERGE, "{spec: {restartPolicy: Never}}").message())
                .startsWith("Pod \"p\" is invalid: spec: Forbidden: pod updates may not change fields other than"
                        + " `spec.containers[*].image`");
    }

    @Test
    void isBoundOnce() {
        pod("p", "{containers: [{name: c, image: i}]}");
        String binding = "{metadata: {name: p}, target: {kind: Node, name: n1}}";
        TestApi.Answer bound = api.post(PODS + "/p/binding", binding);
        assertThat(bound.code()).isEqualTo(201);
        assertThat(bound.text("status")).isEqualTo("Success");
        TestApi.Answer pod = api.get(PODS + "/p");
        assertThat(pod.text("spec", "nodeName")).isEqualTo("n1");
        assertThat(pod.body().at("/status/conditions/0/type").asText()).isEqualTo("PodScheduled");
        TestApi.Answer again = api.post(PODS + "/p/binding", binding);
        assertThat(again.code()).isEqualTo(409);
        assertThat(again.message())
                .isEqualTo("Operation cannot be fulfilled on pods/binding \"p\": pod p is already assigned to node"
                        + " \"n1\"");
        assertThat(api.post("/api/v1/namespaces/default/bindings", binding).code())
                .isEqualTo(409);
        assertThat(api.post(PODS + "/p/binding", "{target: {}}").code()).isEqualTo(422);
        assertThat(names("?fieldSelector=spec.nodeName=n1")).containsExactly("p");
        assertThat(names("?fieldSelector=spec.nodeName=")).isEmpty();
    }

    private List<String> names(String query) {
        return TestApi.names(api.get(PODS + query));
    }

    @Test
    void leavesWhenItIsEvicted() {
        pod("p", "{containers: [{name: c, image: i}]}");
        TestApi.Answer evicted = api.post(PODS + "/p/eviction", "{kind: Eviction, metadata: {name: p}}");
        assertThat(evicted.code()).isEqualTo(201);
        assertThat(api.get(PODS + "/p").code()).isEqualTo(404);
        assertThat(api.post(PODS + "/p/eviction", "{metadata: {name: p}}").code())
                .isEqualTo(404);
    }

    @Test
    void whatIsAStreamIsTheEdges() {
        pod("p", "{containers: [{name: c, image: i}]}");
        assertThat(api.get(PODS + "/p/log").code()).isEqualTo(400);
        assertThat(api.get(PODS + "/p/nothing").code()).isEqualTo(404);
    }

    @Test
    void aNodeKeepsTheStatusThatItRegistersWith() {
        TestApi.Answer node = api.post("/api/v1/nodes", "{metadata: {name: n}, status: {capacity: {cpu: '2'}}}");
        assertThat(node.text("status", "capacity", "cpu")).isEqualTo("2");
    }
}
