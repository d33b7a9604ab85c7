package io.quarterdeck.machinery.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import org.junit.jupiter.api.Test;

class DefaultsTest {

    private static ObjectNode defaulted(String group, String kind, String text) {
        ObjectNode object = Fixture.json(text);
        Defaults.apply(Fixture.kind(group, kind).schema(), object);
        return object;
    }

    @Test
    void aDeploymentGetsWhatKubernetesGivesIt() {
        JsonNode spec = defaulted("apps", "Deployment", Fixture.DEPLOYMENT).path("spec");
        assertThat(spec.path("replicas").asInt()).isEqualTo(1);
        assertThat(spec.path("revisionHistoryLimit").asInt()).isEqualTo(10);
        assertThat(spec.path("progressDeadlineSeconds").asInt()).isEqualTo(600);
        assertThat(spec.path("strategy"))
                .isEqualTo(Fixture.json(
                        "{'type': 'RollingUpdate', 'rollingUpdate': {'maxSurge': '25%', 'maxUnavailable': '25%'}}"));
    }

    @Test
    void aTemplateGetsAPodsDefaultsButNotThoseOfARunningPod() {
        JsonNode pod = Json.at(defaulted("apps", "Deployment", Fixture.DEPLOYMENT), "spec", "template", "spec");
        assertThat(pod.path("restartPolicy").asText()).isEqualTo("Always");
        assertThat(pod.path("dnsPolicy").asText()).isEqualTo("ClusterFirst");
        assertThat(pod.path("schedulerName").asText()).isEqualTo("default-scheduler");
        assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isEqualTo(30);
        assertThat(pod.path("securityContext").isObject()).isTrue();
        assertThat(pod.path("serviceAccount").asText()).isEqualTo("web");
        assertThat(pod.path("volumes").path(0).has("emptyDir")).isTrue();
        assertThat(pod.path("volumes").path(1)).isEqualTo(Fixture.json("""
                {'name': 'conf', 'configMap': {'name': 'web', 'defaultMode': 420}}"""));
        assertThat(pod.has("enableServiceLinks")).isFalse();
        JsonNode container = pod.path("containers").path(0);
        assertThat(container.path("resources").has("requests")).isFalse();
        assertThat(container.path("ports").path(0).path("protocol").asText()).isEqualTo("TCP");
        assertThat(container.path("imagePullPolicy").asText()).isEqualTo("Always");
        assertThat(container.path("livenessProbe")).isEqualTo(Fixture.json("""
                {'httpGet': {'port': 'http', 'path': '/', 'scheme': 'HTTP'}, 'periodSeconds': 10,
                 'timeoutSeconds': 5, 'failureThreshold': 3, 'successThreshold': 1}"""));
    }

    @Test
    void aPodRequestsWhatItIsLimitedToAndUsesTheHostsPorts() {
        ObjectNode pod = defaulted("", "Pod", """
                {'spec': {'hostNetwork': true, 'containers': [{'name': 'a', 'image': 'a:1',
                  'ports': [{'containerPort': 80}],
                  'resources': {'limits': {'cpu': '1', 'memory': '1Gi'}, 'requests': {'cpu': '500m'}}}]}}""");
        JsonNode container = Json.at(pod, "spec", "containers").path(0);
        assertThat(container.path("resources").path("requests")).isEqualTo(Fixture.json("""
                {'cpu': '500m', 'memory': '1Gi'}"""));
        assertThat(container.path("ports").path(0).path("hostPort").asInt()).isEqualTo(80);
        assertThat(container.path("imagePullPolicy").asText()).isEqualTo("IfNotPresent");
        assertThat(Json.at(pod, "spec", "enableServiceLinks").asBoolean()).isTrue();
    }

    @Test
    void aQuantityThatWasWrittenAsANumberIsKeptAsText() {
        ObjectNode pod = defaulted("", "Pod", """
                {'spec': {'containers': [{'name': 'a', 'image': 'a', 'resources': {'limits': {'cpu': 2}}}]}}""");
        JsonNode resources = Json.at(pod, "spec", "containers").path(0).path("resources");
        assertThat(resources).isEqualTo(Fixture.json("{'limits': {'cpu': '2'}, 'requests': {'cpu': '2'}}"));
    }

    @Test
    void aServicesDefaultsDependOnItsType() {
        JsonNode plain =
                defaulted("", "Service", "{'spec': {'ports': [{'port': 80}]}}").path("spec");
        assertThat(plain).isEqualTo(Fixture.json("""
                {'ports': [{'port': 80, 'protocol': 'TCP', 'targetPort': 80}], 'internalTrafficPolicy': 'Cluster',
                 'sessionAffinity': 'None', 'type': 'ClusterIP'}"""));
        JsonNode open = defaulted("", "Service", "{'spec': {'type': 'LoadBalancer', 'sessionAffinity': 'ClientIP'}}")
                .path("spec");
        assertThat(open.path("externalTrafficPolicy").asText()).isEqualTo("Cluster");
        assertThat(open.path("allocateLoadBalancerNodePorts").asBoolean()).isTrue();
        assertThat(Json.at(open, "sessionAffinityConfig", "clientIP", "timeoutSeconds")
                        .asInt())
                .isEqualTo(10800);
    }

    @Test
    void aRecreateDeploymentHasNoRollingUpdate() {
        ObjectNode deployment = Fixture.json(Fixture.DEPLOYMENT);
        Json.ensureObject(deployment, "spec", "strategy").put("type", "Recreate");
        Defaults.apply(Fixture.kind("apps", "Deployment").schema(), deployment);
        assertThat(Json.at(deployment, "spec", "strategy")).isEqualTo(Fixture.json("{'type': 'Recreate'}"));
    }

    @Test
    void nullsOfBuiltInKindsGo() {
        ObjectNode deployment = defaulted("apps", "Deployment", Fixture.DEPLOYMENT);
        assertThat(deployment.path("metadata").has("creationTimestamp")).isFalse();
        assertThat(Json.at(deployment, "spec", "template", "metadata").has("creationTimestamp"))
                .isFalse();
    }

    @Test
    void defaultingTwiceIsDefaultingOnce() {
        ObjectNode once = defaulted("apps", "Deployment", Fixture.DEPLOYMENT);
        ObjectNode twice = once.deepCopy();
        Defaults.apply(Fixture.kind("apps", "Deployment").schema(), twice);
        assertThat(twice).isEqualTo(once);
    }

    @Test
    void aUsersKindKeepsAnAllowedNullAndAnEmptyText() {
        ObjectNode table = Fixture.json("{'spec': {'cronSpec': '', 'color': null, 'note': null}}");
        Defaults.apply(Fixture.custom().schema(), table);
        assertThat(table).isEqualTo(Fixture.json("""
                {'spec': {'cronSpec': '', 'color': 'red', 'note': null, 'replicas': 1}}"""));
    }

    @Test
    void whatIsSetIsACopy() {
        ObjectNode first = defaulted("apps", "Deployment", Fixture.DEPLOYMENT);
        Json.ensureObject(first, "spec", "template", "spec", "securityContext").put("runAsUser", 7);
        ObjectNode second = defaulted("apps", "Deployment", Fixture.DEPLOYMENT);
        assertThat(Json.at(second, "spec", "template", "spec", "securityContext"))
                .isEmpty();
    }
}
