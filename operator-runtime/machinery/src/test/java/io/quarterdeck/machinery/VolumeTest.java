package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** PersistentVolumes and PersistentVolumeClaims. */
final class VolumeTest {

    private static final String CLAIMS = "/api/v1/namespaces/default/persistentvolumeclaims";
    private static final String VOLUMES = "/api/v1/persistentvolumes";
    private static final String CLAIM =
            "{metadata: {name: c}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 5Gi}}}}";

    private final TestApi api = new TestApi();

    @Test
    void aClaimIsCompletedAndWaits() {
        TestApi.Answer claim = api.post(CLAIMS, CLAIM);
        assertThat(claim.text("status", "phase")).isEqualTo("Pending");
        assertThat(claim.text("spec", "volumeMode")).isEqualTo("Filesystem");
        assertThat(claim.text("metadata", "generation")).isEmpty();
        assertThat(api.delete(CLAIMS + "/c").text("kind")).isEqualTo("PersistentVolumeClaim");
    }

    @Test
    void aClaimSaysWhatItNeeds() {
        assertThat(faults(api.post(CLAIMS, "{metadata: {name: c}}")))
                .containsEntry("spec.accessModes", "Required value: at least 1 access mode is required")
                .containsEntry("spec.resources[storage]", "Required value");
        assertThat(api.post(
                                CLAIMS,
                                "{metadata: {name: c}, spec: {accessModes: [ReadWriteOncePod, Some], resources: {requests:"
                                        + " {storage: 0}}}}")
                        .message())
                .contains("may not use ReadWriteOncePod with other access modes")
                .contains("Unsupported value: \"Some\"")
                .contains("must be greater than zero");
    }

    @Test
    void aClaimIsBoundOnceAndThenOnlyGrows() {
        api.post(CLAIMS, CLAIM);
        String url = CLAIMS + "/c";
        String larger = "{spec: {resources: {requests: {storage: 6Gi}}}}";
        assertThat(faults(api.patch(url, MERGE, larger))).containsKey("spec");
        assertThat(api.patch(url, MERGE, "{spec: {volumeName: v, storageClassName: fast}}")
                        .code())
                .isEqualTo(200);
        assertThat(faults(api.patch(url, MERGE, "{spec: {volumeName: w}}")))
                .containsEntry(
                        "spec",
                        "Forbidden: spec is immutable after creation except resources.requests and"
                                + " volumeAttributesClassName for bound claims");
        api.patch(url + "/status", MERGE, "{status: {phase: Bound, capacity: {storage: 5Gi}}}");
        assertThat(api.patch(url, MERGE, larger).code()).isEqualTo(200);
        assertThat(faults(api.patch(url, MERGE, "{spec: {resources: {requests: {storage: 4Gi}}}}")))
                .containsEntry(
                        "spec.resources.requests.storage", "Forbidden: field can not be less than status.capacity");
    }

    @Test
    void aVolumeHasOneSourceThatStays() {
        TestApi.Answer volume = api.post(
                VOLUMES,
                "{metadata: {name: v}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path:"
                        + " /a}}}");
        assertThat(volume.text("spec", "persistentVolumeReclaimPolicy")).isEqualTo("Retain");
        assertThat(volume.text("status", "phase")).isEqualTo("Pending");
        assertThat(faults(api.patch(VOLUMES + "/v", MERGE, "{spec: {hostPath: {path: /b}}}")))
                .containsEntry(
                        "spec.persistentvolumesource",
                        "Forbidden: spec.persistentvolumesource is immutable after creation");
        assertThat(api.patch(
                                VOLUMES + "/v",
                                MERGE,
                                "{spec: {capacity: {storage: 2Gi}, claimRef: {namespace: n, name: c}}}")
                        .code())
                .isEqualTo(200);
        assertThat(faults(api.post(VOLUMES, "{metadata: {name: w}}")))
                .containsEntry("spec", "Required value: must specify a volume type")
                .containsEntry("spec.capacity", "Required value");
        assertThat(faults(api.post(
                        VOLUMES,
                        "{metadata: {name: w}, spec: {capacity: {cpu: 1}, accessModes: [ReadWriteOnce], local: {path: /a},"
                                + " nfs: {path: /a, server: s}}}")))
                .containsEntry("spec.nfs", "Forbidden: may not specify more than 1 volume type")
                .containsEntry("spec.nodeAffinity", "Required value: Local volume requires node affinity")
                .containsKey("spec.capacity");
    }
}
