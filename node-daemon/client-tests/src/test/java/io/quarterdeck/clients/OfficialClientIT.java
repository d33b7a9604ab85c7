package io.quarterdeck.clients;

import static io.quarterdeck.clients.SharedCluster.cluster;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.Discovery;
import io.kubernetes.client.Exec;
import io.kubernetes.client.PodLogs;
import io.kubernetes.client.PortForward;
import io.kubernetes.client.ProtoClient;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.kubernetes.client.extended.leaderelection.LeaderElector;
import io.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Yaml;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.quarterdeck.system.Cluster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The official Java client. */
@ExtendWith(SharedCluster.class)
final class OfficialClientIT {

    private static final String NAMESPACE = "official";
    private static final String MAPS = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";

    private final ApiClient client = Clients.official();
    private final CoreV1Api core = new CoreV1Api(client);

    OfficialClientIT() throws IOException {}

    @BeforeEach
    void createNamespace() {
        cluster().k("create", "namespace", NAMESPACE);
    }

    @AfterEach
    void deleteNamespace() {
        cluster().k("delete", "namespace", NAMESPACE);
    }

    @Test
    void patchesInEveryWay() throws ApiException {
        core.createNamespacedConfigMap(NAMESPACE, new V1ConfigMap().metadata(new V1ObjectMeta().name("a")))
                .fieldManager("maker")
                .execute();
        patch(V1Patch.PATCH_FORMAT_JSON_PATCH, "[{\"op\":\"add\",\"path\":\"/data\",\"value\":{\"json\":\"1\"}}]");
        patch(V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"data\":{\"merge\":\"2\"}}");
        patch(V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH, "{\"data\":{\"strategic\":\"3\"}}");
        V1ConfigMap applied = patch(
                V1Patch.PATCH_FORMAT_APPLY_YAML,
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {applied: '4'}}");
        assertThat(applied.getData()).containsOnlyKeys("json", "merge", "strategic", "applied");
        assertThatThrownBy(() -> core.readNamespacedConfigMap("none", NAMESPACE).execute())
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.getCode()).isEqualTo(404));
    }

    private V1ConfigMap patch(String format, String patch) throws ApiException {
        return PatchUtils.patch(
                V1ConfigMap.class,
                () -> core.patchNamespacedConfigMap("a", NAMESPACE, new V1Patch(patch))
                        .fieldManager("patcher")
                        .buildCall(null),
                format,
                client);
    }

    @Test
    void reachesIntoAContainer() throws Exception {
        core.createNamespacedPod(NAMESPACE, (V1Pod) Yaml.load("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - name: web
                image: %s
                command: [sh, -c, "echo begins; echo here > /www/index.html; exec httpd -f -p 8080 -h /www"]
            """.formatted(SharedCluster.IMAGE)))
                .execute();
        cluster().k("wait", "pod/web", "-n", NAMESPACE, "--for=condition=Ready", "--timeout=60s");
        try (InputStream log = new PodLogs(client).streamNamespacedPodLog(NAMESPACE, "web", "web")) {
            assertThat(text(log, 7)).isEqualTo("begins\n");
        }
        String[] command = {"sh", "-c", "read line; echo got $line"};
        Process process = new Exec(client).exec(NAMESPACE, "web", command, true, false);
        process.getOutputStream().write("it\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("got it\n");

        var forwarded = new PortForward(client).forward(NAMESPACE, "web", List.of(8080));
        var out = forwarded.getOutboundStream(8080);
        out.write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        assertThat(text(forwarded.getInputStream(8080), 15)).isEqualTo("HTTP/1.1 200 OK");
    }

    /** Asks for no byte more: a stream that goes on would not answer. */
    private static String text(InputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        int count = in.readNBytes(bytes, 0, length);
        return new String(bytes, 0, count, StandardCharsets.UTF_8);
    }

    @Test
    void speaksProtobuf() throws Exception {
        ProtoClient proto = new ProtoClient(client);
        V1.ConfigMap wanted = V1.ConfigMap.newBuilder()
                .setMetadata(Meta.ObjectMeta.newBuilder().setName("p").setNamespace(NAMESPACE))
                .putData("k", "v")
                .build();
        assertThat(proto.create(wanted, MAPS, "v1", "ConfigMap").object.getDataMap())
                .containsEntry("k", "v");
        V1.ConfigMap changed = wanted.toBuilder().putData("k", "w").build();
        assertThat(proto.update(changed, MAPS + "/p", "v1", "ConfigMap").object.getDataMap())
                .containsEntry("k", "w");
        ProtoClient.ObjectOrStatus<V1.ConfigMapList> listed = proto.list(V1.ConfigMapList.newBuilder(), MAPS);
        assertThat(listed.object.getItemsList())
                .extracting(map -> map.getMetadata().getName())
                .contains("p");
        assertThat(proto.delete(V1.ConfigMap.newBuilder(), MAPS + "/p").status.getStatus())
                .isEqualTo("Success");
    }

    @Test
    void findsKindsAndUsesThemWithoutTheirClasses() throws ApiException {
        assertThat(new Discovery(client).findAll())
                .extracting(Discovery.APIResource::getResourcePlural)
                .contains("deployments", "horizontalpodautoscalers", "leases");
        cluster().k("create", "configmap", "d", "-n", NAMESPACE);
        DynamicKubernetesApi maps = new DynamicKubernetesApi("", "v1", "configmaps", client);
        assertThat(maps.get(NAMESPACE, "d").throwsApiException().getObject().getKind())
                .isEqualTo("ConfigMap");
        assertThat(maps.delete(NAMESPACE, "d").throwsApiException().getHttpStatusCode())
                .isEqualTo(200);
        assertThat(maps.get(NAMESPACE, "d").getHttpStatusCode()).isEqualTo(404);
    }

    @Test
    void leads() throws InterruptedException {
        LeaseLock lock = new LeaseLock(NAMESPACE, "lead", "me", client);
        CountDownLatch leads = new CountDownLatch(1);
        try (LeaderElector elector = new LeaderElector(new LeaderElectionConfig(
                lock, Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofMillis(200)))) {
            Thread running = Thread.startVirtualThread(() -> elector.run(leads::countDown, () -> {}));
            assertThat(leads.await(60, TimeUnit.SECONDS)).isTrue();
            Cluster.eventually(
                    "the lease names the leader",
                    () -> cluster()
                            .k("get", "lease", "lead", "-n", NAMESPACE, "-o", "jsonpath={.spec.holderIdentity}")
                            .equals("me"));
            running.interrupt();
        }
    }
}
