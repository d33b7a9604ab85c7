package io.quarterdeck.apiserver.authorization;

import static io.quarterdeck.apiserver.authorization.World.ADMIN;
import static io.quarterdeck.apiserver.authorization.World.NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.model.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeRightsTest {

    private static final String PODS = "/api/v1/namespaces/team/pods";
    private static final String TOKEN = "/api/v1/namespaces/team/serviceaccounts/default/token";
    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

    private final World world = new World();

    @BeforeEach
    void runPods() {
        created(world.post(ADMIN, "/api/v1/nodes", "{metadata: {name: one}}"));
        created(world.post(ADMIN, "/api/v1/nodes", "{metadata: {name: two}}"));
        created(world.post(
                ADMIN,
                PODS,
                "{metadata: {name: mine}, spec: {nodeName: one, containers: [{name: c, image: i,"
                        + " envFrom: [{secretRef: {name: env}}],"
                        + " env: [{name: A, valueFrom: {configMapKeyRef: {name: key, key: k}}}]}],"
                        + " imagePullSecrets: [{name: pull}], volumes: [{name: s, secret: {secretName: volume}},"
                        + " {name: p, projected: {sources: [{configMap: {name: projected}}]}},"
                        + " {name: d, persistentVolumeClaim: {claimName: data}}]}}"));
        created(world.post(
                ADMIN,
                PODS,
                "{metadata: {name: other}, spec: {nodeName: two, containers: [{name: c, image: i,"
                        + " envFrom: [{secretRef: {name: foreign}}]}]}}"));
    }

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource({
        "get, secrets, team/env, true",
        "watch, secrets, team/volume, true",
        "list, secrets, team/pull, true",
        "get, secrets, team/foreign, false",
        "get, secrets, other/env, false",
        "list, secrets, team/, false",
        "list, secrets, '', false",
        "update, secrets, team/env, false",
        "delete, secrets, team/env, false",
        "get, configmaps, team/key, true",
        "get, configmaps, team/projected, true",
        "get, configmaps, team/env, false",
        "get, persistentvolumeclaims, team/data, true",
        "delete, persistentvolumeclaims, team/data, false",
        "create, serviceaccounts/token, team/default, true",
        "create, serviceaccounts/token, team/robot, false",
        "create, serviceaccounts/token, other/default, false",
        "get, pods, team/mine, true",
        "get, pods, team/other, false",
        "list, pods, '', false",
        "update, pods, team/mine, false",
        "delete, pods, team/mine, true",
        "delete, pods, team/other, false",
        "delete, pods, team/gone, true",
        "patch, pods/status, team/mine, true",
        "patch, pods/status, team/other, false",
        "create, pods/eviction, team/mine, true",
        "create, pods/eviction, team/other, false",
        "create, pods/binding, team/mine, false",
        "create, pods/exec, team/mine, false",
        "create, nodes, '', true",
        "patch, nodes, one, true",
        "patch, nodes/status, one, true",
        "patch, nodes/status, two, false",
        "delete, nodes, one, false",
        "list, nodes, '', true",
        "watch, services, '', true",
        "list, endpointslices.discovery.k8s.io, '', true",
        "update, leases.coordination.k8s.io, kube-node-lease/one, true",
        "update, leases.coordination.k8s.io, kube-node-lease/two, false",
        "update, leases.coordination.k8s.io, team/one, false",
        "create, leases.coordination.k8s.io, kube-node-lease/, true",
        "create, events, team/, true",
        "create, tokenreviews.authentication.k8s.io, '', true",
        "create, subjectaccessreviews.authorization.k8s.io, '', true",
        "create, deployments.apps, team/, false",
        "get, roles.rbac.authorization.k8s.io, team/a, false",
    })
    void givesANodeWhatItsPodsNeed(String verb, String resource, String where, boolean yes) {
        assertThat(world.may(NODE, verb, resource, where).allowed()).isEqualTo(yes);
    }

    @Test
    void saysWhy() {
        assertThat(world.may(NODE, "get", "secrets", "team/foreign").reason())
                .isEqualTo("no relationship found between node 'one' and this object");
        assertThat(world.may(World.user("system:node:one"), "get", "secrets", "team/env")
                        .allowed())
                .as("a name alone makes no node")
                .isFalse();
    }

    @Test
    void showsANodeItsOwnPodsOnly() {
        assertThat(lists("spec.nodeName=one")).isTrue();
        assertThat(lists("status.phase!=Failed,spec.nodeName==one")).isTrue();
        assertThat(lists("spec.nodeName=two")).isFalse();
        assertThat(lists("spec.nodeName!=one")).isFalse();
        assertThat(lists("")).isFalse();
    }

    @Test
    void forgetsAPodThatIsGone() {
        assertThat(world.may(NODE, "get", "secrets", "team/env").allowed()).isTrue();
        world.delete(PODS + "/mine");
        // A refusal takes in every write that has returned.
        world.may(NODE, "get", "secrets", "team/nothing");
        assertThat(world.may(NODE, "get", "secrets", "team/env").allowed()).isFalse();
        created(world.post(
                ADMIN, PODS, "{metadata: {name: mine}, spec: {nodeName: one, containers: [{name: c, image: i}]}}"));
        assertThat(world.may(NODE, "get", "secrets", "team/env").allowed()).isFalse();
        assertThat(world.may(NODE, "create", "serviceaccounts/token", "team/default")
                        .allowed())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "{metadata: {labels: {mine: x}}}, ''",
        "{metadata: {labels: {node.kubernetes.io/x: y}}}, ''",
        "{metadata: {labels: {topology.kubernetes.io/zone: a}}}, ''",
        "{metadata: {labels: {node-restriction.kubernetes.io/x: y}}}, is not allowed to modify labels:"
                + " node-restriction.kubernetes.io/x",
        "{metadata: {labels: {node-role.kubernetes.io/x: y}}}, is not allowed to modify labels:"
                + " node-role.kubernetes.io/x",
        "'{spec: {taints: [{key: a, effect: NoSchedule}]}}', is not allowed to modify taints",
    })
    void leavesANodeTheLabelsThatAreItsOwn(String patch, String fault) {
        World.Answer answer = world.patch(NODE, "/api/v1/nodes/one", patch);
        assertThat(answer.code()).as(answer.message()).isEqualTo(fault.isEmpty() ? 200 : 403);
        if (!fault.isEmpty()) {
            assertThat(answer.message()).isEqualTo("nodes \"one\" is forbidden: " + fault);
        }
    }

    @Test
    void letsANodeMakeItselfOnly() {
        assertThat(world.post(NODE, "/api/v1/nodes", "{metadata: {name: three}}")
                        .message())
                .isEqualTo("nodes \"three\" is forbidden: node \"one\" is not allowed to modify node \"three\"");
        assertThat(world.post(NODE, LEASES, "{metadata: {name: two}}").message())
                .isEqualTo("leases.coordination.k8s.io \"two\" is forbidden: " + NodeGuard.OTHER_LEASE);
        created(world.post(NODE, LEASES, "{metadata: {name: one}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}| nodeName: one | pod does not have \"kubernetes.io/config.mirror\" annotation",
                "{kubernetes.io/config.mirror: x}| nodeName: two | can only create pods with spec.nodeName set to itself",
                "{kubernetes.io/config.mirror: x}| nodeName: one, serviceAccountName: default"
                        + " | a mirror pod may not reference service accounts",
            })
    void letsANodeShowWhatItRunsByItself(String annotations, String spec, String fault) {
        World.Answer answer = world.post(
                NODE,
                PODS,
                "{metadata: {name: m, annotations: " + annotations + "}, spec: {" + spec
                        + ", containers: [{name: c, image: i}]}}");
        assertThat(answer.code()).isEqualTo(403);
        assertThat(answer.message()).startsWith("pods \"m\" is forbidden: ").contains(fault);
    }

    @Test
    void givesTokensThatDieWithAPodOfTheNode() {
        String mine = uid("mine");
        assertThat(world.post(NODE, TOKEN, "{spec: {}}").message())
                .isEqualTo("serviceaccounts \"default\" is forbidden: node requested token not bound to a pod");
        assertThat(world.post(NODE, TOKEN, bound("mine", "")).message())
                .endsWith("node requested token with a pod binding without a uid");
        assertThat(world.post(NODE, TOKEN, bound("other", uid("other"))).message())
                .endsWith("node requested token bound to a pod scheduled on a different node");
        created(world.post(NODE, TOKEN, bound("mine", mine)));
        created(world.post(ADMIN, TOKEN, "{spec: {}}"));
    }

    private boolean lists(String selector) {
        return world.access
                .authorizer()
                .authorize(NODE, new Attributes("list", "", "v1", "pods", "", "", "", "", selector))
                .allowed();
    }

    private String uid(String pod) {
        return Json.text(world.get(PODS + "/" + pod).body(), "metadata", "uid");
    }

    private static String bound(String pod, String uid) {
        String tail = uid.isEmpty() ? "" : ", uid: " + uid;
        return "{spec: {boundObjectRef: {kind: Pod, apiVersion: v1, name: " + pod + tail + "}}}";
    }

    private static void created(World.Answer answer) {
        assertThat(answer.code()).as(answer.message()).isEqualTo(201);
    }
}
