package io.quarterdeck.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarterdeck.apiserver.authorization.RoleFile;
import io.quarterdeck.apiserver.documents.KindDocuments;
import io.quarterdeck.machinery.Api;
import io.quarterdeck.machinery.ApiConfig;
import io.quarterdeck.machinery.ApiService;
import io.quarterdeck.machinery.admission.WebhookCaller;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.machinery.kinds.Kinds;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.memory.MemoryStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole API over a store in memory, driven by stock kubectl and by clients that do not behave. */
final class ApiServerIT {

    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir
    static Path directory;

    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";

    private static TestApi api;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Store store = new MemoryStore();
        Kinds kinds = BuiltInKinds.load();
        AtomicReference<ApiService> service = new AtomicReference<>();
        api = new TestApi(
                directory,
                store,
                true,
                (config, access) -> {
                    ApiConfig settings = ApiConfig.of(config.serviceCidr(), InstantSource.system(), new Random(1));
                    service.set(new Api(
                            store,
                            kinds,
                            settings,
                            access.authorizer(),
                            access.tokens(),
                            access.tokens(),
                            WebhookCaller.NONE,
                            access.guard()));
                    return service.get();
                },
                new KindDocuments(kinds));
        Bootstrap bootstrap = new Bootstrap(service.get(), api.config, RoleFile.load(), kinds);
        bootstrap.run();
        // A second start finds everything and changes nothing.
        long revision = store.revision();
        bootstrap.run();
        assertThat(store.revision()).isEqualTo(revision);
        api.ready();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static String kubectl(String... arguments) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/kubectl")), "kubectl is installed");
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/kubectl",
                "--kubeconfig",
                directory.resolve("admin.kubeconfig").toString(),
                "--cache-dir",
                directory.resolve("cache").toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(directory, "kubectl", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(TestApi.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        process.destroy();
        String text = Files.readString(output).strip();
        assertThat(ended).as("ended in time: %s; it said: %s", command, text).isTrue();
        return text;
    }

    @Test
    void bootsWithWhatEveryClusterHas() throws Exception {
        assertThat(kubectl("get", "namespaces", "-o", "name").lines())
                .contains(
                        "namespace/default",
                        "namespace/kube-system",
                        "namespace/kube-public",
                        "namespace/kube-node-lease");
        assertThat(kubectl("get", "service", "kubernetes", "-o", "jsonpath={.spec.clusterIP} {.spec.ports[0].port}"))
                .isEqualTo("10.96.0.1 443");
        assertThat(kubectl("get", "endpoints", "kubernetes", "-o", "jsonpath={.subsets[0].addresses[0].ip}"))
                .contains("192.0.2.7");
        assertThat(kubectl("-n", "kube-system", "get", "service", "kube-dns", "-o", "jsonpath={.spec.clusterIP}"))
                .isEqualTo("10.96.0.10");
    }

    @Test
    void doesNotTellAgainWhatIsServed() throws Exception {
        HttpClient client = api.admin(directory);
        HttpResponse<String> first = client.send(api.request("/apis").build(), BodyHandlers.ofString());
        String tag = first.headers().firstValue("etag").orElseThrow();
        HttpResponse<String> again =
                client.send(api.request("/apis").header("if-none-match", tag).build(), BodyHandlers.ofString());
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        HttpResponse<String> other = client.send(
                api.request("/apis").header("if-none-match", "\"other\"").build(), BodyHandlers.ofString());
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.body()).isEqualTo(first.body());
    }

    @Test
    void bootsWithClassesRangesAndGroupsOfTheCluster() throws Exception {
        assertThat(kubectl("get", "priorityclass", "system-node-critical", "--no-headers"))
                .matches("system-node-critical +2000001000 +false +\\S+ +PreemptLowerPriority");
        assertThat(kubectl(
                        "get",
                        "servicecidr",
                        "kubernetes",
                        "-o",
                        "jsonpath={.spec.cidrs[0]} {.status.conditions[0].type}"))
                .isEqualTo("10.96.0.0/16 Ready");
        assertThat(kubectl("get", "apiservice", "v1.networking.k8s.io", "--no-headers"))
                .matches("v1.networking.k8s.io +Local +True +\\S+");
        assertThat(kubectl("get", "apiservices", "-o", "name").lines())
                .contains("apiservice.apiregistration.k8s.io/v1.");
        assertThat(kubectl("get", "flowschemas,prioritylevelconfigurations", "-o", "name")
                        .lines())
                .hasSize(4);
    }

    @Test
    void doesWhatKubectlAsks() throws Exception {
        assertThat(kubectl("create", "configmap", "made", "--from-literal=a=b")).isEqualTo("configmap/made created");
        assertThat(kubectl("get", "configmap", "made", "-o", "jsonpath={.data.a}"))
                .isEqualTo("b");
        Path manifest = directory.resolve("manifest.yaml");
        Files.writeString(manifest, """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: nginx}]}
                """);
        assertThat(kubectl("apply", "-f", manifest.toString())).isEqualTo("deployment.apps/web created");
        assertThat(kubectl("apply", "-f", manifest.toString())).isEqualTo("deployment.apps/web unchanged");
        assertThat(kubectl("expose", "deployment", "web", "--port=80")).isEqualTo("service/web exposed");
        assertThat(kubectl("scale", "deployment", "web", "--replicas=0")).isEqualTo("deployment.apps/web scaled");
        assertThat(kubectl("get", "deployment", "web", "-o", "jsonpath={.spec.replicas}"))
                .isEqualTo("0");
        assertThat(kubectl("label", "deployment", "web", "x=y")).isEqualTo("deployment.apps/web labeled");
        assertThat(kubectl("delete", "deployment", "web", "--cascade=background"))
                .contains("deleted");
    }

    @Test
    void describesItself() throws Exception {
        assertThat(kubectl("version")).contains("Server Version: v1.35.0+quarterdeck");
        assertThat(kubectl("api-resources")).contains("deployments", "configmaps");
        assertThat(kubectl("explain", "deployment.spec.replicas")).contains("FIELD: replicas <integer>");
        assertThat(kubectl("auth", "can-i", "create", "pods")).isEqualTo("yes");
        assertThat(kubectl("auth", "can-i", "create", "pods", "--as", "jane")).startsWith("no");
        assertThat(kubectl("auth", "whoami")).contains("kubernetes-admin");
    }

    @Test
    void givesServiceAccountsTokensThatWorkUntilTheAccountIsGone() throws Exception {
        kubectl("create", "serviceaccount", "robot");
        String token = kubectl("create", "token", "robot");
        HttpClient client = api.client(null, HttpClient.Version.HTTP_2);
        HttpRequest request =
                api.request("/apis").header("authorization", "Bearer " + token).build();

        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        kubectl("delete", "serviceaccount", "robot");
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }

    private static HttpResponse<byte[]> get(String path, String accept) throws Exception {
        return api.admin(directory)
                .send(api.request(path).header("accept", accept).build(), BodyHandlers.ofByteArray());
    }

    private static String contentType(HttpResponse<?> response) {
        return response.headers().firstValue("content-type").orElse("");
    }

    @Test
    void speaksProtobufToWhoAsksForIt() throws Exception {
        kubectl("create", "configmap", "binary", "--from-literal=a=b");
        HttpResponse<byte[]> one = get(CONFIG_MAPS + "/binary", PROTOBUF);
        assertThat(contentType(one)).isEqualTo(PROTOBUF);
        assertThat(new String(one.body(), StandardCharsets.ISO_8859_1))
                .startsWith("k8s\0")
                .contains("ConfigMap", "binary");
        assertThat(contentType(get(CONFIG_MAPS, PROTOBUF + ",application/json")))
                .isEqualTo(PROTOBUF);
        HttpResponse<byte[]> none = get(CONFIG_MAPS + "/none", PROTOBUF);
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(new String(none.body(), StandardCharsets.ISO_8859_1))
                .startsWith("k8s\0")
                .contains("NotFound");
        assertThat(contentType(get(CONFIG_MAPS, "application/json," + PROTOBUF)))
                .isEqualTo("application/json");
        assertThat(contentType(get(CONFIG_MAPS, PROTOBUF + ";as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")))
                .isEqualTo(PROTOBUF);
        // The body of an answer is a body that is read, too.
        HttpResponse<byte[]> updated = api.admin(directory)
                .send(
                        api.request(CONFIG_MAPS + "/binary")
                                .PUT(BodyPublishers.ofByteArray(one.body()))
                                .header("content-type", PROTOBUF)
                                .header("accept", PROTOBUF)
                                .build(),
                        BodyHandlers.ofByteArray());
        assertThat(updated.statusCode()).isEqualTo(200);
        assertThat(updated.body()).isEqualTo(one.body());
    }

    @Test
    void speaksJsonOfKindsThatHaveNoMessage() throws Exception {
        Path manifest = directory.resolve("crd.yaml");
        Files.writeString(manifest, """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: boats.apps.example.org}
                spec:
                  group: apps.example.org
                  scope: Namespaced
                  names: {plural: boats, kind: Boat}
                  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
                """);
        kubectl("apply", "-f", manifest.toString());
        kubectl("wait", "--for=condition=Established", "crd/boats.apps.example.org");
        String boats = "/apis/apps.example.org/v1/boats";
        assertThat(contentType(get(boats, PROTOBUF + ",application/json"))).isEqualTo("application/json");
        HttpResponse<byte[]> refused = get(boats, PROTOBUF);
        assertThat(refused.statusCode()).isEqualTo(406);
        assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                .contains("only the following media types are accepted: application/json, application/yaml\"");
        assertThat(contentType(get(boats, PROTOBUF + ";as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")))
                .isEqualTo(PROTOBUF);
        assertThat(new String(get(CONFIG_MAPS, "image/png").body(), StandardCharsets.UTF_8))
                .contains("application/json, application/yaml, application/vnd.kubernetes.protobuf\"");
    }

    @Test
    void watchesInProtobuf() throws Exception {
        kubectl("create", "configmap", "watched");
        String url = CONFIG_MAPS + "?watch=1&timeoutSeconds=1&fieldSelector=metadata.name=watched";
        HttpResponse<byte[]> watch = get(url, PROTOBUF + ";stream=watch");
        assertThat(contentType(watch)).isEqualTo(PROTOBUF + ";stream=watch");
        ByteBuffer frames = ByteBuffer.wrap(watch.body());
        assertThat(frames.getInt()).isEqualTo(frames.remaining());
        assertThat(new String(watch.body(), StandardCharsets.ISO_8859_1)).contains("ADDED", "k8s\0", "watched");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", PROTOBUF})
    void watchesOverAWebSocket(String accept) throws Exception {
        String name = accept.equals(PROTOBUF) ? "binary-socket" : "text-socket";
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        WebSocket socket = api.client(api.credential(directory, "admin"), HttpClient.Version.HTTP_1_1)
                .newWebSocketBuilder()
                .header("accept", accept)
                .buildAsync(
                        URI.create(api.uri(CONFIG_MAPS + "?watch=true&fieldSelector=metadata.name=" + name)
                                .toString()
                                .replace("https:", "wss:")),
                        new Messages(messages))
                .get(TestApi.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        kubectl("create", "configmap", name);
        kubectl("label", "configmap", name, "x=y");
        for (String type : List.of("ADDED", "MODIFIED")) {
            assertThat(messages.poll(TestApi.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .startsWith(accept.equals(PROTOBUF) ? "\n" : "{\"type\":\"")
                    .contains(type, name);
        }
        socket.abort();
    }

    /** Messages as text, each byte a character. */
    private record Messages(BlockingQueue<String> whole) implements WebSocket.Listener {

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            whole.add(text.toString());
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer bytes, boolean last) {
            whole.add(StandardCharsets.ISO_8859_1.decode(bytes).toString());
            socket.request(1);
            return null;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | application/json | */* | {broken | 400 | BadRequest",
                "POST | application/yaml | */* | '\t- :' | 400 | BadRequest",
                "POST | text/plain | */* | x | 415 | UnsupportedMediaType",
                "POST | application/vnd.kubernetes.protobuf | */* | x | 400 | BadRequest",
                "PATCH | application/json | */* | {} | 415 | UnsupportedMediaType",
                "GET | application/json | image/png | '' | 406 | NotAcceptable",
                "PUT | application/json | */* | {} | 405 | MethodNotAllowed",
            })
    void answersBadInputWithAStatus(
            String method, String contentType, String accept, String body, int code, String reason) throws Exception {
        String path = method.equals("PATCH") ? CONFIG_MAPS + "/none" : CONFIG_MAPS;
        HttpResponse<String> response = api.admin(directory)
                .send(
                        api.request(path)
                                .method(method, BodyPublishers.ofString(body))
                                .header("content-type", contentType)
                                .header("accept", accept)
                                .build(),
                        BodyHandlers.ofString());

        assertThat(response.statusCode()).as(response.body()).isEqualTo(code);
        assertThat(response.body()).contains("\"kind\":\"Status\"", "\"reason\":\"" + reason + "\"");
    }
}
