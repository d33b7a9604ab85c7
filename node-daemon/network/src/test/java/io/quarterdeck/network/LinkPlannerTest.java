package io.quarterdeck.network;

import static io.quarterdeck.network.Samples.CONFIG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarterdeck.network.LinkPlanner.Batch;
import io.quarterdeck.network.LinkPlanner.Entries;
import io.quarterdeck.network.LinkPlanner.Link;
import io.quarterdeck.network.LinkPlanner.Peer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LinkPlannerTest {

    private static final Cidr OWN = Cidr.parse("10.244.1.0/24");
    private static final Peer PEER = new Peer("192.0.2.12", Cidr.parse("10.244.2.0/24"));
    private static final Entries NONE = new Entries(Map.of(), Map.of(), Map.of());

    @Test
    void aPeerIsOneForwardOneNeighbourAndOneRoute() {
        Batch batch = LinkPlanner.overlay(CONFIG, Map.of(), OWN, 1450, List.of(PEER), NONE);
        assertThat(batch.ip())
                .contains(
                        "neighbor replace 10.244.2.0 lladdr 0a:51:c0:00:02:0c dev qdvxt nud permanent",
                        "route replace 10.244.2.0/24 via 10.244.2.0 dev qdvxt onlink src 10.244.1.0");
        assertThat(batch.bridge()).containsExactly("fdb replace 0a:51:c0:00:02:0c dev qdvxt dst 192.0.2.12");
    }

    @Test
    void whatIsThereIsNotTouchedAndWhatIsStaleGoes() {
        Link ours = new Link("qdvxt", "vxlan", 1450, List.of("10.244.1.0/32"), CONFIG.vni(), CONFIG.nodeIp());
        Entries entries = new Entries(
                Map.of("10.244.2.0/24", "10.244.2.0"),
                Map.of("10.244.2.0", "0a:51:c0:00:02:0c"),
                Map.of("0a:51:c0:00:02:0c", "192.0.2.12"));
        Batch same = LinkPlanner.overlay(CONFIG, Map.of("qdvxt", ours), OWN, 1450, List.of(PEER), entries);
        assertThat(same.ip()).containsExactly("link set qdvxt mtu 1450 up");
        assertThat(same.bridge()).isEmpty();
        Batch gone = LinkPlanner.overlay(CONFIG, Map.of("qdvxt", ours), OWN, 1450, List.of(), entries);
        assertThat(gone.ip()).contains("route del 10.244.2.0/24 dev qdvxt", "neighbor del 10.244.2.0 dev qdvxt");
        assertThat(gone.bridge()).containsExactly("fdb del 0a:51:c0:00:02:0c dev qdvxt dst 192.0.2.12");
    }

    @Test
    void aTunnelOfAnotherAddressIsMadeAnew() {
        Link stale = new Link("qdvxt", "vxlan", 1450, List.of("10.244.1.0/32"), CONFIG.vni(), "192.0.2.99");
        Batch batch = LinkPlanner.overlay(CONFIG, Map.of("qdvxt", stale), OWN, 1450, List.of(PEER), NONE);
        assertThat(batch.ip()).startsWith("link del qdvxt").anyMatch(line -> line.startsWith("link add qdvxt"));
    }

    @Test
    void anAddressOnNoInterfaceIsSaid() {
        assertThatThrownBy(() -> LinkPlanner.mtu(CONFIG, Map.of())).hasMessageContaining(CONFIG.nodeIp());
    }
}
