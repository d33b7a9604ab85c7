package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class CertificateRequestTest {

    private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

    /** Of CN=jane, O=dev, signed by a P-256 key that was thrown away. */
    private static final String REQUEST =
            "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIWE1IOENBUUF3SFRFTk1Bc0dBMVVFQXd3RWFtRnVaVEVNTUFv"
                    + "R0ExVUVDZ3dEWkdWMk1Ga3dFd1lIS29aSQp6ajBDQVFZSUtvWkl6ajBEQVFjRFFnQUV3UFZhWmw4bDRydUp3WDRYdU5yeXY4VG9Z"
                    + "V3dOWE44WmRqYjU3Qkk3CjRsWkNXdDdkUURTSTQwK1BzR2lGL3BMbDRxeUNVY3lXcFlpdFc3RWhXdDA3a3FBQU1Bb0dDQ3FHU000"
                    + "OUJBTUMKQTBnQU1FVUNJR2h1VllPeHZZQlFpUlZrdXNDSm04dzcxa0loUGVvUVVOc2svVzdFT0lHTEFpRUFrZzMxdHdhQQpEOXAz"
                    + "VURwNWFOaG5YQzFDU21uRjhjcVZlN3JYZGx4Nmlybz0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==";

    private final TestApi api = new TestApi();

    private TestApi.Answer request(String name, String spec) {
        return api.post(REQUESTS, "{metadata: {name: " + name + "}, spec: " + spec + "}");
    }

    private static String usual(String request) {
        return "{request: " + request + ", signerName: kubernetes.io/kube-apiserver-client, usages: [client auth]}";
    }

    private TestApi.Answer condition(String subresource, String type) {
        ObjectNode object = (ObjectNode) api.get(REQUESTS + "/a").body();
        Json.ensureObject(object, "status")
                .withArray("conditions")
                .addObject()
                .put("type", type)
                .put("status", "True");
        return api.put(REQUESTS + "/a/" + subresource, object);
    }

    @Test
    void saysWhoHasAskedWhateverTheyClaim() {
        TestApi.Answer made = request(
                "a",
                usual(REQUEST)
                        .replace("{request", "{username: root, groups: ['system:masters'], extra: {a: [b]}, request"));
        assertThat(made.code()).isEqualTo(201);
        assertThat(made.text("spec", "username")).isEqualTo("jane");
        assertThat(made.text("spec", "uid")).isEqualTo("u-1");
        assertThat(made.body().at("/spec/groups").toString()).isEqualTo("[\"dev\"]");
        assertThat(made.body().at("/spec").has("extra")).isFalse();
        TestApi.Answer changed =
                api.patch(REQUESTS + "/a", MERGE, "{spec: {username: root}, metadata: {labels: {x: y}}}");
        assertThat(changed.text("spec", "username")).isEqualTo("jane");
        assertThat(changed.text("metadata", "labels", "x")).isEqualTo("y");
    }

    @Test
    void refusesWhatIsNoRequest() {
        String pem = new String(Base64.getDecoder().decode(REQUEST), StandardCharsets.US_ASCII);
        String other = pem.replace("CERTIFICATE REQUEST", "CERTIFICATE");
        assertThat(faults(request("a", usual(encoded(other)))).get("spec.request"))
                .endsWith("PEM block type must be CERTIFICATE REQUEST");
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        der[40] ^= 1;
        assertThat(request("a", usual(encoded(block(der)))).code()).isEqualTo(422);
        byte[] cut = Arrays.copyOf(der, 50);
        assertThat(faults(request("a", usual(encoded(block(cut))))).get("spec.request"))
                .contains("x509: malformed certificate request");
        assertThat(faults(request(
                        "a", "{request: " + REQUEST + ", signerName: mine, expirationSeconds: 5, usages: [x]}")))
                .containsEntry(
                        "spec.signerName",
                        "Invalid value: \"mine\": must be a fully qualified domain and path of the form"
                                + " 'example.com/signer-name'")
                .containsEntry(
                        "spec.expirationSeconds",
                        "Invalid value: 5: may not specify a duration less than 600 seconds (10 minutes)")
                .containsKey("spec.usages[0]");
        assertThat(faults(request("a", "{request: " + REQUEST + ", signerName: a.b/c}")))
                .containsEntry("spec.usages", "Required value: usages must be provided");
    }

    private static String block(byte[] der) {
        return "-----BEGIN CERTIFICATE REQUEST-----\n" + Base64.getEncoder().encodeToString(der)
                + "\n-----END CERTIFICATE REQUEST-----\n";
    }

    private static String encoded(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void onlyApprovalApproves() {
        request("a", usual(REQUEST));
        TestApi.Answer refused = condition("status", "Approved");
        assertThat(faults(refused))
                .containsEntry("status.conditions", "Forbidden: updates may not add a condition of type \"Approved\"");
        TestApi.Answer approved = condition("approval", "Approved");
        assertThat(approved.code()).isEqualTo(200);
        assertThat(approved.body().at("/status/conditions/0/lastUpdateTime").asText())
                .isEqualTo("2026-01-02T03:04:05Z");
        assertThat(approved.body().at("/status/conditions/0/lastTransitionTime").asText())
                .isEqualTo("2026-01-02T03:04:05Z");
        assertThat(condition("approval", "Denied").message())
                .contains("Approved and Denied conditions are mutually exclusive");
        assertThat(api.patch(REQUESTS + "/a/approval", MERGE, "{status: {conditions: []}}")
                        .message())
                .contains("updates may not remove a condition of type \"Approved\"");
    }

    @Test
    void onlyTheStatusTakesACertificate() {
        request("a", usual(REQUEST));
        TestApi.Answer ignored = api.patch(REQUESTS + "/a/approval", MERGE, "{status: {certificate: YQ==}}");
        assertThat(ignored.code()).isEqualTo(200);
        assertThat(ignored.text("status", "certificate")).isEmpty();
        assertThat(faults(api.patch(REQUESTS + "/a/status", MERGE, "{status: {certificate: YQ==}}")))
                .containsEntry(
                        "status.certificate",
                        "Invalid value: \"YQ==\": must contain at least one CERTIFICATE PEM block");
        assertThat(api.patch(REQUESTS + "/a", MERGE, "{status: {certificate: YQ==}}")
                        .text("status", "certificate"))
                .isEmpty();
    }

    @Test
    void onlyRequestsForCertificatesAreApproved() {
        assertThat(api.get("/api/v1/namespaces/default/approval").code()).isEqualTo(404);
        assertThat(api.get(TestApi.PODS + "/a/approval").code()).isEqualTo(404);
    }
}
