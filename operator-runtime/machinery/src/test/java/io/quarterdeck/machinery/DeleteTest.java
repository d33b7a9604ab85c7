package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.CONFIG_MAPS;
import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.PODS;
import static io.quarterdeck.machinery.TestApi.brief;
import static io.quarterdeck.machinery.TestApi.names;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import org.junit.jupiter.api.Test;

final class DeleteTest {

    private final TestApi api = new TestApi();

    private void pod(String name, boolean bound) {
        api.post(PODS, "{metadata: {name: " + name + "}, spec: {containers: [{name: c, image: i}]}}");
        if (bound) {
            api.post(PODS + "/" + name + "/binding", "{metadata: {name: " + name + "}, target: {kind: Node, name: n}}");
        }
    }

    @Test
    void whatNothingHoldsIsGoneAtOnce() {
        String uid = api.post(CONFIG_MAPS, "{metadata: {name: a}}").text("metadata", "uid");
        TestApi.Answer deleted = api.delete(CONFIG_MAPS + "/a");
        assertThat(deleted.code()).isEqualTo(200);
        assertThat(deleted.text("kind")).isEqualTo("Status");
        assertThat(deleted.text("status")).isEqualTo("Success");
        assertThat(deleted.text("details", "kind")).isEqualTo("configmaps");
        assertThat(deleted.text("details", "uid")).isEqualTo(uid);
        assertThat(api.get(CONFIG_MAPS + "/a").code()).isEqualTo(404);
        assertThat(api.delete(CONFIG_MAPS + "/a").code()).isEqualTo(404);
    }

    @Test
    void preconditionsMustHold() {
        api.post(CONFIG_MAPS, "{metadata: {name: a}}");
        TestApi.Answer uid = api.delete(CONFIG_MAPS + "/a", "{preconditions: {uid: x}}");
        assertThat(uid.code()).isEqualTo(409);
        assertThat(uid.message()).contains("Precondition failed: UID in precondition: x, UID in object meta: ");
        assertThat(api.delete(CONFIG_MAPS + "/a", "{preconditions: {resourceVersion: '1'}}")
                        .code())
                .isEqualTo(409);
        assertThat(api.delete(CONFIG_MAPS + "/a", "{propagationPolicy: Sometimes}")
                        .code())
                .isEqualTo(422);
        assertThat(api.delete(CONFIG_MAPS + "/a?gracePeriodSeconds=x").code()).isEqualTo(400);
        assertThat(api.delete(CONFIG_MAPS + "/a", "{dryRun: [All]}").code()).isEqualTo(200);
        assertThat(api.get(CONFIG_MAPS + "/a").code()).isEqualTo(200);
    }

    @Test
    void finalizersHoldAnObjectUntilTheLastHasGone() {
        api.post(CONFIG_MAPS, "{metadata: {name: a, finalizers: [x.io/f]}}");
        TestApi.Answer marked = api.delete(CONFIG_MAPS + "/a");
        assertThat(marked.text("kind")).isEqualTo("ConfigMap");
        assertThat(marked.text("metadata", "deletionTimestamp")).isEqualTo("2026-01-02T03:04:05Z");
        TestApi.Answer more = api.patch(CONFIG_MAPS + "/a", MERGE, "{metadata: {finalizers: [x.io/f, x.io/g]}}");
        assertThat(more.code()).isEqualTo(422);
        assertThat(more.message()).contains("no new finalizers can be added if the object is being deleted");
        WatchStream watch = api.watch(CONFIG_MAPS + "?watch=1");
        brief(watch);
        assertThat(api.patch(CONFIG_MAPS + "/a", MERGE, "{metadata: {finalizers: null}}")
                        .code())
                .isEqualTo(200);
        assertThat(brief(watch)).containsExactly("DELETED a");
        assertThat(api.get(CONFIG_MAPS + "/a").code()).isEqualTo(404);
    }

    @Test
    void propagationBecomesAFinalizer() {
        api.post(CONFIG_MAPS, "{metadata: {name: a}}");
        TestApi.Answer foreground = api.delete(CONFIG_MAPS + "/a", "{propagationPolicy: Foreground}");
        assertThat(foreground.body().at("/metadata/finalizers/0").asText()).isEqualTo("foregroundDeletion");
        TestApi.Answer orphan = api.delete(CONFIG_MAPS + "/a", "{propagationPolicy: Orphan}");
        assertThat(orphan.body().at("/metadata/finalizers/0").asText()).isEqualTo("orphan");
        assertThat(api.delete(CONFIG_MAPS + "/a", "{propagationPolicy: Background}")
                        .code())
                .isEqualTo(200);
        assertThat(api.get(CONFIG_MAPS + "/a").code()).isEqualTo(404);
    }

    @Test
    void aPodOnANodeGetsItsTimeAndAnotherNone() {
        pod("free", false);
        api.delete(PODS + "/free");
        assertThat(api.get(PODS + "/free").code()).isEqualTo(404);

        pod("bound", true);
        TestApi.Answer marked = api.delete(PODS + "/bound");
        assertThat(marked.text("kind")).isEqualTo("Pod");
        assertThat(marked.text("metadata", "deletionTimestamp")).isEqualTo("2026-01-02T03:04:35Z");
        assertThat(marked.text("metadata", "deletionGracePeriodSeconds")).isEqualTo("30");
        TestApi.Answer longer = api.delete(PODS + "/bound?gracePeriodSeconds=60");
        assertThat(longer.body()).isEqualTo(marked.body());
        TestApi.Answer shorter = api.delete(PODS + "/bound?gracePeriodSeconds=5");
        assertThat(shorter.text("metadata", "deletionTimestamp")).isEqualTo("2026-01-02T03:04:10Z");
        assertThat(api.delete(PODS + "/bound", "{gracePeriodSeconds: 0}").text("kind"))
                .isEqualTo("Pod");
        assertThat(api.get(PODS + "/bound").code()).isEqualTo(404);
    }

    @Test
    void aCollectionIsDeletedAsItIsSelected() {
        api.post(CONFIG_MAPS, "{metadata: {name: a, labels: {app: x}}}");
        api.post(CONFIG_MAPS, "{metadata: {name: b, labels: {app: x}}}");
        api.post(CONFIG_MAPS, "{metadata: {name: c}}");
        TestApi.Answer deleted = api.delete(CONFIG_MAPS + "?labelSelector=app=x");
        assertThat(names(deleted)).containsExactly("a", "b");
        assertThat(names(api.get(CONFIG_MAPS))).containsExactly("c");
        assertThat(api.delete("/api/v1/configmaps").code()).isEqualTo(405);
    }

    @Test
    void aNamespaceStaysUntilItIsFinalized() {
        TestApi.Answer refused = api.delete("/api/v1/namespaces/default");
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message())
                .isEqualTo("namespaces \"default\" is forbidden: this namespace may not be deleted");
        TestApi.Answer made = api.post("/api/v1/namespaces", "{metadata: {name: team}}");
        assertThat(made.text("metadata", "labels", "kubernetes.io/metadata.name"))
                .isEqualTo("team");
        assertThat(made.text("status", "phase")).isEqualTo("Active");
        ObjectNode marked = (ObjectNode) api.delete("/api/v1/namespaces/team").body();
        assertThat(Json.text(marked, "status", "phase")).isEqualTo("Terminating");
        Json.ensureObject(marked, "spec").putArray("finalizers");
        assertThat(api.put("/api/v1/namespaces/team", marked).code()).isEqualTo(200);
        assertThat(api.get("/api/v1/namespaces/team").code()).isEqualTo(200);
        assertThat(api.put("/api/v1/namespaces/team/finalize", marked).code()).isEqualTo(200);
        assertThat(api.get("/api/v1/namespaces/team").code()).isEqualTo(404);
    }
}
