package io.quarterdeck.apiserver.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TargetTest {

    private static ObjectNode pod(String json) {
        return Json.parseObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static final ObjectNode TWO =
            pod("{'metadata':{'name':'x'},'spec':{'containers':[{'name':'a'},{'name':'b'}]}}");

    @Test
    void takesTheOnlyContainer() {
        assertThat(Target.container(pod("{'spec':{'containers':[{'name':'a'}]}}"), ""))
                .isEqualTo("a");
    }

    @Test
    void takesTheAnnotatedContainer() {
        ObjectNode annotated = TWO.deepCopy();
        Json.ensureObject(annotated, "metadata", "annotations").put("kubectl.kubernetes.io/default-container", "b");

        assertThat(Target.container(annotated, "")).isEqualTo("b");
        assertThat(Target.container(annotated, "a")).isEqualTo("a");
    }

    @Test
    void listsTheChoices() {
        assertThatThrownBy(() -> Target.container(TWO, ""))
                .hasMessage("a container name must be specified for pod x, choose one of: [a b]");
        assertThatThrownBy(() -> Target.container(TWO, "c")).hasMessage("container c is not valid for pod x");
    }

    @Test
    void asksANodeInItsOwnWords() {
        assertThat(Target.commandPath(
                        "exec",
                        "default",
                        "x",
                        "a",
                        Map.of(
                                "command",
                                List.of("sh", "-c", "a b"),
                                "stdin",
                                List.of("true"),
                                "tty",
                                List.of("false"))))
                .isEqualTo("/exec/default/x/a?command=sh&command=-c&command=a%20b&input=1");
        assertThat(Target.logPath("default", "x", "a", Map.of("follow", List.of("true"), "tailLines", List.of("5"))))
                .isEqualTo("/containerLogs/default/x/a?follow=true&tailLines=5");
    }
}
