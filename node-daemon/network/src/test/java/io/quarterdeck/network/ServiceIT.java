package io.quarterdeck.network;

import static io.quarterdeck.network.Samples.ready;
import static io.quarterdeck.network.Samples.service;
import static io.quarterdeck.network.Samples.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.network.TestNamespace.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes on one cable, two pods each, joined by the overlay; the real nft, CNI plugins and kernel. Real connections
 * show what becomes of them.
 */
final class ServiceIT {

    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final NodeView ONE = new NodeView("one", "192.0.2.11", "10.244.1.0/24");
    private static final NodeView TWO = new NodeView("two", "192.0.2.12", "10.244.2.0/24");

    private TestNode one;
    private TestNode two;
    private Pod near;
    private Pod neighbour;
    private Pod far;

    @BeforeEach
    void startNodes(@TempDir Path dir) throws Exception {
        TestNamespace.removeLeftovers();
        one = TestNode.create("one", ONE.address(), dir);
        two = TestNode.create("two", TWO.address(), dir);
        TestNamespace.connect(one.host, "up0", "192.0.2.11/24", two.host, "up0", "192.0.2.12/24");
        one.start(ONE, TWO);
        two.start(ONE, TWO);
        near = one.host.pod(one.config, "near");
        neighbour = one.host.pod(one.config, "neighbour");
        far = two.host.pod(two.config, "far");
        near.namespace().serve(dir, 8080, "near");
        neighbour.namespace().serve(dir, 8080, "neighbour");
        far.namespace().serve(dir, 8080, "far");
    }

    @AfterEach
    void removeNodes() throws Exception {
        one.close();
        two.close();
        TestNamespace.removeLeftovers();
    }

    @Test
    void podsReachEachOtherAndTheNodesReachPods() throws Exception {
        assertThat(near.namespace().get(far.address() + ":8080")).isEqualTo("far");
        assertThat(far.namespace().get(near.address() + ":8080", "/cgi-bin/client"))
                .isEqualTo(far.address());
        assertThat(one.host.get(far.address() + ":8080")).isEqualTo("far");
        assertThat(one.host.get(near.address() + ":8080")).isEqualTo("near");
        assertThat(near.namespace().get(neighbour.address() + ":8080")).isEqualTo("neighbour");
        assertThat(near.namespace().run("cat", "/sys/class/net/eth0/mtu").strip())
                .isEqualTo("1450");
        near.namespace().run("busybox", "ping", "-c", "1", "-W", "2", "-s", "1422", far.address());
    }

    @Test
    void aServiceIsReachedFromPodsNodesAndItself() throws Exception {
        publish(service("near", "10.96.0.5", 0), ready(near.address(), "one"));
        for (TestNamespace client :
                List.of(neighbour.namespace(), far.namespace(), near.namespace(), one.host, two.host)) {
            assertThat(client.get("10.96.0.5")).isEqualTo("near");
        }
        assertThat(neighbour.namespace().get("10.96.0.5", "/cgi-bin/client")).isEqualTo(neighbour.address());
        assertThat(far.namespace().get("10.96.0.5", "/cgi-bin/client")).isEqualTo(far.address());
    }

    @Test
    void itWorksTheSameWhetherOrNotBridgedPacketsAreFiltered() throws Exception {
        publish(service("near", "10.96.0.5", 0), ready(near.address(), "one"));
        for (String value : List.of("0", "1")) {
            one.host.run(
                    "sh",
                    "-c",
                    "f=/proc/sys/net/bridge/bridge-nf-call-iptables; [ ! -e $f ] || echo " + value + " > $f");
            assertThat(neighbour.namespace().get("10.96.0.5")).isEqualTo("near");
            assertThat(near.namespace().get("10.96.0.5")).isEqualTo("near");
        }
    }

    @Test
    void allEndpointsGetTheirShare() throws Exception {
        publish(service("all", "10.96.0.6", 0), all());
        assertThat(answers(near.namespace(), "10.96.0.6", 40)).containsExactlyInAnyOrder("near", "neighbour", "far");
    }

    @Test
    void affinityKeepsAClientWithItsEndpoint() throws Exception {
        publish(new Samples.Builder("all", "10.96.0.6").affinity(60).build(), all());
        assertThat(answers(near.namespace(), "10.96.0.6", 12)).hasSize(1);
        assertThat(answers(one.host, "10.96.0.6", 12)).hasSize(1);
    }

    @Test
    void aNodePortIsServedOnEveryNodeAndOnItsLoopback() throws Exception {
        publish(service("far", "10.96.0.7", 30080), ready(far.address(), "two"));
        for (String target : List.of("192.0.2.11:30080", "192.0.2.12:30080")) {
            assertThat(one.host.get(target)).isEqualTo("far");
            assertThat(near.namespace().get(target)).isEqualTo("far");
        }
        assertThat(one.host.get("127.0.0.1:30080")).isEqualTo("far");
        assertThat(two.host.get("127.0.0.1:30080")).isEqualTo("far");
    }

    @Test
    void externalPolicyLocalKeepsTheClientsAddressAndServesOnlyWhereItRuns() throws Exception {
        ServiceView local = new Samples.Builder("far", "10.96.0.7")
                .nodePort(30080)
                .externalLocal()
                .build();
        publish(local, ready(far.address(), "two"));
        assertThat(one.host.get("192.0.2.12:30080", "/cgi-bin/client")).isEqualTo("192.0.2.11");
        assertThatThrownBy(() -> two.host.get("192.0.2.11:30080")).isInstanceOf(IOException.class);
        assertThat(one.host.get("192.0.2.11:30080")).isEqualTo("far");
    }

    @Test
    void whatIsNotServedIsRefusedAtOnce() throws Exception {
        publish(service("empty", "10.96.0.8", 30081));
        publish(service("near", "10.96.0.5", 0), ready(near.address(), "one"));
        for (String target : List.of("10.96.0.8", "10.96.0.5:81", "10.96.9.9", "192.0.2.11:30081")) {
            for (TestNamespace client : List.of(near.namespace(), one.host)) {
                long began = System.nanoTime();
                assertThatThrownBy(() -> client.get(target)).hasMessageContaining("Connection refused");
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
            }
        }
    }

    @Test
    void rulesAndConnectionsOutliveTheDaemonAndARestartLeavesNoGap() throws Exception {
        publish(service("far", "10.96.0.7", 0), ready(far.address(), "two"));
        one.network.close();
        assertThat(near.namespace().get("10.96.0.7")).isEqualTo("far");
        one.host.run("nft", "add", "chain", "ip", one.config.table(), "left-behind");
        one.host.run("ip", "route", "add", "10.244.77.0/24", "via", "10.244.77.0", "dev", "qdvxt", "onlink");
        one.restart();
        assertThat(near.namespace().get("10.96.0.7")).isEqualTo("far");
        assertThat(one.host.run("nft", "list", "table", "ip", one.config.table()))
                .doesNotContain("left-behind");
        assertThat(one.host.run("ip", "route")).doesNotContain("10.244.77.0");
    }

    @Test
    void aFlushedTableComesBackWithTheNextChange() throws Exception {
        publish(service("far", "10.96.0.7", 0), ready(far.address(), "two"));
        one.host.run("nft", "flush", "ruleset");
        publish(service("near", "10.96.0.5", 0), ready(near.address(), "one"));
        assertThat(near.namespace().get("10.96.0.7")).isEqualTo("far");
    }

    @Test
    void purgeLeavesNothing() throws Exception {
        String before = one.host.run("ip", "-brief", "link");
        assertThat(before).contains("qdt", "qdvxt", "qdtdns");
        one.network.close();
        NodeNetwork.purge(one.config, one.host.commands());
        NodeNetwork.purge(one.config, one.host.commands());
        assertThat(one.host.run("ip", "-brief", "link")).doesNotContain("qd");
        assertThat(one.host.run("ip", "route")).doesNotContain("10.244", "10.96");
        assertThat(one.host.run("nft", "list", "ruleset")).isBlank();
    }

    private EndpointSliceView.Endpoint[] all() {
        return new EndpointSliceView.Endpoint[] {
            ready(near.address(), "one"), ready(neighbour.address(), "one"), ready(far.address(), "two")
        };
    }

    private void publish(ServiceView service, EndpointSliceView.Endpoint... endpoints) throws Exception {
        EndpointSliceView slice = slice(service.key().name(), 8080, endpoints);
        one.publish(List.of(service), List.of(slice));
        two.publish(List.of(service), List.of(slice));
    }

    private static Set<String> answers(TestNamespace client, String target, int times) throws Exception {
        Set<String> answers = new HashSet<>();
        for (int i = 0; i < times; i++) {
            answers.add(client.get(target));
        }
        return answers;
    }
}
