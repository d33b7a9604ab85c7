package io.quarterdeck.system;

import static io.quarterdeck.system.Cluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One node, driven with kubectl through what its users do in their first hour. */
final class OneNodeIT {

    private static final String IMAGE = "quarterdeck.local/demo-web:1";

    private static final Cluster CLUSTER = Cluster.inTemporaryDirectory();

    @BeforeAll
    static void demo() {
        String shown = CLUSTER.quarterdeck("demo", "--port", Integer.toString(CLUSTER.port()))
                .expectSuccess();
        assertThat(shown)
                .contains("3 of 3 replicas are Ready")
                .contains("by cluster IP")
                .contains("by name");
        assertThat(shown.lines().filter(line -> line.contains("Hello from web-")))
                .hasSize(2);
    }

    @AfterAll
    static void down() {
        CLUSTER.close();
    }

    @Test
    void upOnARunningClusterSaysSo() {
        assertThat(CLUSTER.quarterdeck("up").expectSuccess()).contains("is running already");
        assertThat(CLUSTER.quarterdeck("status").expectSuccess())
                .contains("healthy")
                .doesNotContain("stopped");
    }

    @Test
    void getShowsTheFamiliarTables() {
        assertThat(CLUSTER.k("get", "nodes", "-o", "wide")).contains("Ready", "containerd://", "v1.35");
        assertThat(CLUSTER.k("get", "all", "-n", "demo"))
                .contains("pod/web-", "service/web", "deployment.apps/web", "replicaset.apps/web-", "3/3");
        assertThat(CLUSTER.k("get", "pods", "-n", "demo", "-o", "wide")).contains("1/1", "Running");
        assertThat(CLUSTER.k("get", "deploy", "web", "-n", "demo", "-o", "jsonpath={.status.readyReplicas}"))
                .isEqualTo("3");
        assertThat(CLUSTER.k("get", "deploy", "web", "-n", "demo", "-o", "yaml"))
                .contains("readyReplicas: 3");
        assertThat(CLUSTER.k("get", "endpointslices", "-n", "demo")).contains("web-", "8080");
    }

    @Test
    void describeTellsTheStory() {
        assertThat(CLUSTER.k("describe", "deployment", "web", "-n", "demo"))
                .contains("Scaled up replica set", "3 desired | 3 updated | 3 total | 3 available");
        assertThat(CLUSTER.k("describe", "pods", "-n", "demo")).contains("Successfully assigned", "Started container");
        assertThat(CLUSTER.k("describe", "service", "web", "-n", "demo")).contains("Endpoints:", ":8080");
        assertThat(CLUSTER.k("describe", "nodes")).contains("PodCIDR:", "Allocatable:", "Ready");
    }

    @Test
    void aDeploymentRollsForwardAndBack() {
        CLUSTER.k("create", "namespace", "roll");
        CLUSTER.k("create", "deployment", "web", "-n", "roll", "--image=" + IMAGE, "--replicas=2");
        CLUSTER.k("rollout", "status", "deployment/web", "-n", "roll", "--timeout=60s");
        CLUSTER.k("set", "env", "deployment/web", "-n", "roll", "COLOUR=blue");
        CLUSTER.k("rollout", "status", "deployment/web", "-n", "roll", "--timeout=60s");
        assertThat(CLUSTER.k("rollout", "history", "deployment/web", "-n", "roll"))
                .contains("1", "2");
        CLUSTER.k("rollout", "undo", "deployment/web", "-n", "roll");
        CLUSTER.k("rollout", "status", "deployment/web", "-n", "roll", "--timeout=60s");
        assertThat(CLUSTER.k("get", "deployment", "web", "-n", "roll", "-o", "yaml"))
                .doesNotContain("COLOUR");
        CLUSTER.k("rollout", "pause", "deployment/web", "-n", "roll");
        CLUSTER.k("set", "env", "deployment/web", "-n", "roll", "COLOUR=green");
        CLUSTER.k("rollout", "resume", "deployment/web", "-n", "roll");
        CLUSTER.k("rollout", "restart", "deployment/web", "-n", "roll");
        CLUSTER.k("rollout", "status", "deployment/web", "-n", "roll", "--timeout=60s");
        CLUSTER.k("scale", "deployment/web", "-n", "roll", "--replicas=4");
        CLUSTER.k("wait", "deployment/web", "-n", "roll", "--for=jsonpath={.status.readyReplicas}=4", "--timeout=60s");
        CLUSTER.k("delete", "namespace", "roll");
        assertThat(CLUSTER.kubectl("get", "pods", "-n", "roll").run().errors()).contains("No resources found");
    }

    @Test
    void logsExecCopyAndPortForwardReachTheContainer() throws IOException {
        CLUSTER.k("run", "tool", "--image=" + IMAGE, "--port=8080");
        CLUSTER.k("wait", "pod/tool", "--for=condition=Ready", "--timeout=30s");
        assertThat(CLUSTER.k("exec", "tool", "--", "hostname")).isEqualTo("tool\n");
        assertThat(CLUSTER.kubectl("exec", "-i", "tool", "--", "cat")
                        .reading("through stdin\n")
                        .run()
                        .expectSuccess())
                .isEqualTo("through stdin\n");
        assertThat(CLUSTER.kubectl("exec", "tool", "--", "sh", "-c", "exit 7")
                        .run()
                        .code())
                .isEqualTo(7);
        Path file = Files.writeString(CLUSTER.dataDir().resolve("copied"), "by kubectl cp\n");
        CLUSTER.k("cp", file.toString(), "tool:/tmp/copied");
        assertThat(CLUSTER.k("exec", "tool", "--", "cat", "/tmp/copied")).isEqualTo("by kubectl cp\n");
        CLUSTER.k("cp", "tool:/www/index.html", file.toString());
        assertThat(Files.readString(file)).isEqualTo("Hello from tool\n");
        forwardsAPort();
        CLUSTER.k("delete", "pod", "tool", "--grace-period=1");
    }

    private static void forwardsAPort() throws IOException {
        int local;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            local = socket.getLocalPort();
        }
        Process forward =
                CLUSTER.kubectl("port-forward", "pod/tool", local + ":8080").start();
        try {
            eventually(
                    "the forwarded port answers",
                    () -> read("http://127.0.0.1:" + local + "/").equals("Hello from tool\n"));
        } finally {
            forward.destroy();
        }
    }

    private static String read(String url) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void logsFollowAndRememberThePreviousContainer() throws Exception {
        CLUSTER.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: talker}
                spec:
                  containers:
                  - name: a
                    image: %1$s
                    command: [sh, -c, "echo started; sleep 2; echo dying; exit 3"]
                  - name: b
                    image: %1$s
                    command: [sh, -c, "while :; do echo tick; sleep 0.2; done"]
                """.formatted(IMAGE));
        CLUSTER.k("wait", "pod/talker", "--for=jsonpath={.status.phase}=Running", "--timeout=30s");
        Process follow = CLUSTER.kubectl("logs", "-f", "talker", "-c", "b").start();
        try (var reader = follow.inputReader()) {
            for (int line = 0; line < 3; line++) {
                assertThat(reader.readLine()).isEqualTo("tick");
            }
        } finally {
            follow.destroy();
            follow.waitFor(5, TimeUnit.SECONDS);
        }
        eventually(
                "the first container was restarted",
                () -> CLUSTER.k("get", "pod", "talker", "-o", "json").contains("\"exitCode\": 3"));
        eventually(
                "the log of the previous container is kept",
                () -> CLUSTER.kubectl("logs", "-p", "talker", "-c", "a")
                        .run()
                        .output()
                        .contains("dying"));
        eventually(
                "a crashing container backs off",
                () -> CLUSTER.k("get", "pod", "talker").contains("CrashLoopBackOff"));
        CLUSTER.k("delete", "pod", "talker", "--grace-period=0", "--force");
    }

    @Test
    void anImageThatIsNotThereEndsInImagePullBackOff() {
        // No registry listens there, so the pull fails without leaving this host.
        CLUSTER.k("run", "nobody", "--image=127.0.0.1:1/nobody/home:1");
        eventually("the pull is reported", () -> {
            String shown = CLUSTER.k("get", "pod", "nobody");
            return shown.contains("ErrImagePull") || shown.contains("ImagePullBackOff");
        });
        eventually("and backs off", () -> CLUSTER.k("get", "pod", "nobody").contains("ImagePullBackOff"));
        assertThat(CLUSTER.k("describe", "pod", "nobody")).contains("Failed to pull image");
        CLUSTER.k("delete", "pod", "nobody", "--grace-period=0", "--force");
    }

    @Test
    void theSmallCommandsWork() {
        CLUSTER.k("create", "configmap", "settings", "--from-literal=colour=blue");
        CLUSTER.k("label", "configmap", "settings", "team=a");
        CLUSTER.k("annotate", "configmap", "settings", "note=here");
        assertThat(CLUSTER.k("get", "configmap", "-l", "team=a", "-o", "name")).contains("configmap/settings");
        CLUSTER.kubectl("edit", "configmap", "settings")
                .with("KUBE_EDITOR", "sed -i s/blue/green/")
                .run()
                .expectSuccess();
        assertThat(CLUSTER.k("get", "configmap", "settings", "-o", "jsonpath={.data.colour}"))
                .isEqualTo("green");
        CLUSTER.k("delete", "configmap", "settings");
        assertThat(CLUSTER.k("explain", "deployment.spec.strategy")).contains("rollingUpdate");
        assertThat(CLUSTER.k("api-resources")).contains("deployments", "endpointslices", "configmaps");
        assertThat(CLUSTER.k("cluster-info")).contains("is running at");
        assertThat(CLUSTER.k("auth", "can-i", "create", "pods")).contains("yes");
        assertThat(CLUSTER.kubectl("top", "nodes").run().expectFailure()).contains("Metrics API not available");
        CLUSTER.k("expose", "deployment", "web", "-n", "demo", "--name=web2", "--port=81", "--target-port=8080");
        assertThat(CLUSTER.k("get", "service", "web2", "-n", "demo")).contains("81/TCP");
        CLUSTER.k("delete", "service", "web2", "-n", "demo");
    }

    @Test
    void drainMovesEveryPodAwayAndUncordonLetsThemBack() {
        String node = CLUSTER.k("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");
        CLUSTER.k("create", "namespace", "drained");
        CLUSTER.k("create", "deployment", "web", "-n", "drained", "--image=" + IMAGE);
        CLUSTER.k("rollout", "status", "deployment/web", "-n", "drained", "--timeout=60s");
        CLUSTER.k("drain", node, "--force", "--pod-selector=app=web", "--grace-period=1", "--timeout=60s");
        assertThat(CLUSTER.k("get", "nodes")).contains("SchedulingDisabled");
        eventually(
                "its successor waits",
                () -> CLUSTER.k("get", "pods", "-n", "drained").contains("Pending"));
        CLUSTER.k("uncordon", node);
        CLUSTER.k("rollout", "status", "deployment/web", "-n", "drained", "--timeout=60s");
        CLUSTER.k("rollout", "status", "deployment/web", "-n", "demo", "--timeout=60s");
        CLUSTER.k("delete", "namespace", "drained");
    }

    @Test
    void webhooksInAPodAreAskedOverTheirService() {
        String node = CLUSTER.k("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");
        WebhookPod webhook = WebhookPod.start(CLUSTER, "hooks", node, IMAGE);
        webhook.admit();
        webhook.refusesAndMarks();
        assertThat(CLUSTER.kubectl("attach", "webhook", "-n", "hooks").run().expectFailure())
                .contains("denied the request: the webhook says no to connect");
        webhook.convert();
        CLUSTER.apply("""
                apiVersion: example.com/v2
                kind: Route
                metadata: {name: r, namespace: hooks}
                spec: {host: a, port: "1"}
                """);
        assertThat(CLUSTER.k("get", "routes.v1.example.com", "-n", "hooks", "-o", "jsonpath={.items[*].spec.hostPort}"))
                .isEqualTo("a:1");
        CLUSTER.k(
                "patch",
                "routes.v2.example.com",
                "r",
                "-n",
                "hooks",
                "--type=merge",
                "-p",
                "{\"spec\":{\"port\":\"2\"}}");
        assertThat(CLUSTER.k("get", "routes.v1.example.com", "r", "-n", "hooks", "-o", "jsonpath={.spec.hostPort}"))
                .isEqualTo("a:2");
        webhook.stop();
    }

    @Test
    void aCrashOfEveryProcessOfOursTouchesNoContainer() {
        CLUSTER.k("run", "steady", "--image=" + IMAGE);
        CLUSTER.k("wait", "pod/steady", "--for=condition=Ready", "--timeout=30s");
        String path = "jsonpath={.status.containerStatuses[0].containerID} {.status.containerStatuses[0].restartCount}";
        String before = CLUSTER.k("get", "pod", "steady", "-o", path);
        String node = CLUSTER.k("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");
        CLUSTER.crash("node-" + node);
        CLUSTER.crash("api");
        CLUSTER.crash("containerd-" + node);
        CLUSTER.up();
        CLUSTER.k("wait", "pod/steady", "--for=condition=Ready", "--timeout=30s");
        assertThat(CLUSTER.k("get", "pod", "steady", "-o", path))
                .isEqualTo(before)
                .endsWith(" 0");
        assertThat(CLUSTER.k("exec", "steady", "--", "hostname")).isEqualTo("steady\n");
        CLUSTER.k("delete", "pod", "steady", "--grace-period=1");
    }
}
