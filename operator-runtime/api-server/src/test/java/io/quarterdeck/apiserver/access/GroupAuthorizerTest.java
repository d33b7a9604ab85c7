package io.quarterdeck.apiserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GroupAuthorizerTest {

    private static final User ADMIN = user("kubernetes-admin", "system:masters", "system:authenticated");
    private static final User NODE = user("system:node:one", "system:nodes", "system:authenticated");
    private static final User JANE = user("jane", "system:authenticated");

    private final GroupAuthorizer authorizer = new GroupAuthorizer();

    private static User user(String name, String... groups) {
        return new User(name, "", List.of(groups), Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "get,, pods,, default, x, true",
        "list,, secrets,,,, true",
        "watch, discovery.k8s.io, endpointslices,,,, true",
        "patch,, pods, status, default, x, true",
        "update,, pods,, default, x, false",
        "delete,, pods,, default, x, true",
        "create,, nodes,,,, true",
        "patch,, nodes, status,, one, true",
        "patch,, nodes, status,, two, false",
        "delete,, nodes,,, one, false",
        "update, coordination.k8s.io, leases,, kube-node-lease, one, true",
        "update, coordination.k8s.io, leases,, kube-node-lease, two, false",
        "create,, serviceaccounts, token, default, web, true",
        "create,, secrets,, default,, false",
        "create, apps, deployments,, default,, false",
        "create, authorization.k8s.io, subjectaccessreviews,,,, true",
        "create,, pods, exec, default, x, false",
    })
    void givesANodeWhatItNeeds(
            String verb,
            String group,
            String resource,
            String subresource,
            String namespace,
            String name,
            boolean yes) {
        assertThat(authorizer
                        .authorize(NODE, of(verb, group, resource, subresource, namespace, name))
                        .allowed())
                .isEqualTo(yes);
    }

    @Test
    void givesAdministratorsEverything() {
        assertThat(authorizer
                        .authorize(ADMIN, of("delete", "apps", "deployments", "", "default", "x"))
                        .allowed())
                .isTrue();
        assertThat(authorizer
                        .authorize(ADMIN, Attributes.ofPath("get", "/metrics"))
                        .allowed())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"/api, true", "/apis/apps/v1, true", "/openapi/v3, true", "/version, true", "/metrics, false"})
    void letsSomebodyLookAround(String path, boolean yes) {
        assertThat(authorizer.authorize(JANE, Attributes.ofPath("get", path)).allowed())
                .isEqualTo(yes);
    }

    @ParameterizedTest
    @CsvSource({"/healthz, true", "/livez, true", "/readyz, true", "/version, true", "/api, false", "/metrics, false"})
    void letsAnybodyAskForHealthAndVersion(String path, boolean yes) {
        assertThat(authorizer
                        .authorize(User.ANONYMOUS, Attributes.ofPath("get", path))
                        .allowed())
                .isEqualTo(yes);
    }

    @Test
    void letsSomebodyAskWhatTheyMayDo() {
        assertThat(authorizer
                        .authorize(JANE, of("create", "authorization.k8s.io", "selfsubjectaccessreviews", "", "", ""))
                        .allowed())
                .isTrue();
        assertThat(authorizer
                        .authorize(
                                User.ANONYMOUS,
                                of("create", "authorization.k8s.io", "selfsubjectaccessreviews", "", "", ""))
                        .allowed())
                .isFalse();
    }

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

    private static Attributes of(
            String verb, String group, String resource, String subresource, String namespace, String name) {
        return new Attributes(
                verb, text(group), "v1", text(resource), text(subresource), text(namespace), text(name), "");
    }

    private static String text(@org.jspecify.annotations.Nullable String cell) {
        return cell == null ? "" : cell;
    }
}
