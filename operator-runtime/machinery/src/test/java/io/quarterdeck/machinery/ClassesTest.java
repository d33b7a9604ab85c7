package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.PODS;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Classes that other objects name: of volumes, of priority, of runtimes; and what CSI drivers say of themselves. */
final class ClassesTest {

    private static final String STORAGE = "/apis/storage.k8s.io/v1/";
    private static final String PRIORITIES = "/apis/scheduling.k8s.io/v1/priorityclasses";
    private static final String RUNTIMES = "/apis/node.k8s.io/v1/runtimeclasses";

    private final TestApi api = new TestApi();

    private TestApi.Answer pod(String name, String more) {
        return api.post(
                PODS, "{metadata: {name: " + name + "}, spec: {containers: [{name: c, image: i}]" + more + "}}");
    }

    @Test
    void aStorageClassHardlyChanges() {
        String classes = STORAGE + "storageclasses";
        TestApi.Answer made =
                api.post(classes, "{metadata: {name: a}, provisioner: Example.com/p, parameters: {x: y}}");
        assertThat(made.code()).isEqualTo(201);
        assertThat(made.text("reclaimPolicy")).isEqualTo("Delete");
        assertThat(made.text("volumeBindingMode")).isEqualTo("Immediate");
        assertThat(made.body().at("/metadata").has("generation")).isFalse();
        assertThat(faults(api.patch(
                        classes + "/a",
                        MERGE,
                        "{provisioner: b, parameters: {x: z}, reclaimPolicy: Retain, volumeBindingMode:"
                                + " WaitForFirstConsumer}")))
                .containsEntry("provisioner", "Forbidden: updates to provisioner are forbidden.")
                .containsEntry("parameters", "Forbidden: updates to parameters are forbidden.")
                .containsEntry("reclaimPolicy", "Forbidden: updates to reclaimPolicy are forbidden.")
                .containsEntry("volumeBindingMode", "Invalid value: \"WaitForFirstConsumer\": field is immutable");
        assertThat(api.patch(classes + "/a", MERGE, "{allowVolumeExpansion: true}")
                        .code())
                .isEqualTo(200);
        assertThat(faults(api.post(classes, "{metadata: {name: b}, reclaimPolicy: Recycle}")))
                .containsEntry("provisioner", "Required value")
                .containsEntry(
                        "reclaimPolicy", "Unsupported value: \"Recycle\": supported values: \"Delete\", \"Retain\"");
    }

    @Test
    void driversSayWhatTheyDo() {
        TestApi.Answer driver = api.post(STORAGE + "csidrivers", "{metadata: {name: d.example.com}, spec: {}}");
        assertThat(driver.body().at("/spec/attachRequired").asBoolean()).isTrue();
        assertThat(driver.text("spec", "fsGroupPolicy")).isEqualTo("ReadWriteOnceWithFSType");
        assertThat(driver.body().at("/spec/volumeLifecycleModes/0").asText()).isEqualTo("Persistent");
        assertThat(faults(api.patch(STORAGE + "csidrivers/d.example.com", MERGE, "{spec: {attachRequired: false}}")))
                .containsEntry("spec.attachRequired", "Invalid value: false: field is immutable");
        String nodes = STORAGE + "csinodes";
        assertThat(api.post(
                                nodes,
                                "{metadata: {name: n}, spec: {drivers: [{name: d.example.com, nodeID: n1, allocatable:"
                                        + " {count: 5}}]}}")
                        .code())
                .isEqualTo(201);
        assertThat(api.post(nodes, "{metadata: {name: none}, spec: {drivers: []}}")
                        .code())
                .isEqualTo(201);
        assertThat(api.patch(
                                nodes + "/n",
                                MERGE,
                                "{spec: {drivers: [{name: d.example.com, nodeID: n1, allocatable: {count: 6}}]}}")
                        .code())
                .isEqualTo(200);
        assertThat(api.patch(nodes + "/n", MERGE, "{spec: {drivers: [{name: d.example.com, nodeID: n2}]}}")
                        .message())
                .contains("spec.drivers[0]: Invalid value", "field is immutable");
        String attachments = STORAGE + "volumeattachments";
        assertThat(faults(api.post(attachments, "{metadata: {name: a}, spec: {attacher: d, nodeName: n, source: {}}}")))
                .containsEntry(
                        "spec.source",
                        "Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName");
        TestApi.Answer attachment = api.post(
                attachments,
                "{metadata: {name: a}, spec: {attacher: d, nodeName: n, source: {persistentVolumeName: v}}}");
        assertThat(attachment.body().at("/status/attached").isBoolean()).isTrue();
        assertThat(faults(api.patch(attachments + "/a", MERGE, "{spec: {nodeName: m}}"))
                        .get("spec"))
                .endsWith("field is immutable");
        assertThat(faults(api.post(STORAGE + "volumeattributesclasses", "{metadata: {name: v}, driverName: d}")))
                .containsEntry("parameters", "Required value: must contain at least one key/value pair");
    }

    @Test
    void aPodGetsThePriorityOfItsClass() {
        assertThat(pod("plain", "").body().at("/spec/priority").asInt(-1)).isZero();
        api.post(PRIORITIES, "{metadata: {name: high}, value: 1000, preemptionPolicy: Never}");
        TestApi.Answer high = pod("high", ", priorityClassName: high");
        assertThat(high.body().at("/spec/priority").asInt()).isEqualTo(1000);
        assertThat(high.text("spec", "preemptionPolicy")).isEqualTo("Never");
        TestApi.Answer unknown = pod("low", ", priorityClassName: low");
        assertThat(unknown.code()).isEqualTo(403);
        assertThat(unknown.message()).isEqualTo("pods \"low\" is forbidden: no PriorityClass with name low was found");
        assertThat(pod("own", ", priority: 7").message())
                .contains("the integer value of priority (7) must not be provided in pod spec; priority admission"
                        + " controller computed 0 from the given PriorityClass name");
        assertThat(pod("system", ", priorityClassName: system-node-critical")
                        .body()
                        .at("/spec/priority")
                        .asInt())
                .isEqualTo(2_000_001_000);
        api.post(PRIORITIES, "{metadata: {name: usual}, value: 5, globalDefault: true}");
        TestApi.Answer usual = pod("usual", "");
        assertThat(usual.body().at("/spec/priority").asInt()).isEqualTo(5);
        assertThat(usual.text("spec", "priorityClassName")).isEqualTo("usual");
    }

    @Test
    void onePriorityClassIsTheDefaultAndTheSystemsAreReserved() {
        TestApi.Answer made = api.post(PRIORITIES, "{metadata: {name: a}, value: 5, globalDefault: true}");
        assertThat(made.text("preemptionPolicy")).isEqualTo("PreemptLowerPriority");
        TestApi.Answer second = api.post(PRIORITIES, "{metadata: {name: b}, value: 5, globalDefault: true}");
        assertThat(second.code()).isEqualTo(403);
        assertThat(second.message())
                .contains("PriorityClass a is already marked as default. Only one default can exist");
        assertThat(api.patch(PRIORITIES + "/a", MERGE, "{description: the usual}")
                        .code())
                .isEqualTo(200);
        assertThat(faults(api.patch(PRIORITIES + "/a", MERGE, "{value: 6, preemptionPolicy: Never}")))
                .containsEntry("value", "Forbidden: may not be changed in an update.")
                .containsEntry("preemptionPolicy", "Invalid value: \"Never\": field is immutable");
        assertThat(faults(api.post(PRIORITIES, "{metadata: {name: c}, value: 1000000001}")))
                .containsEntry("value", "Forbidden: maximum allowed value of a user defined priority is 1000000000");
        assertThat(faults(api.post(PRIORITIES, "{metadata: {name: system-mine}, value: 1}")))
                .containsEntry(
                        "metadata.name",
                        "Forbidden: priority class names with 'system-' prefix are reserved for system use only. error:"
                                + " system-mine is not a known system priority class");
        assertThat(api.post(PRIORITIES, "{metadata: {name: system-node-critical}, value: 2000001000}")
                        .code())
                .isEqualTo(201);
    }

    @Test
    void aPodGetsWhatItsRuntimeNeeds() {
        api.post(
                RUNTIMES,
                "{metadata: {name: vm}, handler: kata, overhead: {podFixed: {cpu: 100m}}, scheduling: {nodeSelector: {vm:"
                        + " 'yes'}, tolerations: [{key: vm, operator: Exists}]}}");
        TestApi.Answer pod = pod("a", ", runtimeClassName: vm");
        assertThat(pod.text("spec", "overhead", "cpu")).isEqualTo("100m");
        assertThat(pod.text("spec", "nodeSelector", "vm")).isEqualTo("yes");
        assertThat(pod.body().at("/spec/tolerations").toString()).contains("\"key\":\"vm\"");
        TestApi.Answer unknown = pod("b", ", runtimeClassName: other");
        assertThat(unknown.code()).isEqualTo(403);
        assertThat(unknown.message()).contains("pod rejected: RuntimeClass \"other\" not found");
        assertThat(pod("c", ", runtimeClassName: vm, nodeSelector: {vm: 'no'}").message())
                .contains("conflict: runtimeClass.scheduling.nodeSelector[vm] = yes; pod.spec.nodeSelector[vm] = no");
        assertThat(pod("d", ", overhead: {cpu: 1m}").message())
                .contains("Pod Overhead set without corresponding RuntimeClass");
        assertThat(faults(api.patch(RUNTIMES + "/vm", MERGE, "{handler: other}")))
                .containsEntry("handler", "Invalid value: \"other\": field is immutable");
        assertThat(faults(api.post(RUNTIMES, "{metadata: {name: x}, handler: Big}")))
                .containsKey("handler");
    }
}
