package io.quarterdeck.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TemplatesTest {

    @Test
    void hashesTheSameTemplateAlikeInWhateverOrderItIsWritten() {
        ObjectNode one = normal("{\"metadata\":{\"labels\":{\"a\":\"1\",\"b\":\"2\"},\"creationTimestamp\":null}}");
        ObjectNode other = normal("{\"metadata\":{\"labels\":{\"b\":\"2\",\"a\":\"1\",\"pod-template-hash\":\"x\"}}}");
        assertThat(one).isEqualTo(other);
        assertThat(Templates.hash(one, 0)).isEqualTo(Templates.hash(other, 0)).hasSize(10);
    }

    @Test
    void hashesAnotherTemplateOrTheSameAfterACollisionOtherwise() {
        ObjectNode one = normal("{\"spec\":{\"hostNetwork\":true}}");
        ObjectNode text = normal("{\"spec\":{\"hostNetwork\":\"true\"}}");
        assertThat(Templates.hash(one, 0)).isNotEqualTo(Templates.hash(text, 0));
        assertThat(Templates.hash(one, 0)).isNotEqualTo(Templates.hash(one, 1));
    }

    private static ObjectNode normal(String json) {
        return Templates.normal(Json.parse(json.getBytes(StandardCharsets.UTF_8)));
    }
}
