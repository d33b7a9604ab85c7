package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.JSON_PATCH;
import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.STRATEGIC;
import static io.quarterdeck.machinery.TestApi.brief;
import static io.quarterdeck.machinery.TestApi.faults;
import static io.quarterdeck.machinery.TestApi.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.admission.WebhookCaller;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DefinitionTest {

    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String BACKUPS = "/apis/example.org/v1/namespaces/default/backups";
    private static final String DEFINITION = """
            metadata: {name: backups.example.org}
            spec:
              group: example.org
              scope: Namespaced
              names: {plural: backups, kind: Backup}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}, scale: {specReplicasPath: .spec.copies, statusReplicasPath: .status.copies}}
                additionalPrinterColumns: [{name: Copies, type: integer, jsonPath: .spec.copies}]
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        properties: {copies: {type: integer, default: 2, maximum: 9}, at: {type: string}}
                      status: {type: object, properties: {copies: {type: integer}}}
              - name: v2
                served: true
                storage: false
                schema:
                  openAPIV3Schema:
                    type: object
                    x-kubernetes-preserve-unknown-fields: true
            """;

    private final TestApi api = new TestApi();

    @Test
    void definitionsThatAreDeletedTogetherTakeTheirObjectsAlong() {
        api.post(DEFINITIONS, DEFINITION);
        assertThat(api.post(BACKUPS, "{apiVersion: example.org/v1, kind: Backup, metadata: {name: b}}")
                        .code())
                .isEqualTo(201);
        assertThat(api.delete(DEFINITIONS).code()).isEqualTo(200);
        assertThat(api.get(DEFINITIONS + "/backups.example.org").code()).isEqualTo(404);
        assertThat(api.store.snapshot("backups.example.org").size()).isZero();
    }

    @Test
    void whoIsToldOfADefinitionFindsItsKind() throws Exception {
        List<Integer> found = new ArrayList<>();
        // The memory store tells its watchers within the commit, before the API itself hears of it.
        var definitions = api.store.watch(
                "customresourcedefinitions.apiextensions.k8s.io",
                api.store.revision(),
                () -> found.add(api.get(BACKUPS).code()));
        assertThat(definitions.poll(1)).isEmpty();
        api.post(DEFINITIONS, DEFINITION);
        assertThat(found).containsExactly(200);
        definitions.close();
    }

    @Test
    void aKindIsServedAsSoonAsItIsDefined() {
        assertThat(api.get(BACKUPS).code()).isEqualTo(404);
        TestApi.Answer defined = api.post(DEFINITIONS, DEFINITION);
        assertThat(defined.code()).isEqualTo(201);
        assertThat(defined.body().at("/status/conditions/1/type").asText()).isEqualTo("Established");
        assertThat(defined.body().at("/status/storedVersions/0").asText()).isEqualTo("v1");
        assertThat(defined.text("status", "acceptedNames", "plural")).isEqualTo("backups");
        TestApi.Answer made = backup("a", "{at: midnight, x: 1}");
        assertThat(made.code()).isEqualTo(201);
        assertThat(made.text("spec", "copies")).isEqualTo("2");
        assertThat(made.body().at("/spec/x").isMissingNode()).isTrue();
        assertThat(made.warnings()).containsExactly("unknown field \"spec.x\"");
        assertThat(made.text("metadata", "generation")).isEqualTo("1");
        TestApi.Answer wrong = backup("b", "{copies: 10}");
        assertThat(wrong.code()).isEqualTo(422);
        assertThat(faults(wrong)).containsKey("spec.copies");
        assertThat(backup("b", "{copies: many}").code()).isEqualTo(422);
        assertThat(api.post(BACKUPS, "{metadata: {name: b}}").code()).isEqualTo(400);
    }

    private TestApi.Answer backup(String name, String spec) {
        return api.post(
                BACKUPS,
                "{apiVersion: example.org/v1, kind: Backup, metadata: {name: " + name + "}, spec: " + spec + "}");
    }

    @Test
    void anObjectIsReadAtEveryVersion() {
        api.post(DEFINITIONS, DEFINITION);
        backup("a", "{at: noon}");
        String v2 = BACKUPS.replace("/v1/", "/v2/");
        assertThat(api.get(v2 + "/a").text("apiVersion")).isEqualTo("example.org/v2");
        assertThat(api.get(v2 + "/a").text("spec", "at")).isEqualTo("noon");
        assertThat(api.get(v2).body().at("/items/0/apiVersion").asText()).isEqualTo("example.org/v2");
    }

    @Test
    void whatIsStoredGetsTheDefaultsThatItsKindHasGotSince() {
        api.post(DEFINITIONS, DEFINITION);
        backup("a", "{copies: 1}");
        backup("b", "{copies: 1, at: noon}");
        String stored = new String(
                api.store.snapshot("backups.example.org").all().next().json(), StandardCharsets.UTF_8);
        TestApi.Answer changed = api.patch(
                DEFINITIONS + "/backups.example.org",
                JSON_PATCH,
                "[{op: add, path: /spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/at/default, value: night}]");
        assertThat(changed.code()).isEqualTo(200);
        assertThat(api.get(BACKUPS + "/a").text("spec", "at")).isEqualTo("night");
        assertThat(api.get(BACKUPS).body().at("/items/0/spec/at").asText()).isEqualTo("night");
        assertThat(api.get(BACKUPS).body().at("/items/1/spec/at").asText()).isEqualTo("noon");
        assertThat(api.get(BACKUPS + "/a").text("metadata", "resourceVersion"))
                .as("nothing was written")
                .isEqualTo(api.get(BACKUPS)
                        .body()
                        .at("/items/0/metadata/resourceVersion")
                        .asText());
        assertThat(stored).doesNotContain("night");
        TestApi.Answer patched = api.patch(BACKUPS + "/a", MERGE, "{metadata: {labels: {k: v}}}");
        assertThat(patched.text("spec", "at")).isEqualTo("night");
    }

    @Test
    void aChangeNamesItsRevisionAndIsNoStrategicPatch() {
        api.post(DEFINITIONS, DEFINITION);
        backup("a", "{at: noon}");
        TestApi.Answer blind =
                api.put(BACKUPS + "/a", yaml("{apiVersion: example.org/v1, kind: Backup, metadata: {name: a}}"));
        assertThat(faults(blind))
                .containsEntry("metadata.resourceVersion", "Invalid value: 0: must be specified for an update");
        assertThat(api.patch(BACKUPS + "/a", STRATEGIC, "{}").code()).isEqualTo(415);
        TestApi.Answer patched = api.patch(BACKUPS + "/a", MERGE, "{spec: {copies: 3}, status: {copies: 1}}");
        assertThat(patched.text("metadata", "generation")).isEqualTo("2");
        assertThat(patched.body().has("status")).isFalse();
        TestApi.Answer status = api.patch(BACKUPS + "/a/status", MERGE, "{spec: {copies: 4}, status: {copies: 1}}");
        assertThat(status.text("spec", "copies")).isEqualTo("3");
        assertThat(status.text("status", "copies")).isEqualTo("1");
        TestApi.Answer scale = api.get(BACKUPS + "/a/scale");
        assertThat(scale.text("spec", "replicas")).isEqualTo("3");
        assertThat(api.patch(BACKUPS + "/a/scale", MERGE, "{spec: {replicas: 5}}")
                        .text("spec", "replicas"))
                .isEqualTo("5");
        assertThat(api.get(BACKUPS + "/a").text("spec", "copies")).isEqualTo("5");
    }

    @Test
    void aDefinitionTakesItsObjectsWithIt() {
        api.post(DEFINITIONS, DEFINITION);
        backup("a", "{}");
        WatchStream watch = api.watch(BACKUPS + "?watch=1");
        brief(watch);
        assertThat(api.delete(DEFINITIONS + "/backups.example.org").code()).isEqualTo(200);
        assertThat(brief(watch)).containsExactly("DELETED a");
        assertThat(watch.ended()).isTrue();
        assertThat(api.get(DEFINITIONS + "/backups.example.org").code()).isEqualTo(404);
        assertThat(api.get(BACKUPS).code()).isEqualTo(404);
        api.post(DEFINITIONS, DEFINITION);
        assertThat(TestApi.names(api.get(BACKUPS))).isEmpty();
    }

    @Test
    void aDefinitionWaitsForWhatAFinalizerHolds() {
        api.post(DEFINITIONS, DEFINITION);
        api.post(BACKUPS, "{apiVersion: example.org/v1, kind: Backup, metadata: {name: a, finalizers: [x.io/f]}}");
        api.delete(DEFINITIONS + "/backups.example.org");
        assertThat(api.get(DEFINITIONS + "/backups.example.org").text("metadata", "deletionTimestamp"))
                .isNotEmpty();
        assertThat(backup("b", "{}").code()).isEqualTo(405);
        api.patch(BACKUPS + "/a", MERGE, "{metadata: {finalizers: null}}");
        assertThat(api.get(DEFINITIONS + "/backups.example.org").code()).isEqualTo(404);
    }

    @Test
    void aDefinitionInTheStoreIsServedFromTheStart() {
        api.post(DEFINITIONS, DEFINITION);
        ApiConfig config = ApiConfig.of("10.96.0.0/16", () -> api.now, new Random(1));
        ApiService another =
                new Api(api.store, BuiltInKinds.load(), config, api, api, api, WebhookCaller.NONE, api.guard);
        ApiRequest request = new ApiRequest(User.ANONYMOUS, "GET", BACKUPS, Map.of(), "", "", "", new byte[0]);
        assertThat(another.serve(request).code()).isEqualTo(200);
        api.delete(DEFINITIONS + "/backups.example.org");
    }

    @Test
    void aWrongDefinitionIsRefused() {
        TestApi.Answer name = api.post(DEFINITIONS, DEFINITION.replace("name: backups.", "name: others."));
        assertThat(name.code()).isEqualTo(422);
        TestApi.Answer storage = api.post(DEFINITIONS, DEFINITION.replace("storage: true", "storage: false"));
        assertThat(storage.code()).isEqualTo(422);
        api.post(DEFINITIONS, DEFINITION);
        TestApi.Answer scope = api.patch(DEFINITIONS + "/backups.example.org", MERGE, "{spec: {scope: Cluster}}");
        assertThat(faults(scope)).containsEntry("spec.scope", "Invalid value: \"Cluster\": field is immutable");
    }

    @Test
    void rulesAreCheckedWithTheDefinitionAndHeldAgainstObjectsAndTheirStatus() {
        String ruled = DEFINITION
                .replace(
                        "spec:\n            type: object",
                        "spec:\n            x-kubernetes-validations: [{rule: 'self.copies < 5', message: too many}]\n            type: object")
                .replace(
                        "status: {type: object,",
                        "status: {x-kubernetes-validations: [{rule: 'self.copies >= oldSelf.copies'}], type: object,");
        TestApi.Answer refused = api.post(DEFINITIONS, ruled.replace("self.copies < 5", "self.copy < 5"));
        assertThat(refused.code()).isEqualTo(422);
        assertThat(faults(refused))
                .hasEntrySatisfying(
                        "spec.versions[0].schema.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule",
                        message -> assertThat(message).contains("undefined field 'copy'"));
        assertThat(api.post(DEFINITIONS, ruled).code()).isEqualTo(201);
        assertThat(faults(backup("a", "{copies: 7}"))).containsEntry("spec", "Invalid value: too many");
        assertThat(backup("a", "{copies: 4}").code()).isEqualTo(201);
        assertThat(api.patch(BACKUPS + "/a", MERGE, "{spec: {copies: 6}}").code())
                .isEqualTo(422);
        assertThat(api.patch(BACKUPS + "/a/status", MERGE, "{status: {copies: 3}}")
                        .code())
                .isEqualTo(200);
        TestApi.Answer status = api.patch(BACKUPS + "/a/status", MERGE, "{status: {copies: 2}}");
        assertThat(faults(status)).containsEntry("status", "Invalid value: failed rule: self.copies >= oldSelf.copies");
    }

    private static String named(String plural, String names) {
        return DEFINITION
                .replace("backups.example.org", plural + ".example.org")
                .replace("{plural: backups, kind: Backup}", "{plural: " + plural + ", " + names + "}");
    }

    private static String condition(TestApi.Answer definition, String type) {
        JsonNode condition = Json.condition(definition.body(), type);
        return Json.text(condition, "status") + " " + Json.text(condition, "reason") + ": "
                + Json.text(condition, "message");
    }

    @Test
    void aNameThatIsTakenIsWaitedFor() {
        api.post(DEFINITIONS, named("backups", "kind: Backup, shortNames: [bk]"));
        TestApi.Answer second = api.post(DEFINITIONS, named("bikes", "kind: Bike, shortNames: [bk]"));
        assertThat(second.code()).isEqualTo(201);
        assertThat(condition(second, "NamesAccepted")).isEqualTo("False ShortNamesConflict: \"bk\" is already in use");
        assertThat(condition(second, "Established")).isEqualTo("False NotAccepted: not all names are accepted");
        TestApi.Answer third = api.post(DEFINITIONS, named("others", "kind: Other, listKind: BackupList"));
        assertThat(condition(third, "NamesAccepted"))
                .isEqualTo("False ListKindConflict: \"BackupList\" is already in use");
        String bikes = BACKUPS.replace("backups", "bikes");
        assertThat(api.get(bikes).code()).isEqualTo(404);
        api.delete(DEFINITIONS + "/backups.example.org");
        assertThat(api.get(bikes).code()).isEqualTo(200);
        assertThat(condition(api.get(DEFINITIONS + "/bikes.example.org"), "NamesAccepted"))
                .isEqualTo("True NoConflicts: no conflicts found");
        assertThat(api.get(BACKUPS.replace("backups", "others")).code()).isEqualTo(200);
    }

    @Test
    void aServedDefinitionKeepsItsNamesWhenItAsksForOthersThatAreTaken() {
        api.post(DEFINITIONS, named("backups", "kind: Backup, shortNames: [bk]"));
        api.post(DEFINITIONS, named("bikes", "kind: Bike, shortNames: [bi]"));
        TestApi.Answer greedy =
                api.patch(DEFINITIONS + "/bikes.example.org", MERGE, "{spec: {names: {shortNames: [bk]}}}");
        assertThat(condition(greedy, "NamesAccepted")).startsWith("False ShortNamesConflict");
        assertThat(condition(greedy, "Established")).startsWith("True ");
        assertThat(greedy.body().at("/status/acceptedNames/shortNames/0").asText())
                .isEqualTo("bi");
        assertThat(api.get(BACKUPS.replace("backups", "bikes")).code()).isEqualTo(200);
        api.patch(DEFINITIONS + "/backups.example.org", MERGE, "{spec: {names: {shortNames: null}}}");
        assertThat(api.get(DEFINITIONS + "/bikes.example.org")
                        .body()
                        .at("/status/acceptedNames/shortNames/0")
                        .asText())
                .isEqualTo("bk");
    }

    @Test
    void storedVersionsAreNotForgotten() {
        api.post(DEFINITIONS, DEFINITION);
        String url = DEFINITIONS + "/backups.example.org";
        ObjectNode definition = (ObjectNode) api.get(url).body();
        ((ObjectNode) definition.at("/spec/versions/0")).put("storage", false);
        ((ObjectNode) definition.at("/spec/versions/1")).put("storage", true);
        TestApi.Answer moved = api.put(url, definition);
        assertThat(moved.body().at("/status/storedVersions").toString()).isEqualTo("[\"v1\",\"v2\"]");
        assertThat(faults(api.patch(url + "/status", MERGE, "{status: {storedVersions: [v1]}}")))
                .hasEntrySatisfying(
                        "status.storedVersions",
                        message -> assertThat(message).endsWith("must have the storage version v2"));
        ObjectNode without = (ObjectNode) api.get(url).body();
        ((ArrayNode) without.at("/spec/versions")).remove(0);
        assertThat(faults(api.put(url, without)))
                .hasEntrySatisfying(
                        "status.storedVersions[0]",
                        message -> assertThat(message).contains("v1 was previously a storage version"));
        assertThat(api.patch(url + "/status", MERGE, "{status: {storedVersions: [v2]}}")
                        .code())
                .isEqualTo(200);
        ObjectNode again = (ObjectNode) api.get(url).body();
        ((ArrayNode) again.at("/spec/versions")).remove(0);
        assertThat(api.put(url, again).code()).isEqualTo(200);
        assertThat(api.get(BACKUPS).code()).isEqualTo(404);
    }

    @Test
    void aDefinitionThatIsEndingSaysSo() {
        api.post(DEFINITIONS, DEFINITION);
        api.post(BACKUPS, "{apiVersion: example.org/v1, kind: Backup, metadata: {name: a, finalizers: [x.io/f]}}");
        TestApi.Answer ending = api.delete(DEFINITIONS + "/backups.example.org");
        assertThat(condition(ending, "Terminating"))
                .isEqualTo("True InstanceDeletionInProgress: CustomResource deletion is in progress");
        assertThat(ending.body().at("/metadata/finalizers/0").asText())
                .isEqualTo("customresourcecleanup.apiextensions.k8s.io");
    }

    @Test
    void groupsOfTheProjectItselfNeedAnApproval() {
        String gateways = DEFINITION.replace("example.org", "gateway.networking.k8s.io");
        assertThat(faults(api.post(DEFINITIONS, gateways)))
                .containsKey("metadata.annotations[api-approved.kubernetes.io]");
        TestApi.Answer approved = api.post(
                DEFINITIONS,
                gateways.replace(
                        "metadata: {",
                        "metadata: {annotations: {api-approved.kubernetes.io: 'https://github.com/x/1'}, "));
        assertThat(condition(approved, "KubernetesAPIApprovalPolicyConformant"))
                .isEqualTo("True ApprovedAnnotation: approved in https://github.com/x/1");
    }
}
