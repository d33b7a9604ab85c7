package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.CONFIG_MAPS;
import static io.quarterdeck.machinery.TestApi.DEPLOYMENTS;
import static io.quarterdeck.machinery.TestApi.JSON_PATCH;
import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.TABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import org.junit.jupiter.api.Test;

/** Who owns what after writes other than applies. */
final class OwnershipTest {

    private static final String MAP = CONFIG_MAPS + "/a";

    private final TestApi api = new TestApi();

    private static String fields(JsonNode object) {
        StringBuilder text = new StringBuilder();
        for (JsonNode entry : Json.items(object, "metadata", "managedFields")) {
            String subresource = Json.text(entry, "subresource");
            text.append(text.isEmpty() ? "" : "\n")
                    .append(Json.text(entry, "manager"))
                    .append(subresource.isEmpty() ? "" : "/" + subresource)
                    .append(' ')
                    .append(entry.get("fieldsV1").toString().replace('"', '\''));
        }
        return text.toString();
    }

    private String stored() {
        return fields(api.get(MAP).body());
    }

    @Test
    void aMakerOwnsAllThatItSaid() {
        JsonNode made = api.post(
                        CONFIG_MAPS + "?fieldManager=me", "{metadata: {name: a, labels: {x: y}}, data: {k: v}}")
                .body();
        assertThat(fields(made))
                .isEqualTo("me {'f:data':{'.':{},'f:k':{}},'f:metadata':{'f:labels':{'.':{},'f:x':{}}}}");
        assertThat(made.at("/metadata/managedFields/0/operation").asText()).isEqualTo("Update");
        assertThat(made.at("/metadata/managedFields/0/apiVersion").asText()).isEqualTo("v1");
        assertThat(made.at("/metadata/managedFields/0/time").asText()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(api.get(MAP).body()).isEqualTo(made);
    }

    @Test
    void aSecretsTextsAreOwnedAsTheDataThatTheyBecome() {
        String secrets = "/api/v1/namespaces/default/secrets";
        api.post(secrets + "?fieldManager=me", "{metadata: {name: s}, stringData: {k: v}}");
        api.patch(secrets + "/s?fieldManager=you", MERGE, "{stringData: {l: w}}");
        assertThat(fields(api.get(secrets + "/s").body()))
                .isEqualTo("me {'f:data':{'.':{},'f:k':{}},'f:type':{}}\nyou {'f:data':{'f:l':{}}}");
        // So a chart's Secret can be taken over by an apply, as it is with kubectl apply --server-side.
        assertThat(api.patch(
                                secrets + "/s?fieldManager=he",
                                "application/apply-patch+yaml",
                                "{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {k: v}}")
                        .code())
                .isEqualTo(200);
    }

    @Test
    void whoHasNoNameIsCalledByItsProgram() {
        api.post(CONFIG_MAPS, "{metadata: {name: a}, data: {k: v}}");
        assertThat(stored()).startsWith("test {");
        ApiRequest nameless = new ApiRequest(
                User.ANONYMOUS,
                "PATCH",
                MAP,
                java.util.Map.of(),
                MERGE,
                "",
                "",
                Json.encode(TestApi.yaml("{data: {l: w}}")));
        assertThat(api.api.serve(nameless).code()).isEqualTo(200);
        assertThat(stored()).contains("unknown {'f:data':{'f:l':{}}}");
    }

    @Test
    void whoeverChangesAFieldTakesIt() {
        api.post(CONFIG_MAPS + "?fieldManager=me", "{metadata: {name: a}, data: {k: v, l: w}}");
        api.patch(MAP + "?fieldManager=you", MERGE, "{data: {l: x, m: y}}");
        assertThat(stored()).isEqualTo("me {'f:data':{'.':{},'f:k':{}}}\nyou {'f:data':{'f:l':{},'f:m':{}}}");
        api.patch(MAP + "?fieldManager=he", MERGE, "{data: {k: null}}");
        assertThat(stored()).isEqualTo("me {'f:data':{}}\nyou {'f:data':{'f:l':{},'f:m':{}}}");
    }

    @Test
    void aWriteOfNothingIsNoWrite() {
        ObjectNode read = (ObjectNode)
                api.post(CONFIG_MAPS, "{metadata: {name: a}, data: {k: v}}").body();
        long revision = api.store.revision();
        api.now = api.now.plusSeconds(60);
        assertThat(api.put(MAP + "?fieldManager=other", read).body()).isEqualTo(read);
        Json.ensureObject(read, "metadata").remove("managedFields");
        assertThat(api.put(MAP, read).code()).isEqualTo(200);
        assertThat(api.patch(MAP, MERGE, "{data: {k: v}}").code()).isEqualTo(200);
        assertThat(api.store.revision()).isEqualTo(revision);
    }

    @Test
    void aStatusIsAnotherOwners() {
        api.post(DEPLOYMENTS + "?fieldManager=me", """
                metadata: {name: web}
                spec:
                  selector: {matchLabels: {app: web}}
                  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i}]}}
                """);
        String url = DEPLOYMENTS + "/web/status?fieldManager=me";
        JsonNode first = api.patch(url, MERGE, "{status: {replicas: 1}}").body();
        assertThat(fields(first)).contains("\nme/status {'f:status':{'f:replicas':{}}}");
        JsonNode next = api.patch(url, MERGE, "{status: {replicas: 2, conditions: [{type: A, status: 'True'}]}}")
                .body();
        assertThat(fields(next))
                .contains(
                        "me/status {'f:status':{'f:conditions':{'.':{},'k:{\\'type\\':\\'A\\'}':{'.':{},'f:status':{},"
                                + "'f:type':{}}},'f:replicas':{}}}");
    }

    @Test
    void ownersMayBeRewritten() {
        api.post(CONFIG_MAPS + "?fieldManager=me", "{metadata: {name: a}, data: {k: v}}");
        String list = "[{manager: kubectl, operation: Apply, apiVersion: v1, fieldsType: FieldsV1,"
                + " fieldsV1: {'f:data': {'f:k': {}}}}]";
        String patch = "[{op: replace, path: /metadata/managedFields, value: " + list + "}]";
        assertThat(api.patch(MAP, JSON_PATCH, patch).code()).isEqualTo(200);
        assertThat(stored()).isEqualTo("kubectl {'f:data':{'f:k':{}}}");
    }

    @Test
    void ownersAreForgottenOnDemandOnly() {
        api.post(CONFIG_MAPS + "?fieldManager=me", "{metadata: {name: a}, data: {k: v}}");
        String before = stored();
        api.patch(MAP, MERGE, "{metadata: {managedFields: []}}");
        assertThat(stored()).isEqualTo(before);
        api.patch(MAP, MERGE, "{metadata: {managedFields: [{manager: x}]}}");
        assertThat(stored()).isEqualTo(before);
        api.patch(MAP, MERGE, "{metadata: {managedFields: [{}]}}");
        assertThat(stored()).isEmpty();
        assertThat(api.get(MAP).body().get("metadata").has("managedFields")).isFalse();
        api.patch(MAP, MERGE, "{data: {k: w}}");
        assertThat(stored()).isEmpty();
    }

    @Test
    void aCopyIsItsMakers() {
        ObjectNode read = (ObjectNode) api.post(CONFIG_MAPS + "?fieldManager=me", "{metadata: {name: a}, data: {k: v}}")
                .body();
        Json.ensureObject(read, "metadata").put("name", "b").remove("resourceVersion");
        TestApi.Answer copied = api.send("POST", CONFIG_MAPS + "?fieldManager=you", read);
        assertThat(copied.warnings()).isEmpty();
        assertThat(fields(copied.body())).isEqualTo("you {'f:data':{'.':{},'f:k':{}}}");
    }

    @Test
    void tablesAndMetadataShowOwners() {
        api.post(CONFIG_MAPS, "{metadata: {name: a}, data: {k: v}}");
        assertThat(api.get(MAP, TABLE).body().at("/rows/0/object/metadata/managedFields"))
                .hasSize(1);
        String partial = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
        assertThat(api.get(MAP, partial).body().at("/metadata/managedFields")).hasSize(1);
    }
}
