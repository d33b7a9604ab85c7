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
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole API over a store in memory, driven by stock kubectl and by clients that do not behave. */
final class ApiServerIT {

    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir
    static Path directory;

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
        Bootstrap bootstrap = new Bootstrap(service.get(), api.config, RoleFile.load());
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
