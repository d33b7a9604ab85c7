package io.quarterdeck.apiserver.authorization;

import static io.quarterdeck.apiserver.authorization.World.ADMIN;
import static io.quarterdeck.apiserver.authorization.World.BINDINGS;
import static io.quarterdeck.apiserver.authorization.World.CLUSTER_BINDINGS;
import static io.quarterdeck.apiserver.authorization.World.CLUSTER_ROLES;
import static io.quarterdeck.apiserver.authorization.World.JANE;
import static io.quarterdeck.apiserver.authorization.World.ROLES;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Decision;
import io.quarterdeck.machinery.access.Rules;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RbacAuthorizerTest {

    private static final String READ_PODS =
            "{metadata: {name: pods}, rules: [{apiGroups: [''], resources: [pods], verbs: [get, list]}]}";

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void grantsARoleInItsNamespaceAndFromThatMomentOn() {
        world.post(ADMIN, ROLES, READ_PODS);
        assertThat(world.may(JANE, "list", "pods", "team/").allowed()).isFalse();
        bind("jane", "Role", "pods", "{kind: User, name: jane}");
        Decision list = world.may(JANE, "list", "pods", "team/");
        assertThat(list.allowed()).isTrue();
        assertThat(list.reason())
                .isEqualTo("RBAC: allowed by RoleBinding \"jane/team\" of Role \"pods\" to User \"jane\"");
        assertThat(world.may(JANE, "list", "pods", "other/").allowed()).isFalse();
        assertThat(world.may(JANE, "list", "pods", "").allowed()).isFalse();
        assertThat(world.may(JANE, "delete", "pods", "team/a").allowed()).isFalse();
    }

    /** As at a start, when all operators come at once and the first takes in the roles. */
    @Test
    void whoAsksWhileAnotherTakesInTheRolesIsNotRefused() throws Exception {
        world.post(ADMIN, ROLES, READ_PODS);
        for (int i = 0; i < 200; i++) {
            bind("other-" + i, "Role", "pods", "{kind: User, name: other-" + i + "}");
        }
        bind("jane", "Role", "pods", "{kind: User, name: jane}");
        Attributes list = World.asked("list", "pods", "team/");
        for (int round = 0; round < 50; round++) {
            try (RbacAuthorizer fresh = new RbacAuthorizer(world.store);
                    ExecutorService threads = Executors.newFixedThreadPool(8)) {
                List<Future<Decision>> decisions =
                        threads.invokeAll(Collections.nCopies(8, () -> fresh.authorize(JANE, list)));
                for (Future<Decision> decision : decisions) {
                    assertThat(decision.get().allowed()).as("round " + round).isTrue();
                }
            }
        }
    }

    @Test
    void takesItBackWithTheBindingOrTheRole() {
        world.post(ADMIN, ROLES, READ_PODS);
        bind("one", "Role", "pods", "{kind: User, name: jane}");
        bind("two", "Role", "pods", "{kind: Group, name: dev}");
        assertThat(world.may(JANE, "list", "pods", "team/").allowed()).isTrue();
        world.delete(BINDINGS + "/one");
        settle();
        assertThat(world.may(JANE, "list", "pods", "team/").reason()).contains("to Group \"dev\"");
        world.delete(ROLES + "/pods");
        settle();
        Decision denied = world.may(JANE, "list", "pods", "team/");
        assertThat(denied.allowed()).isFalse();
        assertThat(denied.reason()).isEqualTo("RBAC: role.rbac.authorization.k8s.io \"pods\" not found");
        world.delete(BINDINGS + "/two");
        assertThat(world.may(JANE, "watch", "pods", "team/").reason()).isEmpty();
    }

    @Test
    void grantsAClusterRoleWhereItIsBound() {
        world.post(ADMIN, CLUSTER_ROLES, READ_PODS);
        bind("account", "ClusterRole", "pods", "{kind: ServiceAccount, name: robot}");
        User robot = World.user("system:serviceaccount:team:robot", "system:serviceaccounts");
        assertThat(world.may(robot, "get", "pods", "team/a").allowed()).isTrue();
        assertThat(world.may(robot, "get", "pods", "other/a").allowed()).isFalse();
        world.post(
                ADMIN,
                CLUSTER_BINDINGS,
                "{metadata: {name: x}, roleRef: {kind: ClusterRole, name: pods},"
                        + " subjects: [{kind: Group, name: 'system:serviceaccounts'}]}");
        assertThat(world.may(robot, "get", "pods", "other/a").allowed()).isTrue();
        assertThat(world.may(robot, "list", "pods", "").allowed()).isTrue();
    }

    @Test
    void grantsBareUrlsToAllTheClusterOnly() {
        world.post(ADMIN, CLUSTER_ROLES, "{metadata: {name: m}, rules: [{nonResourceURLs: [/metrics], verbs: [get]}]}");
        bind("here", "ClusterRole", "m", "{kind: User, name: jane}");
        assertThat(path(JANE, "/metrics")).isFalse();
        world.post(
                ADMIN,
                CLUSTER_BINDINGS,
                "{metadata: {name: m}, roleRef: {kind: ClusterRole, name: m}, subjects: [{kind: User, name: jane}]}");
        assertThat(path(JANE, "/metrics")).isTrue();
    }

    @Test
    void tellsAnybodyThatItLivesAndNobodyElseAnything() {
        for (String path : new String[] {"/livez", "/readyz", "/healthz", "/version"}) {
            assertThat(path(User.ANONYMOUS, path)).as(path).isTrue();
        }
        for (String path : new String[] {"/", "/api", "/apis", "/metrics", "/openapi/v3", "/livez/etcd"}) {
            assertThat(path(User.ANONYMOUS, path)).as(path).isFalse();
        }
        assertThat(world.may(User.ANONYMOUS, "list", "pods", "team/").allowed()).isFalse();
        assertThat(world.may(ADMIN, "delete", "nodes", "one").allowed()).isTrue();
    }

    @Test
    void listsWhatSomebodyMayDo() {
        world.post(ADMIN, ROLES, READ_PODS);
        bind("jane", "Role", "pods", "{kind: User, name: jane}");
        Rules here = world.access.authorizer().rules(JANE, "team");
        assertThat(here.resources()).hasSize(1);
        assertThat(here.resources().getFirst().verbs()).containsExactly("get", "list");
        assertThat(here.incomplete()).isFalse();
        assertThat(world.access.authorizer().rules(JANE, "other").resources()).isEmpty();
        assertThat(world.access.authorizer().rules(World.NODE, "team").incomplete())
                .isTrue();
    }

    private boolean path(User user, String path) {
        return world.access
                .authorizer()
                .authorize(user, Attributes.ofPath("get", path))
                .allowed();
    }

    private void bind(String name, String kind, String role, String subject) {
        World.Answer answer = world.post(
                ADMIN,
                BINDINGS,
                "{metadata: {name: " + name + "}, roleRef: {kind: " + kind + ", name: " + role + "}, subjects: ["
                        + subject + "]}");
        assertThat(answer.code()).as(answer.message()).isEqualTo(201);
    }

    /** A refusal takes in every write that has returned, so what is taken back is known behind it. */
    private void settle() {
        world.may(World.user("nobody"), "get", "nothing", "team/x");
    }
}
