package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.CONFIG_MAPS;
import static io.quarterdeck.machinery.TestApi.TABLE;
import static io.quarterdeck.machinery.TestApi.names;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
        assertThat(answer.message())
                .isEqualTo("\"data.k\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
        assertThat(api.get(TestApi.PODS + "?fieldSelector=spec.x=v").message())
                .isEqualTo("field label not supported: spec.x");
        assertThat(api.get(CONFIG_MAPS + "?fieldSelector=x").message())
                .isEqualTo("invalid selector: 'x'; can't understand 'x'");
    }

    @Test
    void saysWhereALabelSelectorIsWrong() {
        Map<String, String> wrong = Map.of(
                "a%b", "unable to parse requirement: key: Invalid value: \"a%b\": name part must consist of",
                "a=%", "unable to parse requirement: values[0][a]: Invalid value: \"%\": a valid label must be",
                "a in (b,%)", "unable to parse requirement: values[1][a]: Invalid value: \"%\": a valid label must",
                "a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
                "a,,b", "found ',', expected: identifier after ','",
                "a,", "found '', expected: identifier after ','",
                ",a", "found ',', expected: !, identifier, or 'end of string'");
        wrong.forEach((selector, message) -> {
            TestApi.Answer answer = api.get(CONFIG_MAPS + "?labelSelector=" + selector);
            assertThat(answer.code()).as(selector).isEqualTo(400);
            assertThat(answer.message()).startsWith(message);
        });
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
    void aPageWhoseRevisionIsNoLongerHeldAnswers410WithAWayToGoOn() {
        create("a", "b", "c");
        String token = api.get(CONFIG_MAPS + "?limit=1").text("metadata", "continue");
        long revision = api.store.revision();
        changeMoreThanIsHeld();
        create("d");
        api.now = api.now.plusSeconds(600);
        api.get(CONFIG_MAPS + "?limit=1");
        TestApi.Answer expired = api.get(CONFIG_MAPS + "?limit=1&continue=" + token);
        assertThat(expired.code()).isEqualTo(410);
        assertThat(expired.text("reason")).isEqualTo("Expired");
        String inconsistent = expired.text("metadata", "continue");
        assertThat(names(api.get(CONFIG_MAPS + "?continue=" + inconsistent))).containsExactly("b", "c", "d");
        TestApi.Answer exact = api.get(CONFIG_MAPS + "?resourceVersionMatch=Exact&resourceVersion=" + revision);
        assertThat(exact.code()).isEqualTo(410);
        assertThat(exact.message()).isEqualTo("The resourceVersion for the provided list is too old.");
    }

    @Test
    void aListThatTakesLongerThanFiveMinutesExpiresThoughNothingHasChanged() {
        create("a", "b", "c", "d");
        String first = api.get(CONFIG_MAPS + "?limit=1").text("metadata", "continue");
        api.now = api.now.plusSeconds(299);
        TestApi.Answer second = api.get(CONFIG_MAPS + "?limit=1&continue=" + first);
        assertThat(names(second)).containsExactly("b");
        api.now = api.now.plusSeconds(2);
        for (String token : List.of(first, second.text("metadata", "continue"))) {
            assertThat(api.get(CONFIG_MAPS + "?limit=1&continue=" + token).code())
                    .isEqualTo(410);
        }
        String anew = api.get(CONFIG_MAPS + "?limit=1&continue=" + first).text("metadata", "continue");
        TestApi.Answer inconsistent = api.get(CONFIG_MAPS + "?limit=1&continue=" + anew);
        assertThat(names(inconsistent)).containsExactly("b");
        assertThat(names(api.get(CONFIG_MAPS + "?continue=" + inconsistent.text("metadata", "continue"))))
                .containsExactly("c", "d");
    }

    private void changeMoreThanIsHeld() {
        for (int i = 0; i < 17_000; i++) {
            api.patch(CONFIG_MAPS + "/a", TestApi.MERGE, "{data: {k: v" + i + "}}");
        }
    }

    @Test
    void aPageGoesOnForAsLongAsAListMayTake() {
        create("a", "b", "c");
        String token = api.get(CONFIG_MAPS + "?limit=1").text("metadata", "continue");
        api.now = api.now.plusSeconds(299);
        api.delete(CONFIG_MAPS + "/b");
        create("d");
        api.get(CONFIG_MAPS + "?limit=1");
        assertThat(names(api.get(CONFIG_MAPS + "?continue=" + token))).containsExactly("b", "c");
    }

    @Test
    void refusesATokenThatIsNoneOfOurs() {
        for (String token : List.of("rubbish", "eyJ9", "e30", "W10", "eyJydiI6MX0")) {
            TestApi.Answer answer = api.get(CONFIG_MAPS + "?continue=" + token);
            assertThat(answer.code()).as(token).isEqualTo(400);
            assertThat(answer.message()).startsWith("continue key is not valid");
        }
    }

    static List<Long> seeds() {
        Long one = Long.getLong("seed");
        return one == null ? LongStream.range(0, 20).boxed().toList() : List.of(one);
    }

    @ParameterizedTest(name = "-Dseed={0}")
    @MethodSource("seeds")
    void listsExactlyWhatWasThereAtAnyRevisionThatIsHeld(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        api.post("/api/v1/namespaces", "{metadata: {name: other}}");
        Map<Long, JsonNode> seen = new TreeMap<>();
        for (int step = 0; step < 60; step++) {
            String url = random.nextBoolean() ? CONFIG_MAPS : "/api/v1/namespaces/other/configmaps";
            String name = "n" + random.nextInt(4);
            switch (random.nextInt(3)) {
                case 0 -> api.post(url, "{metadata: {name: " + name + "}}");
                case 1 -> api.patch(url + "/" + name, TestApi.MERGE, "{data: {k: v" + step + "}}");
                default -> api.delete(url + "/" + name);
            }
            JsonNode all = api.get("/api/v1/configmaps").body();
            seen.put(Json.at(all, "metadata", "resourceVersion").asLong(), all);
        }
        seen.forEach((revision, all) -> {
            String exact = "?resourceVersionMatch=Exact&resourceVersion=" + revision;
            assertThat(api.get("/api/v1/configmaps" + exact).body()).isEqualTo(all);
            List<String> paged = new ArrayList<>();
            TestApi.Answer page = api.get(CONFIG_MAPS + exact + "&limit=2");
            paged.addAll(names(page));
            while (!page.text("metadata", "continue").isEmpty()) {
                page = api.get(CONFIG_MAPS + "?limit=2&continue=" + page.text("metadata", "continue"));
                paged.addAll(names(page));
                assertThat(page.text("metadata", "resourceVersion")).isEqualTo(Long.toString(revision));
            }
            assertThat(paged)
                    .isEqualTo(Json.items(all, "items").stream()
                            .filter(item ->
                                    Json.text(item, "metadata", "namespace").equals("default"))
                            .map(item -> Json.text(item, "metadata", "name"))
                            .toList());
        });
    }

    @Test
    void refusesOptionsThatContradictEachOther() {
        Map<String, String> wrong = Map.of(
                "resourceVersionMatch=Exact",
                "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided",
                "resourceVersionMatch=Exact&resourceVersion=0",
                "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"",
                "resourceVersionMatch=Some&resourceVersion=1",
                "resourceVersionMatch: Unsupported value: \"Some\": supported values: \"Exact\", \"NotOlderThan\", \"\"",
                "resourceVersionMatch=NotOlderThan&resourceVersion=1&continue=x",
                "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided",
                "sendInitialEvents=true",
                "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list",
                "watch=1&resourceVersionMatch=NotOlderThan&resourceVersion=1",
                "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        wrong.forEach((query, message) -> {
            TestApi.Answer answer = api.get(CONFIG_MAPS + "?" + query);
            assertThat(answer.code()).as(query).isEqualTo(422);
            assertThat(answer.message()).isEqualTo("ListOptions.meta.k8s.io \"\" is invalid: " + message);
        });
        for (String query : List.of("limit=x", "timeoutSeconds=x", "resourceVersion=x", "resourceVersion=-1")) {
            assertThat(api.get(CONFIG_MAPS + "?" + query).code()).as(query).isEqualTo(400);
        }
        create("a", "b");
        String token = api.get(CONFIG_MAPS + "?limit=1").text("metadata", "continue");
        assertThat(api.get(CONFIG_MAPS + "?resourceVersion=1&continue=" + token).message())
                .isEqualTo("specifying resource version is not allowed when using continue");
    }

    @Test
    void countsWhatRemainsOnlyIfNothingElseChooses() {
        create("a1", "a2", "a3");
        TestApi.Answer chosen = api.get(CONFIG_MAPS + "?limit=1&labelSelector=app=a");
        assertThat(chosen.text("metadata", "continue")).isNotEmpty();
        assertThat(Json.at(chosen.body(), "metadata").has("remainingItemCount")).isFalse();
    }

    @Test
    void indentsForPeople() {
        create("a");
        assertThat(api.raw(CONFIG_MAPS + "/a?pretty=true")).startsWith("{\n  \"apiVersion\": \"v1\",\n");
        assertThat(api.raw(CONFIG_MAPS + "/a")).startsWith("{\"apiVersion\":\"v1\",");
        assertThat(api.raw(CONFIG_MAPS + "/none?pretty=1")).startsWith("{\n  \"kind\": \"Status\",\n");
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
