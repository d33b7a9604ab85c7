package io.quarterdeck.machinery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.admission.WebhookCaller;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kind whose first version has {@code hostPort: a:1}, and whose second has {@code host: a} and {@code port: '1'}. */
class ConversionTest {

    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String NAME = "/routes.example.com";
    private static final String V1 = "/apis/example.com/v1/namespaces/default/routes";
    private static final String V2 = "/apis/example.com/v2/namespaces/default/routes";
    private static final String FAILED = "conversion webhook for example.com/v1, Kind=Route ";

    private final TestApi api = new TestApi();
    private final List<JsonNode> asked = new ArrayList<>();

    @BeforeEach
    void define() {
        api.webhooks = converting(object -> {});
        TestApi.Answer made = api.post(DEFINITIONS, """
                metadata: {name: routes.example.com}
                spec:
                  group: example.com
                  scope: Namespaced
                  names: {plural: routes, singular: route, kind: Route, listKind: RouteList}
                  conversion:
                    strategy: Webhook
                    webhook:
                      conversionReviewVersions: [v1]
                      clientConfig: {service: {namespace: default, name: converter, path: /convert}}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    subresources: {status: {}}
                    schema: {openAPIV3Schema: {type: object, properties: {
                      spec: {type: object, properties: {hostPort: {type: string}}},
                      status: {type: object, properties: {note: {type: string}}}}}}
                  - name: v2
                    served: true
                    storage: false
                    subresources: {status: {}}
                    schema: {openAPIV3Schema: {type: object, properties: {
                      spec: {type: object, properties: {host: {type: string}, port: {type: string}}},
                      status: {type: object, properties: {note: {type: string}}}}}}
                """);
        assertThat(made.code()).as(made.message()).isEqualTo(201);
    }

    /** @param more what else the webhook does to each object */
    private WebhookCaller converting(Consumer<ObjectNode> more) {
        return (place, review, timeout) -> {
            assertThat(place.url()).isEqualTo("https://converter.default.svc:443/convert");
            JsonNode request = Json.at(Json.parse(review), "request");
            asked.add(request);
            ObjectNode answer =
                    Json.object().put("apiVersion", "apiextensions.k8s.io/v1").put("kind", "ConversionReview");
            ObjectNode response = answer.putObject("response").put("uid", Json.text(request, "uid"));
            response.putObject("result").put("status", "Success");
            ArrayNode converted = response.putArray("convertedObjects");
            for (JsonNode object : Json.items(request, "objects")) {
                ObjectNode next = convert(object.deepCopy(), Json.text(request, "desiredAPIVersion"));
                more.accept(next);
                converted.add(next);
            }
            return Json.encode(answer);
        };
    }

    private static ObjectNode convert(ObjectNode object, String desired) {
        object.put("apiVersion", desired);
        ObjectNode spec = Json.ensureObject(object, "spec");
        if (desired.endsWith("v2")) {
            String[] parts = Json.text(spec, "hostPort").split(":", 2);
            spec.removeAll();
            spec.put("host", parts[0]).put("port", parts[1]).put("unknown", "goes");
        } else {
            String both = Json.text(spec, "host") + ":" + Json.text(spec, "port");
            spec.removeAll();
            spec.put("hostPort", both);
        }
        return object;
    }

    private static String route(String version, String name) {
        String spec = version.equals("v1") ? "{hostPort: 'a:1'}" : "{host: a, port: '1'}";
        return "{apiVersion: example.com/" + version + ", kind: Route, metadata: {name: " + name + ", labels: {app: "
                + name + "}}, spec: " + spec + "}";
    }

    private JsonNode stored(String name) {
        return api.store
                .snapshot("routes.example.com")
                .get(new ObjectKey("default", name))
                .map(KubeObject::tree)
                .orElseThrow();
    }

    private void fail() {
        api.webhooks = (place, review, timeout) -> {
            throw new IOException("Post \"" + place.url() + "\": connection refused");
        };
    }

    @Test
    void whatIsWrittenAtEitherVersionIsStoredAtOneAndReadAtBoth() {
        TestApi.Answer made = api.post(V2, route("v2", "r"));
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        assertThat(made.text("apiVersion")).isEqualTo("example.com/v2");
        assertThat(made.text("spec", "host")).isEqualTo("a");
        assertThat(Json.text(stored("r"), "apiVersion")).isEqualTo("example.com/v1");
        assertThat(Json.text(stored("r"), "spec", "hostPort")).isEqualTo("a:1");

        TestApi.Answer read = api.get(V2 + "/r");
        assertThat(read.body().get("spec").toString()).isEqualTo("{\"host\":\"a\",\"port\":\"1\"}");
        assertThat(read.text("metadata", "resourceVersion")).isEqualTo(made.text("metadata", "resourceVersion"));
        assertThat(read.text("metadata", "uid")).isEqualTo(made.text("metadata", "uid"));
    }

    @Test
    void whatIsStoredAtTheVersionOfTheRequestNeedsNoCall() {
        fail();
        assertThat(api.post(V1, route("v1", "r")).code()).isEqualTo(201);
        assertThat(api.get(V1 + "/r").text("spec", "hostPort")).isEqualTo("a:1");
        assertThat(api.get(V1).code()).isEqualTo(200);
        assertThat(api.delete(V1 + "/r").code()).isEqualTo(200);
        assertThat(asked).isEmpty();
    }

    @Test
    void changesAreMadeAtTheVersionOfTheRequest() {
        api.post(V1, route("v1", "r"));
        ObjectNode read = (ObjectNode) api.get(V2 + "/r").body();
        Json.ensureObject(read, "spec").put("port", "2");
        assertThat(api.put(V2 + "/r", read).text("spec", "port")).isEqualTo("2");
        assertThat(Json.text(stored("r"), "spec", "hostPort")).isEqualTo("a:2");

        assertThat(api.patch(V2 + "/r", TestApi.MERGE, "{spec: {host: b}}").text("spec", "host"))
                .isEqualTo("b");
        assertThat(Json.text(stored("r"), "spec", "hostPort")).isEqualTo("b:2");

        api.patch(V2 + "/r/status", TestApi.MERGE, "{status: {note: seen}}");
        assertThat(Json.text(stored("r"), "status", "note")).isEqualTo("seen");
        assertThat(Json.text(stored("r"), "spec", "hostPort")).isEqualTo("b:2");
    }

    @Test
    void anApplyOwnsFieldsAtItsVersion() {
        api.post(V1, route("v1", "r"));
        String owned = "?fieldManager=mine&force=true";
        TestApi.Answer applied = api.patch(
                V2 + "/r" + owned,
                "application/apply-patch+yaml",
                "{apiVersion: example.com/v2, kind: Route, metadata: {name: r}, spec: {host: c}}");
        assertThat(applied.code()).as(applied.message()).isEqualTo(200);
        assertThat(Json.text(stored("r"), "spec", "hostPort")).isEqualTo("c:1");
        JsonNode mine = Json.items(applied.body(), "metadata", "managedFields").stream()
                .filter(entry -> Json.text(entry, "manager").equals("mine"))
                .findFirst()
                .orElseThrow();
        assertThat(Json.text(mine, "apiVersion")).isEqualTo("example.com/v2");
        assertThat(Json.at(mine, "fieldsV1").toString()).isEqualTo("{\"f:spec\":{\"f:host\":{}}}");
    }

    @Test
    void aDryRunStoresNothingAndAsksNobodyToStoreIt() {
        assertThat(api.post(V2 + "?dryRun=All", route("v2", "r")).code()).isEqualTo(201);
        assertThat(asked).isEmpty();
        assertThat(api.get(V1 + "/r").code()).isEqualTo(404);
    }

    @Test
    void aListIsConvertedInOneCall() {
        api.post(V1, route("v1", "a"));
        api.post(V2, route("v2", "b"));
        api.post(V1, route("v1", "c"));
        asked.clear();
        TestApi.Answer list = api.get(V2);
        assertThat(TestApi.names(list)).containsExactly("a", "b", "c");
        assertThat(Json.items(list.body(), "items"))
                .allSatisfy(item -> assertThat(Json.text(item, "spec", "host")).isEqualTo("a"));
        assertThat(asked).hasSize(1);
        assertThat(Json.items(asked.getFirst(), "objects")).hasSize(3);

        TestApi.Answer page = api.get(V2 + "?limit=2");
        assertThat(TestApi.names(page)).containsExactly("a", "b");
        assertThat(Json.at(page.body(), "metadata", "remainingItemCount").asInt())
                .isEqualTo(1);
        assertThat(TestApi.names(api.get(V2 + "?limit=2&continue=" + page.text("metadata", "continue"))))
                .containsExactly("c");
        assertThat(TestApi.names(api.get(V2 + "?labelSelector=app=b"))).containsExactly("b");
        assertThat(TestApi.names(api.get(V2 + "?limit=1&labelSelector=app"))).containsExactly("a");
    }

    @Test
    void aWatchSeesTheVersionThatItAskedFor() throws InterruptedException {
        api.post(V1, route("v1", "a"));
        try (Watcher watcher = new Watcher(api, V2 + "?watch=true")) {
            assertThat(watcher.next()).isEqualTo("ADDED a a example.com/v2");
            api.patch(V1 + "/a", TestApi.MERGE, "{spec: {hostPort: 'b:1'}}");
            assertThat(watcher.next()).isEqualTo("MODIFIED a b example.com/v2");
            api.delete(V1 + "/a");
            assertThat(watcher.next()).isEqualTo("DELETED a b example.com/v2");
        }
    }

    @Test
    void aWatchWithASelectorSeesWhatLeavesIt() throws InterruptedException {
        api.post(V1, route("v1", "a"));
        try (Watcher watcher = new Watcher(api, V2 + "?watch=true&labelSelector=app=a")) {
            assertThat(watcher.next()).isEqualTo("ADDED a a example.com/v2");
            api.patch(V1 + "/a", TestApi.MERGE, "{metadata: {labels: {app: other}}}");
            assertThat(watcher.next()).isEqualTo("DELETED a a example.com/v2");
        }
    }

    @Test
    void aDeadWebhookEndsOnlyTheWatchesThatNeedIt() throws InterruptedException {
        try (Watcher converted = new Watcher(api, V2 + "?watch=true");
                Watcher plain = new Watcher(api, V1 + "?watch=true")) {
            assertThat(plain.ready()).isEmpty();
            fail();
            api.post(V1, route("v1", "a"));
            assertThat(converted.next()).startsWith("ERROR");
            assertThat(converted.ended()).isTrue();
            assertThat(plain.next()).isEqualTo("ADDED a  example.com/v1");
        }
    }

    @Test
    void aWatchEndsWhenItsKindIsConvertedOtherwise() {
        String plain = "{spec: {conversion: {strategy: None, webhook: null}}}";
        api.patch(DEFINITIONS + NAME, TestApi.MERGE, plain);
        WatchStream watch = api.watch(V2 + "?watch=true");
        assertThat(TestApi.frames(watch)).isEmpty();
        api.patch(DEFINITIONS + NAME, TestApi.MERGE, """
                {spec: {conversion: {strategy: Webhook, webhook: {conversionReviewVersions: [v1], clientConfig:
                  {service: {namespace: default, name: converter, path: /convert}}}}}}
                """);
        api.post(V1, route("v1", "a"));
        assertThat(TestApi.frames(watch)).isEmpty();
        assertThat(watch.ended()).isTrue();
    }

    @Test
    void aDeadWebhookFailsARequestAndLeavesNoTrace() {
        api.post(V1, route("v1", "r"));
        fail();
        String why = "failed: Post \"https://converter.default.svc:443/convert\": connection refused";
        for (String url : List.of(V2, V2 + "/r")) {
            TestApi.Answer refused = api.get(url);
            assertThat(refused.code()).isEqualTo(500);
            assertThat(refused.message()).isEqualTo(FAILED + why);
            assertThat(refused.text("reason")).isEmpty();
        }
        TestApi.Answer write = api.post(V2, route("v2", "other"));
        assertThat(write.message()).isEqualTo("conversion webhook for example.com/v2, Kind=Route " + why);
        assertThat(TestApi.names(api.get(V1))).containsExactly("r");
    }

    @Test
    void aWebhookMayChangeLabelsAndAnnotationsAndNothingElseOfTheMetadata() {
        api.post(V1, route("v1", "r"));
        api.webhooks = converting(object -> {
            ObjectNode metadata = Json.ensureObject(object, "metadata");
            metadata.putObject("labels").put("changed", "yes");
            metadata.putArray("finalizers").add("example.com/no");
            metadata.put("generation", 99);
        });
        TestApi.Answer read = api.get(V2 + "/r");
        assertThat(read.body().at("/metadata/labels").toString()).isEqualTo("{\"changed\":\"yes\"}");
        assertThat(read.body().at("/metadata/finalizers").isMissingNode()).isTrue();
        assertThat(read.body().at("/metadata/generation").asInt()).isEqualTo(1);
        assertThat(TestApi.names(api.get(V2 + "?labelSelector=changed"))).containsExactly("r");
    }

    @Test
    void anAnswerThatIsAnotherObjectIsRefused() {
        api.post(V1, route("v1", "r"));
        String uid = api.get(V1 + "/r").text("metadata", "uid");
        api.webhooks = converting(
                object -> Json.ensureObject(object, "metadata").put("name", "s").put("uid", "u"));
        assertThat(api.get(V2 + "/r").message())
                .isEqualTo(FAILED + "returned invalid metadata in object at index 0: must have the same name: r != s");
        api.webhooks =
                converting(object -> Json.ensureObject(object, "metadata").put("uid", "u"));
        assertThat(api.get(V2 + "/r").message())
                .isEqualTo(FAILED + "returned invalid metadata in object at index 0: must have the same uid: " + uid
                        + " != u");
        api.webhooks = converting(object -> object.put("kind", "Other"));
        assertThat(api.get(V2 + "/r").message())
                .isEqualTo(FAILED + "returned invalid converted object at index 0: invalid kind (expected Route,"
                        + " received Other)");
        api.webhooks = converting(object -> object.put("apiVersion", "example.com/v3"));
        assertThat(api.get(V2 + "/r").message()).contains("invalid groupVersion (expected example.com/v2, received");
    }

    @Test
    void anAnswerThatIsNoneIsRefused() {
        api.post(V1, route("v1", "r"));
        api.webhooks = (place, review, timeout) -> {
            String uid = Json.text(Json.parse(review), "request", "uid");
            return Json.encode(TestApi.yaml("{apiVersion: apiextensions.k8s.io/v1, kind: ConversionReview, response:"
                    + " {uid: " + uid + ", result: {status: Failed, message: no such host}}}"));
        };
        assertThat(api.get(V2 + "/r").message()).isEqualTo(FAILED + "failed: no such host");
        api.webhooks = (place, review, timeout) -> Json.encode(Json.object());
        assertThat(api.get(V2 + "/r").message())
                .startsWith(FAILED + "failed: expected webhook response of apiextensions.k8s.io/v1");
        api.webhooks = (place, review, timeout) -> new byte[] {'<'};
        assertThat(api.get(V2 + "/r").message()).isEqualTo(FAILED + "failed: the webhook's response is no JSON");
    }

    @Test
    void theStoredVersionMayChangeAndAWriteBringsAnObjectThere() {
        api.post(V1, route("v1", "old"));
        TestApi.Answer changed = api.patch(DEFINITIONS + NAME, TestApi.JSON_PATCH, """
                [{op: replace, path: /spec/versions/0/storage, value: false},
                 {op: replace, path: /spec/versions/1/storage, value: true}]
                """);
        assertThat(changed.body().at("/status/storedVersions").toString()).isEqualTo("[\"v1\",\"v2\"]");
        api.post(V1, route("v1", "new"));
        assertThat(Json.text(stored("new"), "apiVersion")).isEqualTo("example.com/v2");
        assertThat(Json.text(stored("old"), "apiVersion")).isEqualTo("example.com/v1");
        assertThat(TestApi.names(api.get(V2))).containsExactly("new", "old");
        assertThat(TestApi.names(api.get(V1))).containsExactly("new", "old");

        TestApi.Answer read = api.get(V1 + "/old");
        TestApi.Answer same = api.put(V1 + "/old", read.body());
        assertThat(same.code()).as(same.message()).isEqualTo(200);
        assertThat(Json.text(stored("old"), "spec", "host")).isEqualTo("a");
        assertThat(same.text("spec", "hostPort")).isEqualTo("a:1");
    }

    @Test
    void aDefinitionGoesThoughItsWebhookIsDead() {
        api.post(V1, route("v1", "r"));
        api.patch(DEFINITIONS + NAME, TestApi.JSON_PATCH, """
                [{op: replace, path: /spec/versions/0/storage, value: false},
                 {op: replace, path: /spec/versions/1/storage, value: true}]
                """);
        fail();
        assertThat(api.delete(DEFINITIONS + NAME).code()).isEqualTo(200);
        assertThat(api.get(DEFINITIONS + NAME).code()).isEqualTo(404);
        assertThat(api.store.snapshot("routes.example.com").size()).isZero();
    }

    @Test
    void withoutAWebhookObjectsAreStoredAtOneVersionToo() {
        api.patch(DEFINITIONS + NAME, TestApi.MERGE, "{spec: {conversion: {strategy: None, webhook: null}}}");
        fail();
        api.post(V2, "{apiVersion: example.com/v2, kind: Route, metadata: {name: r}}");
        assertThat(Json.text(stored("r"), "apiVersion")).isEqualTo("example.com/v1");
        assertThat(api.get(V2 + "/r").text("apiVersion")).isEqualTo("example.com/v2");
        assertThat(api.get(V2, TestApi.TABLE).code()).isEqualTo(200);
    }

    @Test
    void aReadThatAWebhookConvertsBlocks() {
        User user = new User("jane", "", List.of(), java.util.Map.of());
        for (String url : List.of(V1, V2 + "/r")) {
            assertThat(api.api.blocks(new ApiRequest(user, "GET", url, java.util.Map.of(), "", "", "", new byte[0])))
                    .isTrue();
        }
        assertThat(api.api.blocks(
                        new ApiRequest(user, "GET", TestApi.PODS, java.util.Map.of(), "", "", "", new byte[0])))
                .isFalse();
    }

    /** Reads a watch that a thread of its own fills. */
    private static final class Watcher implements AutoCloseable {

        private final Object lock = new Object();
        private final WatchStream watch;
        private final List<String> ready = new ArrayList<>();

        Watcher(TestApi api, String url) {
            this.watch = api.watch(url, () -> {
                synchronized (lock) {
                    lock.notifyAll();
                }
            });
        }

        List<String> ready() {
            for (JsonNode frame : TestApi.frames(watch)) {
                JsonNode object = Json.at(frame, "object");
                ready.add(Json.text(frame, "type") + " " + Json.text(object, "metadata", "name") + " "
                        + Json.text(object, "spec", "host") + " " + Json.text(object, "apiVersion"));
            }
            return ready;
        }

        String next() throws InterruptedException {
            long deadline = System.nanoTime() + java.time.Duration.ofSeconds(10).toNanos();
            synchronized (lock) {
                while (ready().isEmpty() && System.nanoTime() < deadline) {
                    lock.wait(100);
                }
            }
            return ready.removeFirst();
        }

        boolean ended() {
            return watch.ended();
        }

        @Override
        public void close() {
            watch.close();
        }
    }
}
