package io.quarterdeck.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Runs {@link WebhookServer} in a pod behind a Service. No image has a Java, so the pod gets the host's. */
final class WebhookPod {

    private final Cluster cluster;
    private final String namespace;

    /** What the server's certificate is trusted by: itself, in base64. */
    private final String authority;

    private WebhookPod(Cluster cluster, String namespace, String authority) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.authority = authority;
    }

    /** Starts the pod on a node, in a namespace of its own, and waits until it is ready. */
    static WebhookPod start(Cluster cluster, String namespace, String node, String image) {
        Path folder = cluster.dataDir().resolve(namespace);
        WebhookPod pod = new WebhookPod(cluster, namespace, program(folder, namespace));
        cluster.k("create", "namespace", namespace);
        cluster.apply(pod.manifest(folder, node, image));
        cluster.k("wait", "pod/webhook", "-n", namespace, "--for=condition=Ready", "--timeout=60s");
        return pod;
    }

    /** Puts the program into a folder, with a certificate for its Service's name. */
    private static String program(Path folder, String namespace) {
        try {
            Files.createDirectories(folder);
            for (Class<?> library : List.of(ObjectMapper.class, JsonFactory.class, JsonProperty.class)) {
                Path jar = place(library);
                Files.copy(jar, folder.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            String inside = WebhookServer.class.getPackageName().replace('.', '/');
            Path classes = Files.createDirectories(folder.resolve(inside));
            try (Stream<Path> files = Files.list(place(WebhookServer.class).resolve(inside))) {
                for (Path file : files.toList()) {
                    Files.copy(file, classes.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return certificate(folder.resolve("keys.p12"), "webhook." + namespace + ".svc");
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String certificate(Path keys, String host) {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> store = List.of("-keystore", keys.toString(), "-storepass", WebhookServer.PASSWORD, "-alias", "w");
        run(Stream.concat(
                Stream.of(keytool, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + host, "-ext", "san=dns:" + host),
                store.stream()));
        String pem = run(Stream.concat(Stream.of(keytool, "-exportcert", "-rfc"), store.stream()));
        return Base64.getEncoder().encodeToString(pem.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static String run(Stream<String> words) {
        return Command.of(words.toArray(String[]::new)).run().expectSuccess();
    }

    private String manifest(Path folder, String node, String image) {
        StringBuilder volumes = new StringBuilder();
        StringBuilder mounts = new StringBuilder();
        mount("webhook", folder, "/webhook", volumes, mounts);
        mount("jdk", Path.of(System.getProperty("java.home")), "/jdk", volumes, mounts);
        mount("lib", Path.of("/usr/lib"), "/lib", volumes, mounts);
        // Where there is one, programs look for their loader in it.
        if (Files.isDirectory(FileSystems.getDefault().getPath("/usr/lib64"))) {
            mount("lib64", Path.of("/usr/lib64"), "/lib64", volumes, mounts);
        }
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: webhook, namespace: %1$s, labels: {app: webhook}}
                spec:
                  nodeName: %2$s
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: webhook
                    image: %3$s
                    command: [/jdk/bin/java, -XX:+UseSerialGC, "-XX:TieredStopAtLevel=1", -cp, "/webhook:/webhook/*",
                      io.quarterdeck.system.WebhookServer, /webhook/keys.p12]
                    readinessProbe: {tcpSocket: {port: %4$d}, periodSeconds: 1}
                    volumeMounts:
                %5$s
                  volumes:
                %6$s
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: webhook, namespace: %1$s}
                spec: {selector: {app: webhook}, ports: [{port: 443, targetPort: %4$d}]}
                """.formatted(namespace, node, image, WebhookServer.PORT, mounts, volumes);
    }

    private static void mount(String name, Path host, String place, StringBuilder volumes, StringBuilder mounts) {
        volumes.append("  - {name: %s, hostPath: {path: %s}}\n".formatted(name, host));
        mounts.append("    - {name: %s, mountPath: %s, readOnly: true}\n".formatted(name, place));
    }

    /** A {@code clientConfig} that calls one of the server's paths by its Service. */
    private String client(String path) {
        return "{service: {namespace: %s, name: webhook, path: %s}, caBundle: %s}"
                .formatted(namespace, path, authority);
    }

    /** Has ConfigMaps of the namespace validated and changed, and its pods guarded against being attached to. */
    void admit() {
        admit(
                "Validating",
                "/validate",
                "{operations: [CREATE], apiGroups: [''], apiVersions: [v1], resources: [configmaps]},"
                        + " {operations: [CONNECT], apiGroups: [''], apiVersions: [v1], resources: [pods/attach]}");
        admit(
                "Mutating",
                "/mutate",
                "{operations: [CREATE], apiGroups: [''], apiVersions: [v1], resources: [configmaps]}");
    }

    private void admit(String kind, String path, String rules) {
        cluster.apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: %1$sWebhookConfiguration
                metadata: {name: %2$s}
                webhooks:
                - name: webhook.example.com
                  clientConfig: %3$s
                  rules: [%4$s]
                  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %2$s}}
                  sideEffects: None
                  admissionReviewVersions: [v1]
                """.formatted(kind, namespace, client(path), rules));
    }

    /** The API reaches the server, and does as it says. */
    void refusesAndMarks() {
        String[] refused = {"create", "configmap", "refused", "-n", namespace};
        assertThat(cluster.kubectl(refused).run().expectFailure())
                .contains(
                        "admission webhook \"webhook.example.com\" denied the request: the webhook says no to create");
        cluster.k("create", "configmap", "good", "-n", namespace);
        assertThat(cluster.k("get", "configmap", "good", "-n", namespace, "-o", "jsonpath={.data.marked}"))
                .isEqualTo("yes");
    }

    /** Defines routes, which the server converts. */
    void convert() {
        cluster.apply("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: routes.example.com}
                spec:
                  group: example.com
                  scope: Namespaced
                  names: {plural: routes, singular: route, kind: Route, listKind: RouteList}
                  conversion:
                    strategy: Webhook
                    webhook: {conversionReviewVersions: [v1], clientConfig: %s}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema: {openAPIV3Schema: {type: object, properties: {
                      spec: {type: object, properties: {hostPort: {type: string}}}}}}
                  - name: v2
                    served: true
                    storage: false
                    schema: {openAPIV3Schema: {type: object, properties: {
                      spec: {type: object, properties: {host: {type: string}, port: {type: string}}}}}}
                """.formatted(client("/convert")));
        cluster.k("wait", "crd/routes.example.com", "--for=condition=Established", "--timeout=30s");
    }

    /** Takes everything away again. */
    void stop() {
        String named = "/" + namespace;
        cluster.k(
                "delete",
                "--ignore-not-found",
                "validatingwebhookconfigurations" + named,
                "mutatingwebhookconfigurations" + named,
                "customresourcedefinitions/routes.example.com",
                "namespaces" + named);
    }
}
