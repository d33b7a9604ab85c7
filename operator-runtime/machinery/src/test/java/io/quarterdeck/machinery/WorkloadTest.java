package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** StatefulSets, DaemonSets, ReplicationControllers, and the templates and revisions beside them. */
final class WorkloadTest {

    private static final String APPS = "/apis/apps/v1/namespaces/default/";
    private static final String CORE = "/api/v1/namespaces/default/";
    private static final String TEMPLATE = "{metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}";
    private static final String SPEC = "{selector: {matchLabels: {a: b}}, template: " + TEMPLATE;

    private final TestApi api = new TestApi();

    private TestApi.Answer statefulSet(String more) {
        return api.post(APPS + "statefulsets", "{metadata: {name: s}, spec: " + SPEC + more + "}}");
    }

    @Test
    void aStatefulSetIsCompleted() {
        TestApi.Answer set = statefulSet(
                ", volumeClaimTemplates: [{metadata: {name: v}, spec: {accessModes: [ReadWriteOnce], resources:"
                        + " {requests: {storage: 1Gi}}}}]");
        assertThat(set.code()).isEqualTo(201);
        assertThat(set.text("spec", "podManagementPolicy")).isEqualTo("OrderedReady");
        assertThat(set.text("spec", "replicas")).isEqualTo("1");
        assertThat(set.text("spec", "revisionHistoryLimit")).isEqualTo("10");
        assertThat(set.text("spec", "updateStrategy", "type")).isEqualTo("RollingUpdate");
        assertThat(set.text("spec", "updateStrategy", "rollingUpdate", "partition"))
                .isEqualTo("0");
        assertThat(set.text("spec", "persistentVolumeClaimRetentionPolicy", "whenScaled"))
                .isEqualTo("Retain");
        assertThat(set.body().at("/spec/volumeClaimTemplates/0/kind").asText()).isEqualTo("PersistentVolumeClaim");
        assertThat(set.body().at("/spec/volumeClaimTemplates/0/status/phase").asText())
                .isEqualTo("Pending");
        assertThat(set.text("metadata", "generation")).isEqualTo("1");
    }

    @Test
    void ofAStatefulSetOnlySomeFieldsChange() {
        statefulSet("");
        String url = APPS + "statefulsets/s";
        assertThat(api.patch(
                                url,
                                MERGE,
                                "{spec: {replicas: 3, minReadySeconds: 2, updateStrategy: {type: OnDelete,"
                                        + " rollingUpdate: null}}}")
                        .text("metadata", "generation"))
                .isEqualTo("2");
        assertThat(faults(api.patch(url, MERGE, "{spec: {serviceName: other}}")))
                .containsEntry(
                        "spec",
                        "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
                                + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy'"
                                + " and 'minReadySeconds' are forbidden");
        assertThat(api.patch(url + "/scale", MERGE, "{spec: {replicas: 5}}").text("status", "selector"))
                .isEqualTo("a=b");
        assertThat(api.get(url).text("spec", "replicas")).isEqualTo("5");
    }

    @Test
    void aStatefulSetThatCannotWorkIsRefused() {
        assertThat(faults(statefulSet(", podManagementPolicy: X, updateStrategy: {type: Some}")))
                .containsEntry("spec.podManagementPolicy", "Invalid value: \"X\": must be 'OrderedReady' or 'Parallel'")
                .containsEntry(
                        "spec.updateStrategy",
                        "Invalid value: {\"type\":\"Some\"}: must be 'RollingUpdate' or 'OnDelete'");
        TestApi.Answer unknown = api.post(
                APPS + "statefulsets",
                "{metadata: {name: s}, spec: {selector: {matchLabels: {a: c}}, template: {metadata: {labels: {a: b}},"
                        + " spec: {containers: [{name: c, image: i, volumeMounts: [{name: v, mountPath: /v}]}]}}}}");
        assertThat(faults(unknown))
                .containsEntry(
                        "spec.template.metadata.labels",
                        "Invalid value: {\"a\":\"b\"}: `selector` does not match template `labels`")
                .containsEntry("spec.template.spec.containers[0].volumeMounts[0].name", "Not found: \"v\"");
    }

    @Test
    void aDaemonSetCountsItsTemplates() {
        TestApi.Answer set = api.post(APPS + "daemonsets", "{metadata: {name: d}, spec: " + SPEC + "}}");
        String count = "deprecated.daemonset.template.generation";
        assertThat(set.text("metadata", "annotations", count)).isEqualTo("1");
        assertThat(set.text("spec", "updateStrategy", "rollingUpdate", "maxUnavailable"))
                .isEqualTo("1");
        String url = APPS + "daemonsets/d";
        assertThat(api.patch(url, MERGE, "{spec: {minReadySeconds: 1}}").text("metadata", "annotations", count))
                .isEqualTo("1");
        assertThat(api.patch(url, MERGE, "{spec: {template: {spec: {nodeSelector: {x: z}}}}}")
                        .text("metadata", "annotations", count))
                .isEqualTo("2");
        assertThat(faults(api.patch(url, MERGE, "{spec: {selector: {matchLabels: {a: null, c: d}}}}")))
                .containsEntry("spec.selector", "Invalid value: {\"matchLabels\":{\"c\":\"d\"}}: field is immutable");
    }

    @Test
    void aDaemonSetSurgesOrLacksButMustDoOne() {
        for (String[] pair : new String[][] {
            {"{maxUnavailable: 0}", "maxUnavailable", "Required value: cannot be 0 when maxSurge is 0"},
            {"{maxSurge: 10%}", "maxSurge", "Invalid value: \"10%\": may not be set when maxUnavailable is non-zero"}
        }) {
            TestApi.Answer answer = api.post(
                    APPS + "daemonsets",
                    "{metadata: {name: d}, spec: " + SPEC + ", updateStrategy: {rollingUpdate: " + pair[0] + "}}}");
            assertThat(faults(answer)).containsEntry("spec.updateStrategy.rollingUpdate." + pair[1], pair[2]);
        }
    }

    @Test
    void aReplicationControllerTakesWhatItDoesNotSayFromItsTemplate() {
        TestApi.Answer controller =
                api.post(CORE + "replicationcontrollers", "{metadata: {name: r}, spec: {template: " + TEMPLATE + "}}");
        assertThat(controller.text("spec", "selector", "a")).isEqualTo("b");
        assertThat(controller.text("metadata", "labels", "a")).isEqualTo("b");
        assertThat(controller.text("spec", "replicas")).isEqualTo("1");
        assertThat(api.get(CORE + "replicationcontrollers/r/scale").text("status", "selector"))
                .isEqualTo("a=b");
        TestApi.Answer wrong = api.post(
                CORE + "replicationcontrollers",
                "{metadata: {name: w}, spec: {selector: {a: c}, template: " + TEMPLATE + "}}");
        assertThat(faults(wrong)).containsKey("spec.template.metadata.labels");
    }

    @Test
    void aRevisionIsAsItWas() {
        String url = APPS + "controllerrevisions";
        assertThat(faults(api.post(url, "{metadata: {name: r}, revision: 1}")))
                .containsEntry("data", "Required value: data is mandatory");
        assertThat(api.post(url, "{metadata: {name: r}, revision: 1, data: {a: b}}")
                        .code())
                .isEqualTo(201);
        assertThat(api.patch(url + "/r", MERGE, "{revision: 2}").code()).isEqualTo(200);
        assertThat(faults(api.patch(url + "/r", MERGE, "{data: {a: c}}")))
                .containsEntry("data", "Invalid value: {\"a\":\"c\"}: field is immutable");
    }

    @Test
    void aPodTemplateIsCheckedAsAPodIs() {
        String url = CORE + "podtemplates";
        assertThat(api.post(url, "{metadata: {name: t}, template: " + TEMPLATE + "}")
                        .text("metadata", "generation"))
                .isEqualTo("1");
        assertThat(faults(api.post(url, "{metadata: {name: u}, template: {spec: {containers: [{name: c}]}}}")))
                .containsEntry("template.spec.containers[0].image", "Required value");
    }

    @Test
    void componentsHaveNoStatusHere() {
        assertThat(api.get("/api/v1/componentstatuses").code()).isEqualTo(200);
        assertThat(api.get("/api/v1/componentstatuses/etcd-0").code()).isEqualTo(404);
        assertThat(api.post("/api/v1/componentstatuses", "{metadata: {name: a}}")
                        .code())
                .isEqualTo(405);
    }
}
