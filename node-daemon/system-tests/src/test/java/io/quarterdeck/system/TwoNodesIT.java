package io.quarterdeck.system;

import static io.quarterdeck.system.Cluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes on one host, each in a network namespace of its own. */
final class TwoNodesIT {

    private static final List<String> NODES = List.of("node-1", "node-2");

    private static final Cluster CLUSTER = Cluster.inTemporaryDirectory();

    @BeforeAll
    static void demo() {
        CLUSTER.quarterdeck("demo", "--nodes", "2", "--port", Integer.toString(CLUSTER.port()))
                .expectSuccess();
    }

    @AfterAll
    static void down() {
        CLUSTER.close();
    }

    @Test
    void podsOnBothNodesReachEachOtherTheServiceAndTheApi() {
        assertThat(CLUSTER.k("get", "nodes", "--no-headers").lines())
                .hasSize(2)
                .allMatch(line -> line.contains(" Ready "));
        NODES.forEach(TwoNodesIT::makePod);
        CLUSTER.k("wait", "pod", "-l", "app=pair", "--for=condition=Ready", "--timeout=60s");
        for (String from : NODES) {
            for (String to : NODES) {
                String address = CLUSTER.k("get", "pod", "on-" + to, "-o", "jsonpath={.status.podIP}");
                eventually(
                        from + " reaches the pod on " + to,
                        () -> fetch(from, address, 8080).endsWith("Hello from on-" + to + "\n"));
            }
            eventually(
                    from + " reaches the service by name",
                    () -> fetch(from, resolve(from, "web.demo.svc.cluster.local"), 80)
                            .contains("Hello from web-"));
            String api = resolve(from, "kubernetes.default.svc.cluster.local");
            assertThat(inPod(from, "nc -w 2 " + api + " 443 </dev/null && echo reached"))
                    .isEqualTo("reached\n");
        }
        CLUSTER.k("delete", "pod", "-l", "app=pair");
    }

    @Test
    void replicasSpreadOverBothNodes() {
        String nodes = CLUSTER.k("get", "pods", "-n", "demo", "-o", "jsonpath={.items[*].spec.nodeName}");
        assertThat(nodes).contains("node-1", "node-2");
    }

    @Test
    void webhooksAreAskedOnANodeThatTheApiDoesNotGoThrough() {
        WebhookPod webhook = WebhookPod.start(CLUSTER, "hooks", NODES.getLast(), "quarterdeck.local/demo-web:1");
        webhook.admit();
        webhook.refusesAndMarks();
        webhook.stop();
    }

    private static void makePod(String node) {
        CLUSTER.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: on-%1$s, labels: {app: pair}}
                spec:
                  nodeName: %1$s
                  terminationGracePeriodSeconds: 1
                  containers: [{name: web, image: "quarterdeck.local/demo-web:1"}]
                """.formatted(node));
    }

    /** A small web client: the image's own one cannot look up names, as it is linked statically. */
    private static String fetch(String from, String address, int port) {
        return inPod(from, "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 2 " + address + " " + port);
    }

    /** The address of a name, as the pod's own resolver configuration finds it. */
    private static String resolve(String from, String name) {
        return inPod(from, "nslookup " + name + " | awk '/^Name:/ {found = 1} found && /^Address/ {print $NF; exit}'")
                .strip();
    }

    private static String inPod(String node, String script) {
        return CLUSTER.kubectl("exec", "on-" + node, "--", "sh", "-c", script)
                .run()
                .output();
    }
}
