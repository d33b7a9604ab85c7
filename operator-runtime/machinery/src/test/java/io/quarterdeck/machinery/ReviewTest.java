package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.DEPLOYMENTS;
import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import org.junit.jupiter.api.Test;

final class ReviewTest {

    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/";
    private static final String ACCOUNTS = "/api/v1/namespaces/default/serviceaccounts";

    private final TestApi api = new TestApi();

    @Test
    void aReviewIsNoTable() {
        byte[] review = "{\"spec\":{\"nonResourceAttributes\":{\"path\":\"/\",\"verb\":\"get\"}}}"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
        String table = "application/json;as=Table;v=v1;g=meta.k8s.io";
        assertThat(api.send("POST", reviews, TestApi.JSON, table, review).code())
                .isEqualTo(406);
        assertThat(api.send("POST", reviews, TestApi.JSON, "", review).code()).isEqualTo(201);
    }

    @Test
    void saysWhatOneMayDo() {
        String url = REVIEWS + "selfsubjectaccessreviews";
        TestApi.Answer get = api.post(url, "{spec: {resourceAttributes: {verb: get, resource: pods}}}");
        assertThat(get.code()).isEqualTo(201);
        assertThat(get.text("status", "allowed")).isEqualTo("true");
        assertThat(get.text("status", "reason")).isEqualTo("jane reads");
        TestApi.Answer delete = api.post(url, "{spec: {resourceAttributes: {verb: delete, resource: pods}}}");
        assertThat(delete.text("status", "allowed")).isEqualTo("false");
        assertThat(api.post(url, "{spec: {}}").code()).isEqualTo(422);
        assertThat(api.get(url).code()).isEqualTo(405);
    }

    @Test
    void saysWhatAnotherMayDo() {
        String url = REVIEWS + "subjectaccessreviews";
        String get = "resourceAttributes: {verb: get, resource: pods, namespace: default}";
        assertThat(api.post(url, "{spec: {user: bob, " + get + "}}").text("status", "allowed"))
                .isEqualTo("false");
        assertThat(api.post(url, "{spec: {user: jane, " + get + "}}").text("status", "allowed"))
                .isEqualTo("true");
        assertThat(api.post(url, "{spec: {" + get + "}}").code()).isEqualTo(422);
        String local = REVIEWS + "namespaces/default/localsubjectaccessreviews";
        assertThat(api.post(local, "{spec: {user: jane, " + get + "}}").text("status", "allowed"))
                .isEqualTo("true");
        assertThat(api.post(local, "{spec: {user: jane, resourceAttributes: {namespace: x}}}")
                        .code())
                .isEqualTo(400);
    }

    @Test
    void listsTheRules() {
        TestApi.Answer rules = api.post(REVIEWS + "selfsubjectrulesreviews", "{spec: {namespace: default}}");
        assertThat(rules.body().at("/status/resourceRules/0/verbs/0").asText()).isEqualTo("get");
        assertThat(rules.body()
                        .at("/status/nonResourceRules/0/nonResourceURLs/0")
                        .asText())
                .isEqualTo("/version");
    }

    @Test
    void saysWhoseATokenIs() {
        String url = "/apis/authentication.k8s.io/v1/tokenreviews";
        TestApi.Answer good = api.post(url, "{spec: {token: good}}");
        assertThat(good.text("status", "user", "username")).isEqualTo("jane");
        TestApi.Answer bad = api.post(url, "{spec: {token: bad}}");
        assertThat(bad.text("status", "authenticated")).isEqualTo("false");
        assertThat(bad.text("status", "error")).isEqualTo("unknown token");
        TestApi.Answer self = api.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");
        assertThat(self.text("status", "userInfo", "username")).isEqualTo("jane");
    }

    @Test
    void signsTokensOfServiceAccounts() {
        TestApi.Answer token = api.post(ACCOUNTS + "/default/token", "{spec: {expirationSeconds: 1200}}");
        assertThat(token.code()).isEqualTo(201);
        assertThat(token.text("kind")).isEqualTo("TokenRequest");
        assertThat(token.text("status", "token")).isEqualTo("signed:default/default");
        assertThat(token.text("status", "expirationTimestamp")).isEqualTo("2026-01-02T03:24:05Z");
        TestApi.Answer shortLived = api.post(ACCOUNTS + "/default/token", "{spec: {expirationSeconds: 1}}");
        assertThat(faults(shortLived))
                .containsEntry(
                        "spec.expirationSeconds", "Invalid value: 1: may not specify a duration less than 10 minutes");
        assertThat(api.post(ACCOUNTS + "/none/token", "{}").code()).isEqualTo(404);
        String pods = TestApi.PODS;
        String uid = api.post(pods, "{metadata: {name: p}, spec: {containers: [{name: c, image: i}]}}")
                .text("metadata", "uid");
        String bound = "{spec: {boundObjectRef: {kind: Pod, name: p, uid: '" + uid + "'}}}";
        assertThat(api.post(ACCOUNTS + "/default/token", bound).text("status", "token"))
                .isEqualTo("signed:default/default@p");
        assertThat(api.post(ACCOUNTS + "/default/token", bound.replace(uid, "x"))
                        .code())
                .isEqualTo(409);
    }

    @Test
    void scalesADeployment() {
        api.post(DEPLOYMENTS, """
                metadata: {name: web}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: c, image: i}]}
                """);
        String url = DEPLOYMENTS + "/web/scale";
        TestApi.Answer scale = api.get(url);
        assertThat(scale.text("kind")).isEqualTo("Scale");
        assertThat(scale.text("apiVersion")).isEqualTo("autoscaling/v1");
        assertThat(scale.text("status", "selector")).isEqualTo("app=web");
        ObjectNode wanted = (ObjectNode) scale.body();
        Json.ensureObject(wanted, "spec").put("replicas", 4);
        assertThat(api.put(url, wanted).text("spec", "replicas")).isEqualTo("4");
        assertThat(api.get(DEPLOYMENTS + "/web").text("metadata", "generation")).isEqualTo("2");
        assertThat(api.put(url, wanted).code()).isEqualTo(409);
        assertThat(api.patch(url, MERGE, "{spec: {replicas: 2}}").text("spec", "replicas"))
                .isEqualTo("2");
        TestApi.Answer negative = api.patch(url, MERGE, "{spec: {replicas: -1}}");
        assertThat(negative.code()).isEqualTo(422);
        assertThat(faults(negative))
                .containsEntry("spec.replicas", "Invalid value: -1: must be greater than or equal to 0");
        assertThat(api.get(TestApi.CONFIG_MAPS + "/a/scale").code()).isEqualTo(404);
    }
}
