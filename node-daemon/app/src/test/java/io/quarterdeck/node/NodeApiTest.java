package io.quarterdeck.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class NodeApiTest {

    private static HttpRequest request(String query) throws IOException {
        String head = "GET /portForward/default/web" + query + " HTTP/1.1\r\nHost: node\r\n\r\n";
        return HttpRequest.read(new ByteArrayInputStream(head.getBytes(StandardCharsets.UTF_8)))
                .orElseThrow();
    }

    @Test
    void clientsOverWebSocketNameTheirPortsBeforehand() throws IOException {
        assertThat(NodeApi.ports(request(""))).isEmpty();
        assertThat(NodeApi.ports(request("?ports=80&ports=8080"))).containsExactly(80, 8080);
        assertThat(NodeApi.ports(request("?ports=80%2C8080"))).containsExactly(80, 8080);
    }

    @Test
    void aPortIsANumberThatThereIs() throws IOException {
        for (String wrong : new String[] {"http", "0", "65536", "-1", "999999999999", ""}) {
            HttpRequest request = request("?ports=" + wrong);
            assertThatThrownBy(() -> NodeApi.ports(request))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("ports: \"" + wrong + "\" must be a number between 1 and 65535");
        }
    }
}
