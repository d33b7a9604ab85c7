package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import org.junit.jupiter.api.Test;

/** Events: stored once, served by two groups that call their fields otherwise. */
final class EventTest {

    private static final String CORE = "/api/v1/namespaces/default/events";
    private static final String NEW = "/apis/events.k8s.io/v1/namespaces/default/events";
    private static final String SOUND = """
            metadata: {name: e}
            eventTime: '2026-01-02T03:00:00.000000Z'
            action: Starting
            reason: Started
            type: Normal
            note: hello
            reportingController: example.com/x
            reportingInstance: x-1
            regarding: {kind: Pod, namespace: default, name: p}
            """;

    private final TestApi api = new TestApi();

    @Test
    void anEventOfOneGroupIsOneOfTheOther() {
        assertThat(api.post(NEW, SOUND).text("apiVersion")).isEqualTo("events.k8s.io/v1");
        JsonNode core = api.get(CORE + "/e").body();
        assertThat(Json.text(core, "apiVersion")).isEqualTo("v1");
        assertThat(Json.text(core, "involvedObject", "name")).isEqualTo("p");
        assertThat(Json.text(core, "message")).isEqualTo("hello");
        assertThat(Json.text(core, "reportingComponent")).isEqualTo("example.com/x");
        api.post(
                CORE,
                "{metadata: {name: c}, involvedObject: {kind: Pod, namespace: default, name: q}, message: m, source:"
                        + " {component: s}, count: 3, firstTimestamp: '2026-01-02T03:00:00Z'}");
        JsonNode other = api.get(NEW + "/c").body();
        assertThat(Json.text(other, "regarding", "name")).isEqualTo("q");
        assertThat(Json.text(other, "note")).isEqualTo("m");
        assertThat(Json.text(other, "deprecatedCount")).isEqualTo("3");
        assertThat(Json.text(other, "deprecatedSource", "component")).isEqualTo("s");
        assertThat(Json.text(other, "metadata", "resourceVersion"))
                .isEqualTo(api.get(CORE + "/c").text("metadata", "resourceVersion"));
        assertThat(TestApi.names(api.get(NEW))).containsExactly("c", "e");
    }

    @Test
    void eachGroupSelectsByItsOwnNames() {
        api.post(NEW, SOUND);
        assertThat(TestApi.names(api.get(NEW + "?fieldSelector=regarding.name=p")))
                .containsExactly("e");
        assertThat(TestApi.names(api.get(NEW + "?fieldSelector=regarding.name=q")))
                .isEmpty();
        assertThat(TestApi.names(api.get(CORE + "?fieldSelector=involvedObject.name=p")))
                .containsExactly("e");
        assertThat(api.get(CORE + "?fieldSelector=regarding.name=p").code()).isEqualTo(400);
    }

    @Test
    void theSourceOfAnEventIsItsComponentOrWhoReportsIt() {
        api.post(NEW, SOUND);
        api.post(
                CORE,
                "{metadata: {name: c}, involvedObject: {kind: Pod, namespace: default, name: q}, source: {component: s}}");
        assertThat(TestApi.names(api.get(CORE + "?fieldSelector=source=example.com/x")))
                .containsExactly("e");
        assertThat(TestApi.names(api.get(CORE + "?fieldSelector=source=s"))).containsExactly("c");
        assertThat(TestApi.names(api.get(CORE + "?fieldSelector=source!=s"))).containsExactly("e");
    }

    @Test
    void aChangeReachesWatchersOfBothGroups() {
        api.post(NEW, SOUND);
        WatchStream core = api.watch(CORE);
        WatchStream other = api.watch(NEW + "?fieldSelector=regarding.name=p");
        assertThat(TestApi.brief(core)).containsExactly("ADDED e");
        assertThat(TestApi.brief(other)).containsExactly("ADDED e");
        String series = "{series: {count: 2, lastObservedTime: '2026-01-02T03:01:00.000000Z'}}";
        assertThat(api.patch(NEW + "/e", MERGE, series).code()).isEqualTo(200);
        assertThat(Json.text(TestApi.frames(core).getFirst(), "object", "series", "count"))
                .isEqualTo("2");
        assertThat(Json.text(TestApi.frames(other).getFirst(), "object", "note"))
                .isEqualTo("hello");
        assertThat(api.delete(NEW + "/e").code()).isEqualTo(200);
        assertThat(TestApi.brief(core)).containsExactly("DELETED e");
        assertThat(api.get(NEW + "/e").message()).isEqualTo("events.events.k8s.io \"e\" not found");
    }

    @Test
    void theNewerGroupIsStrict() {
        assertThat(faults(api.post(NEW, "{metadata: {name: x}, deprecatedCount: 1, deprecatedSource: {component: a}}")))
                .containsEntry("eventTime", "Required value")
                .containsEntry("type", "Invalid value: \"\": has invalid value: ")
                .containsEntry("count", "Invalid value: \"\": needs to be unset")
                .containsEntry("source", "Invalid value: \"\": needs to be unset");
        assertThat(faults(
                        api.post(NEW, "{metadata: {name: x}, type: Normal, eventTime: '2026-01-02T03:00:00.000000Z'}")))
                .containsKeys("reportingController", "reportingInstance", "action", "reason");
        api.post(NEW, SOUND);
        assertThat(faults(api.patch(NEW + "/e", MERGE, "{note: other}"))).containsOnlyKeys("note");
        assertThat(faults(api.patch(
                        NEW + "/e", MERGE, "{series: {count: 1, lastObservedTime: '2026-01-02T03:01:00.000000Z'}}")))
                .containsEntry("series.count", "Invalid value: \"\": should be at least 2");
    }

    @Test
    void anEventStandsWhereItsObjectDoes() {
        assertThat(faults(api.post(
                        CORE, "{metadata: {name: x}, involvedObject: {kind: Pod, namespace: other, name: p}}")))
                .containsEntry("involvedObject.namespace", "Invalid value: \"other\": does not match event.namespace");
        assertThat(api.post(CORE, "{metadata: {name: x}, involvedObject: {kind: Node, name: n}}")
                        .code())
                .isEqualTo(201);
    }

    @Test
    void bothShowTheSameRow() {
        api.post(NEW, SOUND);
        JsonNode core = api.get(CORE + "/e", TestApi.TABLE).body().at("/rows/0/cells");
        assertThat(api.get(NEW + "/e", TestApi.TABLE).body().at("/rows/0/cells"))
                .isEqualTo(core);
        assertThat(core.toString()).contains("Started", "pod/p", "hello");
    }
}
