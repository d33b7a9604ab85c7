package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.CONFIG_MAPS;
import static io.quarterdeck.machinery.TestApi.DEPLOYMENTS;
import static io.quarterdeck.machinery.TestApi.JSON_PATCH;
import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.STRATEGIC;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import org.junit.jupiter.api.Test;

final class ChangeTest {

    private final TestApi api = new TestApi();

    private ObjectNode deployment() {
        TestApi.Answer created = api.post(DEPLOYMENTS, """
                metadata: {name: web}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: c, image: i}]}
                """);
        assertThat(created.code()).isEqualTo(201);
        return (ObjectNode) created.body();
    }

    @Test
    void aPatchCannotMakeAnotherKindOfIt() {
        api.post(TestApi.CONFIG_MAPS, "{metadata: {name: same}}");
        String url = TestApi.CONFIG_MAPS + "/same";
        assertThat(api.patch(url, TestApi.MERGE, "{kind: Secret}").code()).isEqualTo(400);
        assertThat(api.patch(url, TestApi.JSON_PATCH, "[{op: replace, path: /apiVersion, value: v2}]")
                        .code())
                .isEqualTo(400);
        assertThat(api.patch(url, TestApi.MERGE, "{kind: null, apiVersion: null}")
                        .text("kind"))
                .isEqualTo("ConfigMap");
        assertThat(api.get(url).text("apiVersion")).isEqualTo("v1");
    }

    @Test
    void aStaleRevisionIsAConflict() {
        ObjectNode read = (ObjectNode)
                api.post(CONFIG_MAPS, "{metadata: {name: a}, data: {k: '1'}}").body();
        api.patch(CONFIG_MAPS + "/a", MERGE, "{data: {k: '2'}}");
        Json.ensureObject(read, "data").put("k", "3");
        TestApi.Answer stale = api.put(CONFIG_MAPS + "/a", read);
        assertThat(stale.code()).isEqualTo(409);
        assertThat(stale.text("reason")).isEqualTo("Conflict");
        assertThat(stale.message())
                .isEqualTo(
                        "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply"
                                + " your changes to the latest version and try again");
        Json.ensureObject(read, "metadata").remove("resourceVersion");
        assertThat(api.put(CONFIG_MAPS + "/a", read).text("data", "k")).isEqualTo("3");
        String patch = "{metadata: {resourceVersion: '1'}, data: {k: x}}";
        assertThat(api.patch(CONFIG_MAPS + "/a", MERGE, patch).code()).isEqualTo(409);
        Json.ensureObject(read, "metadata").put("uid", "another");
        assertThat(api.put(CONFIG_MAPS + "/a", read).code()).isEqualTo(409);
    }

    @Test
    void aChangeOfNothingIsNoRevision() {
        ObjectNode read = deployment();
        long before = api.store.revision();
        assertThat(api.put(DEPLOYMENTS + "/web", read).body()).isEqualTo(read);
        assertThat(api.patch(DEPLOYMENTS + "/web", STRATEGIC, "{spec: {replicas: 1}}")
                        .code())
                .isEqualTo(200);
        assertThat(api.store.revision()).isEqualTo(before);
    }

    @Test
    void onlyWhatIsWantedCountsAsAGeneration() {
        deployment();
        String url = DEPLOYMENTS + "/web";
        assertThat(api.patch(url, MERGE, "{metadata: {labels: {a: b}}}").text("metadata", "generation"))
                .isEqualTo("1");
        assertThat(api.patch(url, MERGE, "{spec: {replicas: 3}}").text("metadata", "generation"))
                .isEqualTo("2");
        assertThat(api.patch(url + "/status", MERGE, "{status: {replicas: 3}}").text("metadata", "generation"))
                .isEqualTo("2");
    }

    @Test
    void statusAndTheRestAreWrittenApart() {
        ObjectNode read = deployment();
        String url = DEPLOYMENTS + "/web";
        Json.ensureObject(read, "status").put("replicas", 5);
        Json.ensureObject(read, "spec").put("replicas", 2);
        TestApi.Answer put = api.put(url, read);
        assertThat(put.text("spec", "replicas")).isEqualTo("2");
        assertThat(put.body().at("/status/replicas").isMissingNode()).isTrue();
        read = (ObjectNode) put.body().deepCopy();
        Json.ensureObject(read, "status").put("replicas", 5);
        Json.ensureObject(read, "spec").put("replicas", 9);
        TestApi.Answer status = api.put(url + "/status", read);
        assertThat(status.text("status", "replicas")).isEqualTo("5");
        assertThat(status.text("spec", "replicas")).isEqualTo("2");
        assertThat(api.get(url + "/status").body()).isEqualTo(status.body());
    }

    @Test
    void whatTheServerSetStaysAsItIs() {
        ObjectNode read = deployment();
        ObjectNode changed = read.deepCopy();
        Json.ensureObject(changed, "metadata")
                .put("creationTimestamp", "2000-01-01T00:00:00Z")
                .put("generation", 40)
                .put("deletionTimestamp", "2000-01-01T00:00:00Z");
        assertThat(api.put(DEPLOYMENTS + "/web", changed).body()).isEqualTo(read);
    }

    @Test
    void theNameInTheBodyMustBeThatOfTheUrl() {
        ObjectNode read = deployment();
        Json.ensureObject(read, "metadata").put("name", "other");
        TestApi.Answer answer = api.put(DEPLOYMENTS + "/web", read);
        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.message())
                .isEqualTo("the name of the object (other) does not match the name on the URL (web)");
        assertThat(api.put(DEPLOYMENTS + "/other", read).code()).isEqualTo(404);
        assertThat(api.patch(DEPLOYMENTS + "/none", MERGE, "{}").code()).isEqualTo(404);
    }

    @Test
    void aSelectorNeverChanges() {
        ObjectNode read = deployment();
        Json.ensureObject(read, "spec", "selector", "matchLabels").put("x", "y");
        Json.ensureObject(read, "spec", "template", "metadata", "labels").put("x", "y");
        TestApi.Answer answer = api.put(DEPLOYMENTS + "/web", read);
        assertThat(answer.code()).isEqualTo(422);
        assertThat(faults(answer))
                .containsEntry(
                        "spec.selector",
                        "Invalid value: {\"matchLabels\":{\"app\":\"web\",\"x\":\"y\"}}: field is immutable");
    }

    @Test
    void aPatchIsHeldAgainstTheSchemaToo() {
        deployment();
        String url = DEPLOYMENTS + "/web";
        assertThat(api.patch(url, MERGE, "{spec: {replicas: many}}").code()).isEqualTo(400);
        assertThat(api.patch(url + "?fieldValidation=Strict", MERGE, "{spec: {foo: 1}}")
                        .message())
                .contains("strict decoding error: unknown field \"spec.foo\"");
        assertThat(api.patch(url, MERGE, "{spec: {replicas: -1}}").code()).isEqualTo(422);
        assertThat(api.patch(url, MERGE, "{spec: {template: null}}").code()).isEqualTo(422);
        assertThat(api.patch(url, MERGE, "[1]").code()).isEqualTo(400);
        assertThat(api.patch(url, "text/plain", "{}").code()).isEqualTo(415);
        assertThat(api.patch(url, "application/apply-patch+cbor", "{}").code()).isEqualTo(415);
    }

    @Test
    void aJsonPatchIsAllOrNothing() {
        deployment();
        String url = DEPLOYMENTS + "/web";
        String good = "[{op: test, path: /spec/replicas, value: 1}, {op: replace, path: /spec/replicas, value: 4}]";
        assertThat(api.patch(url, JSON_PATCH, good).text("spec", "replicas")).isEqualTo("4");
        TestApi.Answer failed = api.patch(url, JSON_PATCH, good);
        assertThat(failed.code()).isEqualTo(422);
        assertThat(failed.text("reason")).isEqualTo("Invalid");
        // Without causes: kubectl would print them instead of the message, after an empty field.
        assertThat(failed.body().at("/details/causes").isEmpty()).isTrue();
        assertThat(failed.message()).endsWith("testing value \"/spec/replicas\" failed: test failed");
        assertThat(api.patch(url, JSON_PATCH, "[{op: remove, path: /spec/none}]")
                        .code())
                .isEqualTo(422);
        assertThat(api.patch(url, JSON_PATCH, "[{op: jump, path: /spec}]").code())
                .isEqualTo(400);
        assertThat(api.patch(url, JSON_PATCH, "{}").code()).isEqualTo(400);
        assertThat(api.patch(url, JSON_PATCH, "[{op: remove, path: ''}]").code())
                .isEqualTo(422);
    }

    @Test
    void aStrategicPatchMergesListsByTheirKey() {
        deployment();
        TestApi.Answer patched = api.patch(
                DEPLOYMENTS + "/web",
                STRATEGIC,
                "{spec: {template: {spec: {containers: [{name: c, image: j}, {name: d, image: k}]}}}}");
        assertThat(patched.code()).isEqualTo(200);
        assertThat(patched.body().at("/spec/template/spec/containers/0/image").asText())
                .isEqualTo("j");
        assertThat(patched.body().at("/spec/template/spec/containers/1/name").asText())
                .isEqualTo("d");
    }

    @Test
    void recordedKindsAreCreatedByAPut() {
        String leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
        TestApi.Answer put = api.put(leases + "/l", TestApi.yaml("{metadata: {name: l}, spec: {}}"));
        assertThat(put.code()).isEqualTo(201);
        assertThat(api.put(CONFIG_MAPS + "/none", TestApi.yaml("{metadata: {name: none}}"))
                        .code())
                .isEqualTo(404);
    }

    @Test
    void frozenContentStays() {
        api.post(CONFIG_MAPS, "{metadata: {name: a}, data: {k: v}, immutable: true}");
        TestApi.Answer answer = api.patch(CONFIG_MAPS + "/a", MERGE, "{data: {k: w}}");
        assertThat(answer.code()).isEqualTo(422);
        assertThat(faults(answer)).containsEntry("data", "Forbidden: field is immutable when `immutable` is set");
        assertThat(api.patch(CONFIG_MAPS + "/a", MERGE, "{metadata: {labels: {x: y}}}")
                        .code())
                .isEqualTo(200);
    }

    @Test
    void secretsKeepTextAsData() {
        String secrets = "/api/v1/namespaces/default/secrets";
        TestApi.Answer created = api.post(secrets, "{metadata: {name: s}, stringData: {k: hello}}");
        assertThat(created.text("data", "k")).isEqualTo("aGVsbG8=");
        assertThat(created.body().has("stringData")).isFalse();
        assertThat(created.text("type")).isEqualTo("Opaque");
        assertThat(api.patch(secrets + "/s", MERGE, "{type: other}").code()).isEqualTo(422);
        TestApi.Answer tls = api.post(secrets, "{metadata: {name: t}, type: kubernetes.io/tls}");
        assertThat(faults(tls)).containsEntry("data[tls.crt]", "Required value");
        assertThat(api.post(secrets, "{metadata: {name: u}, data: {k: '%'}}").code())
                .isEqualTo(400);
    }
}
