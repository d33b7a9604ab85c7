package io.quarterdeck.apiserver.authorization;

import static io.quarterdeck.apiserver.authorization.World.ADMIN;
import static io.quarterdeck.apiserver.authorization.World.CLUSTER_BINDINGS;
import static io.quarterdeck.apiserver.authorization.World.CLUSTER_ROLES;
import static io.quarterdeck.apiserver.authorization.World.JANE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.apiserver.ApiServerConfig;
import io.quarterdeck.apiserver.Bootstrap;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.model.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every cluster begins with. */
final class RoleFileTest {

    private static final String AUTO = "rbac.authorization.kubernetes.io/autoupdate";

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private void bootstrap() {
        ApiServerConfig config = new ApiServerConfig(
                Path.of("unused"), "127.0.0.1", 6443, "192.0.2.7", "10.96.0.0/16", "cluster.local", List.of(), false);
        new Bootstrap(world.api, config, RoleFile.load(), BuiltInKinds.load()).run();
    }

    @Test
    void everyRoleIsStoredAsItStandsThere() {
        bootstrap();
        for (ObjectNode wanted : RoleFile.load().objects()) {
            String name = Json.text(wanted, "metadata", "name");
            String url = World.RBAC
                    + switch (Json.text(wanted, "kind")) {
                        case "ClusterRole" -> "clusterroles";
                        case "ClusterRoleBinding" -> "clusterrolebindings";
                        case "Role" -> "namespaces/kube-system/roles";
                        default -> "namespaces/kube-system/rolebindings";
                    };
            World.Answer stored = world.get(url + "/" + name);
            assertThat(stored.code()).as(name).isEqualTo(200);
            assertThat(stored.body().path("rules")).as(name).isEqualTo(wanted.path("rules"));
            assertThat(stored.body().path("subjects")).as(name).isEqualTo(wanted.path("subjects"));
            assertThat(Json.text(stored.body(), "metadata", "labels", "kubernetes.io/bootstrapping"))
                    .isEqualTo("rbac-defaults");
        }
    }

    @Test
    void aSecondStartWritesNothing() {
        bootstrap();
        long revision = world.store
                .snapshot("clusterroles.rbac.authorization.k8s.io")
                .get(io.quarterdeck.model.ObjectKey.clusterWide("system:node"))
                .orElseThrow()
                .revision();
        bootstrap();
        assertThat(world.store
                        .snapshot("clusterroles.rbac.authorization.k8s.io")
                        .get(io.quarterdeck.model.ObjectKey.clusterWide("system:node"))
                        .orElseThrow()
                        .revision())
                .isEqualTo(revision);
    }

    @Test
    void aStartPutsBackWhatIsMissingAndKeepsWhatWasAdded() {
        bootstrap();
        String url = CLUSTER_ROLES + "/system:basic-user";
        world.patch(ADMIN, url, "{rules: [{apiGroups: [example.com], resources: [ships], verbs: [get]}]}");
        world.delete(CLUSTER_BINDINGS + "/system:basic-user");
        bootstrap();
        assertThat(world.get(url).body().path("rules").toString()).contains("ships", "selfsubjectaccessreviews");
        assertThat(world.get(CLUSTER_BINDINGS + "/system:basic-user").code()).isEqualTo(200);
    }

    @Test
    void aStartLeavesAloneWhatSomebodyTookOver() {
        bootstrap();
        String url = CLUSTER_ROLES + "/system:basic-user";
        world.patch(ADMIN, url, "{metadata: {annotations: {" + AUTO + ": 'false'}}, rules: []}");
        bootstrap();
        assertThat(world.get(url).body().path("rules")).isEmpty();
    }

    @Test
    void somebodyMayLookAroundAndNobodyMayNot() {
        bootstrap();
        for (String path : new String[] {"/api", "/apis/apps/v1", "/openapi/v3", "/version"}) {
            assertThat(world.access
                            .authorizer()
                            .authorize(JANE, Attributes.ofPath("get", path))
                            .allowed())
                    .as(path)
                    .isTrue();
            assertThat(world.access
                            .authorizer()
                            .authorize(User.ANONYMOUS, Attributes.ofPath("get", path))
                            .allowed())
                    .as(path)
                    .isEqualTo(path.equals("/version"));
        }
        assertThat(world.may(JANE, "create", "selfsubjectaccessreviews.authorization.k8s.io", "")
                        .allowed())
                .isTrue();
        assertThat(world.may(User.ANONYMOUS, "create", "selfsubjectaccessreviews.authorization.k8s.io", "")
                        .allowed())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scheduler", "deployment", "replicaset", "endpoints", "service-account"})
    void anOperatorMayDoItsOwnWorkOnly(String name) {
        bootstrap();
        User operator = World.user("system:serviceaccount:kube-system:" + name + "-controller", "system:authenticated");
        assertThat(world.may(operator, "create", "events", "team/").allowed()).isTrue();
        assertThat(world.may(operator, "create", "pods/binding", "team/a").allowed())
                .isEqualTo(name.equals("scheduler"));
        assertThat(world.may(operator, "create", "pods", "team/").allowed()).isEqualTo(name.equals("replicaset"));
        assertThat(world.may(operator, "get", "secrets", "team/a").allowed()).isFalse();
        assertThat(world.may(operator, "create", "clusterrolebindings.rbac.authorization.k8s.io", "")
                        .allowed())
                .isFalse();
    }
}
