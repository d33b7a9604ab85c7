package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.CONFIG_MAPS;
import static io.quarterdeck.machinery.TestApi.TABLE;
import static io.quarterdeck.machinery.TestApi.names;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReadTest {

    private final TestApi api = new TestApi();

    private void create(String... names) {
        for (String name : names) {
            api.post(
                    CONFIG_MAPS,
                    "{metadata: {name: " + name + ", labels: {app: " + name.charAt(0) + "}}, data: {k: v}}");
        }
    }

    @Test
    void handsOutTheStoredBytesThemselves() {
        create("a");
        ApiRequest request =
                new ApiRequest(User.ANONYMOUS, "GET", CONFIG_MAPS + "/a", Map.of(), "", "", "", new byte[0]);
        byte[] stored = api.store
                .snapshot("configmaps")
                .get(new ObjectKey("default", "a"))
                .orElseThrow()
                .json();
        assertThat(api.api.serve(request).pieces().getFirst()).isSameAs(stored);
    }

    @Test
    void listsOneNamespaceInOrderAtTheStoresRevision() {
        api.post("/api/v1/namespaces", "{metadata: {name: other}}");
        api.post("/api/v1/namespaces/other/configmaps", "{metadata: {name: z}}");
        create("b", "a");
        TestApi.Answer list = api.get(CONFIG_MAPS);
        assertThat(names(list)).containsExactly("a", "b");
        assertThat(list.text("kind")).isEqualTo("ConfigMapList");
        assertThat(list.text("metadata", "resourceVersion")).isEqualTo(Long.toString(api.store.revision()));
        assertThat(names(api.get("/api/v1/configmaps"))).containsExactly("a", "b", "z");
    }

    @Test
    void choosesByLabelAndField() {
        create("a1", "a2", "b1");
        assertThat(names(api.get(CONFIG_MAPS + "?labelSelector=app=a"))).containsExactly("a1", "a2");
        assertThat(names(api.get(CONFIG_MAPS + "?fieldSelector=metadata.name=b1")))
                .containsExactly("b1");
        assertThat(names(api.get(CONFIG_MAPS + "?fieldSelector=metadata.name!=b1")))
                .containsExactly("a1", "a2");
        assertThat(names(api.get("/api/v1/configmaps?fieldSelector=metadata.name=a1,metadata.namespace=default")))
                .containsExactly("a1");
    }

    @Test
    void aFlagThatIsNotSetIsFalseToASelector() {
        api.post("/api/v1/nodes", "{metadata: {name: open}}");
        api.post("/api/v1/nodes", "{metadata: {name: closed}, spec: {unschedulable: true}}");
        assertThat(names(api.get("/api/v1/nodes?fieldSelector=spec.unschedulable=false")))
                .containsExactly("open");
        assertThat(names(api.get("/api/v1/nodes?fieldSelector=spec.unschedulable!=false")))
                .containsExactly("closed");
    }

    @Test
    void namesTheFieldThatNobodyCanSelectBy() {
        TestApi.Answer answer = api.get(CONFIG_MAPS + "?fieldSelector=data.k=v");
        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("field label not supported: data.k");
        assertThat(api.get(CONFIG_MAPS + "?labelSelector=a%b").code()).isEqualTo(400);
    }

    @Test
    void pagesAreOfOneSnapshotHoweverTheObjectsChange() {
        create("a", "b", "c", "d");
        TestApi.Answer first = api.get(CONFIG_MAPS + "?limit=2");
        assertThat(names(first)).containsExactly("a", "b");
        assertThat(first.text("metadata", "remainingItemCount")).isEqualTo("2");
        api.delete(CONFIG_MAPS + "/c");
        create("e");
        TestApi.Answer second = api.get(CONFIG_MAPS + "?limit=2&continue=" + first.text("metadata", "continue"));
        assertThat(names(second)).containsExactly("c", "d");
        assertThat(second.text("metadata", "resourceVersion")).isEqualTo(first.text("metadata", "resourceVersion"));
        assertThat(second.text("metadata", "continue")).isEmpty();
    }

    @Test
    void aPageWhoseSnapshotHasGoneAnswers410WithAWayToGoOn() {
        create("a", "b", "c");
        String token = api.get(CONFIG_MAPS + "?limit=1").text("metadata", "continue");
        create("d");
        api.now = api.now.plusSeconds(600);
        api.get(CONFIG_MAPS + "?limit=1");
        TestApi.Answer expired = api.get(CONFIG_MAPS + "?limit=1&continue=" + token);
        assertThat(expired.code()).isEqualTo(410);
        assertThat(expired.text("reason")).isEqualTo("Expired");
        String inconsistent = expired.text("metadata", "continue");
        assertThat(names(api.get(CONFIG_MAPS + "?continue=" + inconsistent))).containsExactly("b", "c", "d");
        assertThat(api.get(CONFIG_MAPS + "?continue=rubbish").code()).isEqualTo(400);
    }

    @Test
    void aRevisionThatIsNotReachedYetAsksTheClientToComeBack() {
        TestApi.Answer answer = api.get(CONFIG_MAPS + "?resourceVersion=999999");
        assertThat(answer.code()).isEqualTo(504);
        assertThat(answer.text("reason")).isEqualTo("Timeout");
        assertThat(answer.text("details", "retryAfterSeconds")).isEqualTo("1");
        assertThat(api.get(CONFIG_MAPS + "?resourceVersion=x").code()).isEqualTo(400);
        assertThat(api.get(CONFIG_MAPS + "?resourceVersionMatch=Exact").code()).isEqualTo(422);
    }

    @Test
    void whatIsNotServedIsNotFoundAndWhatIsNotAllowedIsSaidSo() {
        for (String path : List.of("/api/v1/nothing", "/apis/x/v1/y", "/api/v2/pods", "/api", "/apis/apps", "/x", "")) {
            TestApi.Answer answer = api.get(path);
            assertThat(answer.code()).as(path).isEqualTo(404);
            assertThat(answer.message()).isEqualTo("the server could not find the requested resource");
        }
        TestApi.Answer none = api.get(CONFIG_MAPS + "/none");
        assertThat(none.message()).isEqualTo("configmaps \"none\" not found");
        assertThat(none.text("details", "kind")).isEqualTo("configmaps");
        assertThat(api.get("/api/v1/configmaps/a").code()).isEqualTo(404);
        assertThat(api.get("/api/v1/namespaces/default/nodes").code()).isEqualTo(404);
        assertThat(api.get(CONFIG_MAPS + "/a/status").code()).isEqualTo(404);
        assertThat(api.post("/api/v1/configmaps", "{metadata: {name: a}}").code())
                .isEqualTo(405);
        assertThat(api.send("TRACE", CONFIG_MAPS, Json.object()).code()).isEqualTo(405);
        assertThat(api.put(CONFIG_MAPS, Json.object()).code()).isEqualTo(405);
    }

    @Test
    void givesTheFormThatIsAcceptedFirst() {
        create("a");
        TestApi.Answer table = api.get(CONFIG_MAPS, TABLE);
        assertThat(table.text("kind")).isEqualTo("Table");
        JsonNode row = Json.items(table.body(), "rows").getFirst();
        assertThat(Json.items(row, "cells").getFirst().asText()).isEqualTo("a");
        assertThat(Json.text(row, "object", "kind")).isEqualTo("PartialObjectMetadata");
        String partial = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
        TestApi.Answer metadata = api.get(CONFIG_MAPS, partial);
        assertThat(metadata.text("kind")).isEqualTo("PartialObjectMetadataList");
        JsonNode item = Json.items(metadata.body(), "items").getFirst();
        assertThat(item.has("data")).isFalse();
        assertThat(Json.text(item, "metadata", "labels", "app")).isEqualTo("a");
        assertThat(api.get(CONFIG_MAPS + "/a", "application/yaml").text("text")).contains("kind: ConfigMap");
        assertThat(api.get(CONFIG_MAPS, "application/vnd.kubernetes.protobuf").code())
                .isEqualTo(406);
        assertThat(api.get(CONFIG_MAPS, "application/vnd.kubernetes.protobuf,application/json")
                        .code())
                .isEqualTo(200);
    }
}
