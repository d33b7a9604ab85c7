package io.quarterdeck.network;

import static io.quarterdeck.network.Samples.ready;
import static io.quarterdeck.network.Samples.service;
import static io.quarterdeck.network.Samples.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.network.TestNamespace.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node with a default route up a cable; at the cable's end, a counter for every packet that is addressed to the pods'
 * or the services' range. It must never count.
 */
final class StrayIT {

    private static final NodeView ONE = new NodeView("one", "192.0.2.11", "10.244.1.0/24");
    private static final String DEAD_NODES_POD = "10.244.9.9";

    private TestNode node;
    private TestNamespace world;
    private Pod pod;

    @BeforeEach
    void startNode(@TempDir Path dir) throws Exception {
        TestNamespace.removeLeftovers();
        world = TestNamespace.create("world");
        node = TestNode.create("one", ONE.address(), dir);
        TestNamespace.connect(node.host, "up0", "192.0.2.11/24", world, "down0", "192.0.2.1/24");
        node.host.run("ip", "route", "add", "default", "via", "192.0.2.1");
        world.commands().feed("""
                        table netdev count {
                          counter ours { }
                          counter every { }
                          chain ingress {
                            type filter hook ingress device down0 priority 0;
                            ip daddr { 10.244.0.0/16, 10.96.0.0/16 } counter name ours
                            counter name every
                          }
                        }
                        """, "nft", "-f", "-");
        node.start(ONE);
        pod = node.host.pod(node.config, "pod");
    }

    @AfterEach
    void removeNode() throws Exception {
        node.close();
        TestNamespace.removeLeftovers();
    }

    @Test
    void theCounterCounts() throws Exception {
        NodeNetwork.purge(node.config, node.host.commands());
        knock(node.host, "10.96.200.200");
        knock(node.host, DEAD_NODES_POD);
        assertThat(counted("ours")).isPositive();
    }

    @Test
    void nothingStraysWhileTheDaemonRunsNorAfterItStopped() throws Exception {
        Pod dead = node.host.pod(node.config, "dead");
        node.publish(
                List.of(service("empty", "10.96.0.8", 0), service("stale", "10.96.0.9", 0)),
                List.of(slice("stale", 80, ready(dead.address(), "one"), ready(DEAD_NODES_POD, "gone"))));
        node.host.remove(node.config, dead);
        knockEverywhere(dead);
        assertThat(counted("ours")).isZero();

        node.network.close();
        knockEverywhere(dead);
        assertThat(counted("ours")).isZero();

        // After a restart of the host, or by somebody's hand: without rules and without links, routes still hold.
        node.host.run("nft", "delete", "table", "ip", node.config.table());
        knockEverywhere(dead);
        node.host.run("ip", "link", "del", "qdt");
        node.host.run("ip", "link", "del", "qdtdns");
        knockEverywhere(dead);
        assertThat(counted("ours")).isZero();
        assertThat(counted("every")).as("the cable carries other packets").isPositive();
    }

    @Test
    void podsReachTheWorldUnderTheirNodesAddress(@TempDir Path dir) throws Exception {
        world.serve(dir, 8080, "world");
        assertThat(pod.namespace().get("192.0.2.1:8080", "/cgi-bin/client")).isEqualTo("192.0.2.11");
    }

    @Test
    void aSecondClusterWithTheSameRangeIsRefused(@TempDir Path dir) throws Exception {
        NetworkConfig second = Samples.config("u", "one", "192.0.2.11", dir);
        NodeNetwork clash = new NodeNetwork(
                second, new FakeInformer<>(), new FakeInformer<>(), new FakeInformer<>(), node.host.commands());
        org.assertj.core.api.Assertions.assertThatThrownBy(clash::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("10.96.0.0/16");
        clash.close();
    }

    private void knockEverywhere(Pod dead) throws Exception {
        for (String target :
                List.of("10.96.0.8", "10.96.0.9", "10.96.200.200", dead.address(), "10.244.1.200", DEAD_NODES_POD)) {
            knock(node.host, target);
            knock(pod.namespace(), target);
        }
        node.host.run("sh", "-c", "busybox ping -c 1 -W 1 192.0.2.1 > /dev/null");
    }

    /** Sends a datagram and begins a connection; what becomes of them is the counter's affair. */
    private static void knock(TestNamespace from, String target) throws IOException, InterruptedException {
        from.run("sh", "-c", "echo hello | timeout 0.3 busybox nc -u -w 1 " + target + " 9 || true");
        from.run("sh", "-c", "timeout 0.3 busybox nc -w 1 " + target + " 80 < /dev/null || true");
    }

    private long counted(String counter) throws IOException, InterruptedException {
        String text = world.run("nft", "list", "counter", "netdev", "count", counter);
        String packets = text.substring(text.indexOf("packets ") + "packets ".length());
        return Long.parseLong(packets.substring(0, packets.indexOf(' ')));
    }
}
