package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.TABLE;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.machinery.access.WriteGuard;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Roles and bindings as objects, and the guard that sees what is written. */
final class RoleTest {

    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
    private static final String ROLES = RBAC + "namespaces/default/roles";
    private static final String BINDINGS = RBAC + "namespaces/default/rolebindings";
    private static final String CLUSTER_BINDINGS = RBAC + "clusterrolebindings";

    private final TestApi api = new TestApi();

    @Test
    void saysWhatARuleLacks() {
        assertThat(faults(api.post(ROLES, "{metadata: {name: a}, rules: [{}]}")))
                .containsEntry("rules[0].verbs", "Required value: verbs must contain at least one value")
                .containsEntry(
                        "rules[0].apiGroups", "Required value: resource rules must supply at least one api group")
                .containsEntry(
                        "rules[0].resources", "Required value: resource rules must supply at least one resource");
        assertThat(faults(api.post(ROLES, "{metadata: {name: a}, rules: [{verbs: [get], nonResourceURLs: [/x]}]}")))
                .isEqualTo(Map.of(
                        "rules[0].nonResourceURLs",
                        "Invalid value: [\"/x\"]: namespaced rules cannot apply to non-resource URLs"));
        assertThat(faults(api.post(
                        RBAC + "clusterroles",
                        "{metadata: {name: a}, rules: [{verbs: [get], nonResourceURLs: [/x], resources: [pods]}]}")))
                .isEqualTo(Map.of(
                        "rules[0].nonResourceURLs",
                        "Invalid value: [\"/x\"]: rules cannot apply to both regular resources and non-resource URLs"));
    }

    @Test
    void takesNamesThatFitIntoAUrl() {
        assertThat(api.post(RBAC + "clusterroles", "{metadata: {name: 'system:Any_thing'}}")
                        .code())
                .isEqualTo(201);
        assertThat(api.get(RBAC + "clusterroles/system:Any_thing").code()).isEqualTo(200);
        assertThat(faults(api.post(ROLES, "{metadata: {name: a%b}}")))
                .containsEntry("metadata.name", "Invalid value: \"a%b\": may not contain '%'");
    }

    @Test
    void completesSubjectsAndTheRole() {
        TestApi.Answer made = api.post(
                BINDINGS,
                "{metadata: {name: a}, roleRef: {kind: Role, name: r}, subjects: [{kind: User, name: u},"
                        + " {kind: Group, name: g}, {kind: ServiceAccount, name: s, namespace: n}]}");
        assertThat(made.code()).as(made.message()).isEqualTo(201);
        assertThat(made.text("roleRef", "apiGroup")).isEqualTo("rbac.authorization.k8s.io");
        List<String> groups = Json.items(made.body(), "subjects").stream()
                .map(subject -> Json.text(subject, "apiGroup"))
                .toList();
        assertThat(groups).containsExactly("rbac.authorization.k8s.io", "rbac.authorization.k8s.io", "");
        List<String> cells = new ArrayList<>();
        api.get(BINDINGS, TABLE).body().at("/rows/0/cells").forEach(cell -> cells.add(cell.asText()));
        assertThat(cells).containsExactly("a", "Role/r", "0s", "u", "g", "n/s");
    }

    @Test
    void saysWhatABindingLacks() {
        assertThat(faults(api.post(
                        CLUSTER_BINDINGS,
                        "{metadata: {name: a}, roleRef: {kind: Role, name: r}, subjects: [{kind: ServiceAccount,"
                                + " name: s}, {kind: Robot, name: x}, {kind: User, name: u, apiGroup: apps}]}")))
                .containsEntry("roleRef.kind", "Unsupported value: \"Role\": supported values: \"ClusterRole\"")
                .containsEntry("subjects[0].namespace", "Required value")
                .containsEntry(
                        "subjects[2].apiGroup",
                        "Unsupported value: \"apps\": supported values: \"rbac.authorization.k8s.io\"")
                .containsKey("subjects[1].kind");
    }

    @Test
    void keepsARoleForGood() {
        api.post(BINDINGS, "{metadata: {name: a}, roleRef: {kind: Role, name: r}}");
        assertThat(api.patch(BINDINGS + "/a", MERGE, "{subjects: [{kind: User, name: u}]}")
                        .code())
                .isEqualTo(200);
        TestApi.Answer refused = api.patch(BINDINGS + "/a", MERGE, "{roleRef: {name: s}}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(faults(refused).get("roleRef")).endsWith(": cannot change roleRef");
    }

    @Test
    void showsTheGuardWhatIsWrittenBeforeItIs() {
        List<String> seen = new ArrayList<>();
        api.guard = (user, write) -> {
            seen.add(user.name() + " " + write.type().plural() + "/" + write.subresource() + " " + write.key()
                    + (write.current() == null ? "" : " again"));
            if (Json.text(write.next(), "data", "k").equals("evil")) {
                throw new ApiException(
                        Status.forbidden(write.type(), write.key().name(), "no"));
            }
        };
        String url = TestApi.CONFIG_MAPS;
        api.post(url, "{metadata: {name: a}, data: {k: v}}");
        assertThat(api.patch(url + "/a", MERGE, "{data: {k: evil}}").code()).isEqualTo(403);
        assertThat(api.get(url + "/a").text("data", "k")).isEqualTo("v");
        assertThat(api.post(url, "{metadata: {name: b}, data: {k: evil}}").code())
                .isEqualTo(403);
        assertThat(api.get(url + "/b").code()).isEqualTo(404);
        api.post("/api/v1/namespaces/default/serviceaccounts/default/token", "{spec: {}}");
        assertThat(seen)
                .containsExactly(
                        "jane configmaps/ default/a",
                        "jane configmaps/ default/a again",
                        "jane configmaps/ default/b",
                        "jane serviceaccounts/token default/default");
        api.guard = WriteGuard.NONE;
    }
}
