package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.CONFIG_MAPS;
import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.brief;
import static io.quarterdeck.machinery.TestApi.frames;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WatchTest {

    private final TestApi api = new TestApi();

    private void create(String name, String app) {
        api.post(CONFIG_MAPS, "{metadata: {name: " + name + ", labels: {app: " + app + "}}}");
    }

    private void relabel(String name, String app) {
        api.patch(CONFIG_MAPS + "/" + name, MERGE, "{metadata: {labels: {app: " + app + "}}}");
    }

    @Test
    void beginsWithWhatIsThereAndFollows() {
        create("a", "x");
        WatchStream watch = api.watch(CONFIG_MAPS + "?watch=1");
        assertThat(brief(watch)).containsExactly("ADDED a");
        create("b", "x");
        relabel("a", "y");
        api.delete(CONFIG_MAPS + "/b");
        assertThat(brief(watch)).containsExactly("ADDED b", "MODIFIED a", "DELETED b");
        assertThat(watch.poll(10)).isEmpty();
    }

    @Test
    void goesOnAfterTheRevisionOfAList() {
        create("a", "x");
        String revision = api.get(CONFIG_MAPS).text("metadata", "resourceVersion");
        create("b", "x");
        assertThat(brief(api.watch(CONFIG_MAPS + "?watch=1&resourceVersion=" + revision)))
                .containsExactly("ADDED b");
    }

    @Test
    void anObjectThatLeavesTheSelectionIsDeletedAndOneThatEntersAdded() {
        create("a", "x");
        WatchStream watch = api.watch(CONFIG_MAPS + "?watch=1&labelSelector=app=x");
        frames(watch);
        relabel("a", "y");
        List<JsonNode> left = frames(watch);
        assertThat(Json.text(left.getFirst(), "type")).isEqualTo("DELETED");
        assertThat(Json.text(left.getFirst(), "object", "metadata", "labels", "app"))
                .isEqualTo("x");
        assertThat(Json.text(left.getFirst(), "object", "metadata", "resourceVersion"))
                .isEqualTo(Long.toString(api.store.revision()));
        relabel("a", "z");
        relabel("a", "x");
        assertThat(brief(watch)).containsExactly("ADDED a");
    }

    @Test
    void watchesOneNameOfOneNamespaceOnly() {
        WatchStream watch = api.watch(CONFIG_MAPS + "?watch=1&fieldSelector=metadata.name=b");
        api.post("/api/v1/namespaces", "{metadata: {name: other}}");
        api.post("/api/v1/namespaces/other/configmaps", "{metadata: {name: b}}");
        create("a", "x");
        create("b", "x");
        assertThat(brief(watch)).containsExactly("ADDED b");
        assertThat(brief(api.watch(CONFIG_MAPS + "/b?watch=1"))).containsExactly("ADDED b");
    }

    @Test
    void saysWhenTheInitialEventsAreSent() {
        create("a", "x");
        WatchStream watch = api.watch(CONFIG_MAPS
                + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
        List<JsonNode> frames = frames(watch);
        assertThat(Json.text(frames.get(0), "type")).isEqualTo("ADDED");
        assertThat(Json.text(frames.get(1), "type")).isEqualTo("BOOKMARK");
        assertThat(Json.text(frames.get(1), "object", "metadata", "annotations", "k8s.io/initial-events-end"))
                .isEqualTo("true");
        assertThat(watch.bookmark()).hasSize(3);
        assertThat(api.watch(CONFIG_MAPS + "?watch=1").bookmark()).isEmpty();
    }

    @Test
    void beginsWithoutWhatIsThereIfThatIsNotWanted() {
        create("a", "x");
        WatchStream watch =
                api.watch(CONFIG_MAPS + "?watch=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan");
        assertThat(frames(watch)).isEmpty();
        create("b", "x");
        assertThat(brief(watch)).containsExactly("ADDED b");
    }

    @Test
    void saysNothingOfTheEndOfTheInitialEventsToWhoWantsNoBookmarks() {
        create("a", "x");
        WatchStream watch =
                api.watch(CONFIG_MAPS + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");
        assertThat(brief(watch)).containsExactly("ADDED a");
    }

    @Test
    void refusesToSendInitialEventsOfARevisionThatIsNotReached() {
        String url = CONFIG_MAPS + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
        assertThatThrownBy(() -> api.watch(url + "&resourceVersion=999999"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.status().code()).isEqualTo(504));
        assertThatThrownBy(() -> api.watch(CONFIG_MAPS + "?watch=1&sendInitialEvents=true"))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        e -> assertThat(e.status().message())
                                .isEqualTo("ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden:"
                                        + " sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    }

    @Test
    void aRevisionThatIsNoLongerHeldEndsTheWatchWithA410() {
        create("a", "x");
        // More than the store's ring of events holds.
        for (int i = 0; i < 17_000; i++) {
            relabel("a", "x" + i);
        }
        WatchStream watch = api.watch(CONFIG_MAPS + "?watch=1&resourceVersion=1");
        List<JsonNode> frames = frames(watch);
        assertThat(Json.text(frames.getFirst(), "type")).isEqualTo("ERROR");
        assertThat(Json.text(frames.getFirst(), "object", "code")).isEqualTo("410");
        assertThat(watch.ended()).isTrue();
    }

    /** Seeds of the invariant; {@code -Dseed=} repeats one. */
    static List<Long> seeds() {
        Long one = Long.getLong("seed");
        List<Long> seeds = new ArrayList<>();
        for (long seed = 0; seed < 40; seed++) {
            seeds.add(seed);
        }
        return one == null ? seeds : List.of(one);
    }

    @ParameterizedTest(name = "-Dseed={0}")
    @MethodSource("seeds")
    void whoFollowsAWatchHasWhatAListWouldShow(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        WatchStream watch = api.watch(CONFIG_MAPS + "?watch=1&labelSelector=app=x");
        Map<String, String> followed = new TreeMap<>();
        for (int step = 0; step < 60; step++) {
            String name = "n" + random.nextInt(5);
            String app = random.nextBoolean() ? "x" : "y";
            switch (random.nextInt(3)) {
                case 0 -> create(name, app);
                case 1 -> relabel(name, app);
                default -> api.delete(CONFIG_MAPS + "/" + name);
            }
            if (random.nextInt(4) == 0) {
                follow(watch, followed);
                assertThat(followed).isEqualTo(listed());
            }
        }
        follow(watch, followed);
        assertThat(followed).isEqualTo(listed());
    }

    private Map<String, String> listed() {
        Map<String, String> listed = new TreeMap<>();
        Json.items(api.get(CONFIG_MAPS + "?labelSelector=app=x").body(), "items")
                .forEach(item -> listed.put(
                        Json.text(item, "metadata", "name"), Json.text(item, "metadata", "resourceVersion")));
        return listed;
    }

    private static void follow(WatchStream watch, Map<String, String> followed) {
        for (JsonNode frame : frames(watch)) {
            String name = Json.text(frame, "object", "metadata", "name");
            String revision = Json.text(frame, "object", "metadata", "resourceVersion");
            switch (Json.text(frame, "type")) {
                case "ADDED" -> assertThat(followed.put(name, revision)).isNull();
                case "MODIFIED" -> assertThat(followed.put(name, revision)).isNotNull();
                default -> assertThat(followed.remove(name)).isNotNull();
            }
        }
    }
}
