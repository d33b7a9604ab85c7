package io.quarterdeck.apiserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DenialsTest {

    private static final User JANE = new User("jane", "", List.of("system:authenticated"), Map.of());

    @Test
    void refusesInKubernetesWords() {
        assertThat(Denials.forbidden(JANE, of("list", "", "pods", "", "default", ""), "")
                        .message())
                .isEqualTo("pods is forbidden: User \"jane\" cannot list resource \"pods\" in API group \"\""
                        + " in the namespace \"default\"");
        assertThat(Denials.forbidden(JANE, of("get", "apps", "deployments", "scale", "default", "web"), "")
                        .message())
                .isEqualTo("deployments.apps \"web\" is forbidden: User \"jane\" cannot get resource"
                        + " \"deployments/scale\" in API group \"apps\" in the namespace \"default\"");
        assertThat(Denials.forbidden(JANE, of("list", "", "nodes", "", "", ""), "")
                        .message())
                .isEqualTo("nodes is forbidden: User \"jane\" cannot list resource \"nodes\" in API group \"\""
                        + " at the cluster scope");
        assertThat(Denials.forbidden(User.ANONYMOUS, Attributes.ofPath("get", "/metrics"), "")
                        .message())
                .isEqualTo("forbidden: User \"system:anonymous\" cannot get path \"/metrics\"");
    }

    @Test
    void endsWithTheReason() {
        assertThat(Denials.forbidden(JANE, of("get", "", "secrets", "", "a", "b"), "because")
                        .message())
                .endsWith(" in the namespace \"a\": because");
    }

    private static Attributes of(
            String verb, String group, String resource, String subresource, String namespace, String name) {
        return new Attributes(verb, group, "v1", resource, subresource, namespace, name, "");
    }
}
