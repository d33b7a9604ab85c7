package io.quarterdeck.apiserver.authorization;

import static io.quarterdeck.apiserver.authorization.World.ADMIN;
import static io.quarterdeck.apiserver.authorization.World.BINDINGS;
import static io.quarterdeck.apiserver.authorization.World.CLUSTER_BINDINGS;
import static io.quarterdeck.apiserver.authorization.World.CLUSTER_ROLES;
import static io.quarterdeck.apiserver.authorization.World.JANE;
import static io.quarterdeck.apiserver.authorization.World.ROLES;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The authorizer is not asked here: these are people who may write roles and bindings as such. */
final class RoleGuardTest {

    private static final String GROUPS = "(groups=[\"dev\" \"system:authenticated\"])";

    private final World world = new World();

    @BeforeEach
    void letJaneReadPods() {
        created(world.post(ADMIN, CLUSTER_ROLES, role("pods", "pods", "get, list")));
        created(world.post(ADMIN, CLUSTER_ROLES, role("secrets", "secrets", "get")));
        created(world.post(ADMIN, BINDINGS, binding("jane", "pods", "jane")));
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void letsSomebodyGiveWhatTheyHoldWhereTheyHoldIt() {
        assertThat(world.post(JANE, ROLES, role("mine", "pods", "get")).code()).isEqualTo(201);
        assertThat(world.post(JANE, BINDINGS, binding("bob", "pods", "bob")).code())
                .isEqualTo(201);
        assertThat(world.post(JANE, CLUSTER_ROLES, role("mine", "pods", "get")).code())
                .isEqualTo(403);
        assertThat(world.post(JANE, CLUSTER_BINDINGS, binding("bob", "pods", "bob"))
                        .code())
                .isEqualTo(403);
    }

    @Test
    void refusesARoleThatGivesMore() {
        World.Answer refused = world.post(JANE, ROLES, role("more", "pods", "get, delete"));
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message())
                .isEqualTo("roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"jane\" " + GROUPS
                        + " is attempting to grant RBAC permissions not currently held:\n"
                        + "{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"delete\"]}");
    }

    @Test
    void refusesABindingOfARoleThatGivesMore() {
        World.Answer refused = world.post(JANE, BINDINGS, binding("x", "secrets", "jane"));
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message())
                .startsWith("rolebindings.rbac.authorization.k8s.io \"x\" is forbidden: user \"jane\" " + GROUPS)
                .endsWith("{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\"]}");
        World.Answer missing = world.post(JANE, BINDINGS, binding("x", "nothing", "jane"));
        assertThat(missing.code()).isEqualTo(404);
        assertThat(missing.message()).isEqualTo("clusterroles.rbac.authorization.k8s.io \"nothing\" not found");
    }

    @Test
    void letsSomebodyTouchWhatTheyDoNotGiveAnew() {
        created(world.post(ADMIN, ROLES, role("strong", "secrets", "get")));
        String url = ROLES + "/strong";
        assertThat(world.patch(JANE, url, "{metadata: {labels: {a: b}}}").code())
                .isEqualTo(200);
        assertThat(world.patch(JANE, url, "{rules: [{apiGroups: [''], resources: [secrets], verbs: [list]}]}")
                        .code())
                .isEqualTo(403);
        created(world.post(ADMIN, BINDINGS, binding("strong", "secrets", "bob")));
        String bound = BINDINGS + "/strong";
        assertThat(world.patch(JANE, bound, "{metadata: {labels: {a: b}}}").code())
                .isEqualTo(200);
        assertThat(world.patch(JANE, bound, "{subjects: [{kind: User, name: jane}]}")
                        .code())
                .isEqualTo(403);
    }

    @Test
    void honoursTheVerbsBindAndEscalate() {
        created(world.post(
                ADMIN,
                CLUSTER_ROLES,
                "{metadata: {name: keeper}, rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles],"
                        + " verbs: [bind], resourceNames: [secrets]},"
                        + " {apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [escalate]}]}"));
        created(world.post(ADMIN, BINDINGS, binding("keeper", "keeper", "jane")));
        assertThat(world.post(JANE, BINDINGS, binding("x", "secrets", "jane")).code())
                .isEqualTo(201);
        assertThat(world.post(JANE, BINDINGS, binding("y", "keeper", "bob")).code())
                .as("what is held may be bound")
                .isEqualTo(201);
        assertThat(world.post(JANE, ROLES, role("any", "nodes", "delete")).code())
                .isEqualTo(201);
    }

    @Test
    void keepsAggregationForAdministrators() {
        String role = "{metadata: {name: all}, aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: b}}]}}";
        World.Answer refused = world.post(JANE, CLUSTER_ROLES, role);
        assertThat(refused.message())
                .isEqualTo("clusterroles.rbac.authorization.k8s.io \"all\" is forbidden:"
                        + " must have cluster-admin privileges to use an aggregationRule");
        created(world.post(ADMIN, CLUSTER_ROLES, role));
    }

    private static void created(World.Answer answer) {
        assertThat(answer.code()).as(answer.message()).isEqualTo(201);
    }

    private static String role(String name, String resource, String verbs) {
        return "{metadata: {name: " + name + "}, rules: [{apiGroups: [''], resources: [" + resource + "], verbs: ["
                + verbs + "]}]}";
    }

    private static String binding(String name, String role, String user) {
        return "{metadata: {name: " + name + "}, roleRef: {kind: ClusterRole, name: " + role
                + "}, subjects: [{kind: User, name: " + user + "}]}";
    }
}
