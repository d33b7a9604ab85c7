package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.PODS;
import static io.quarterdeck.machinery.TestApi.STRATEGIC;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What may still change in a pod, by way of a subresource of its own. */
final class PodPartsTest {

    private final TestApi api = new TestApi();

    private void pod(String resources) {
        api.post(
                PODS, "{metadata: {name: p}, spec: {containers: [{name: c, image: i, resources: " + resources + "}]}}");
    }

    private TestApi.Answer debug(String containers) {
        return api.patch(
                PODS + "/p/ephemeralcontainers", STRATEGIC, "{spec: {ephemeralContainers: " + containers + "}}");
    }

    private TestApi.Answer resize(String resources) {
        return api.patch(
                PODS + "/p/resize", STRATEGIC, "{spec: {containers: [{name: c, resources: " + resources + "}]}}");
    }

    @Test
    void aPodIsLookedInto() {
        pod("{}");
        TestApi.Answer pod = debug("[{name: d, image: busybox, targetContainerName: c}]");
        assertThat(pod.code()).isEqualTo(200);
        assertThat(pod.body().at("/spec/ephemeralContainers/0/imagePullPolicy").asText())
                .isEqualTo("Always");
        assertThat(pod.text("metadata", "generation")).isEqualTo("2");
        assertThat(api.get(PODS + "/p/ephemeralcontainers").text("kind")).isEqualTo("Pod");
        assertThat(debug("[{name: e, image: i}]").body().at("/spec/ephemeralContainers"))
                .hasSize(2);
    }

    @Test
    void whatLooksIntoAPodStaysAsItIs() {
        pod("{}");
        debug("[{name: d, image: busybox}]");
        assertThat(faults(debug("[{name: d, image: other}]")))
                .containsEntry(
                        "spec.ephemeralContainers",
                        "Forbidden: existing ephemeral containers \"d\" may not be changed");
        assertThat(faults(api.patch(PODS + "/p/ephemeralcontainers", MERGE, "{spec: {ephemeralContainers: []}}")))
                .containsEntry(
                        "spec.ephemeralContainers",
                        "Forbidden: existing ephemeral containers \"d\" may not be removed");
        assertThat(faults(debug("[{name: c, image: i}, {name: f, image: i, targetContainerName: none, ports:"
                        + " [{containerPort: 1}]}]")))
                .containsValue("Duplicate value: \"c\"")
                .containsValue("Not found: \"none\"")
                .containsValue("Forbidden: cannot be set for an Ephemeral Container");
    }

    @Test
    void nothingElseChangesThere() {
        pod("{}");
        api.patch(PODS + "/p/ephemeralcontainers", MERGE, "{metadata: {labels: {a: b}}, spec: {nodeName: n}}");
        TestApi.Answer pod = api.get(PODS + "/p");
        assertThat(pod.body().at("/metadata/labels").isMissingNode()).isTrue();
        assertThat(pod.text("spec", "nodeName")).isEmpty();
        assertThat(api.delete(PODS + "/p/resize").code()).isEqualTo(405);
        assertThat(api.get(TestApi.SERVICES + "/s/resize").code()).isEqualTo(404);
        assertThat(faults(api.patch(PODS + "/p", MERGE, "{spec: {ephemeralContainers: [{name: d, image: i}]}}")))
                .containsKey("spec");
    }

    @Test
    void aContainerIsResizedWithinItsQuality() {
        pod("{requests: {cpu: 100m}, limits: {cpu: 200m}}");
        assertThat(resize("{requests: {cpu: 150m}}")
                        .body()
                        .at("/spec/containers/0/resources/requests/cpu")
                        .asText())
                .isEqualTo("150m");
        assertThat(api.get(PODS + "/p").text("metadata", "generation")).isEqualTo("2");
        assertThat(faults(resize("{requests: {cpu: 200m, memory: 1Gi}, limits: {memory: 1Gi}}")))
                .containsEntry(
                        "spec", "Invalid value: \"Guaranteed\": Pod QOS Class may not change as a result of resizing");
        assertThat(faults(resize("{requests: {ephemeral-storage: 1Gi}}")))
                .containsEntry("spec", "Forbidden: only cpu and memory resources are mutable");
        assertThat(faults(resize("{limits: {cpu: null}}")))
                .containsEntry("spec.containers[0].resources.limits", "Forbidden: resource limits cannot be removed");
        assertThat(faults(resize("{requests: {cpu: 300m}}"))).containsKey("spec.containers[0].resources.requests");
    }
}
