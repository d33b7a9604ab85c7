package io.quarterdeck.machinery.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.machinery.kinds.Kinds;
import io.quarterdeck.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Compares with what a Kubernetes v1.35 API server says of the same kinds. */
class DiscoveryTest {

    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private final Kinds kinds = BuiltInKinds.load();
    private final Discovery discovery = new Discovery(kinds, "192.0.2.1:6443");

    @Test
    void theCoreGroupIsThatOfKubernetes() throws IOException {
        JsonNode list = get("/api/v1", "application/json");
        assertThat(list.path("groupVersion").asText()).isEqualTo("v1");
        assertThat(Json.items(list, "resources"))
                .containsExactlyInAnyOrderElementsOf(reference("core-resources-1.35.json"));
    }

    @Test
    void theOtherGroupsAreThoseOfKubernetes() throws IOException {
        List<JsonNode> ours = new ArrayList<>();
        for (JsonNode group : Json.items(get("/apis", AGGREGATED), "items")) {
            for (JsonNode version : Json.items(group, "versions")) {
                for (JsonNode resource : Json.items(version, "resources")) {
                    ObjectNode named = resource.deepCopy();
                    ours.add(named.put("group", Json.text(group, "metadata", "name")));
                }
            }
        }
        assertThat(ours).containsExactlyElementsOf(reference("group-resources-1.35.json"));
    }

    @Test
    void bothFormsListTheSameGroupsInTheSameOrder() {
        assertThat(Json.items(get("/apis", ""), "groups").stream().map(group -> Json.text(group, "name")))
                .containsExactlyElementsOf(Json.items(get("/apis", AGGREGATED), "items").stream()
                        .map(group -> Json.text(group, "metadata", "name"))
                        .toList())
                .containsExactly(
                        "apps",
                        "authentication.k8s.io",
                        "authorization.k8s.io",
                        "rbac.authorization.k8s.io",
                        "apiextensions.k8s.io",
                        "coordination.k8s.io",
                        "discovery.k8s.io");
    }

    @Test
    void theMediaTypeDecidesTheForm() {
        String kubectl = AGGREGATED
                + ",application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
        assertThat(discovery.answer("/api", kubectl).map(ApiAnswer::contentType))
                .contains(AGGREGATED);
        assertThat(get("/api", kubectl).path("kind").asText()).isEqualTo("APIGroupDiscoveryList");
        assertThat(discovery.answer("/api", "application/json, */*").map(ApiAnswer::contentType))
                .contains("application/json");
        assertThat(get("/api", "").path("versions").path(0).asText()).isEqualTo("v1");
    }

    @Test
    void whatIsNotServedHasNoAnswer() {
        assertThat(discovery.answer("/apis/nope", "")).isEmpty();
        assertThat(discovery.answer("/apis/apps/v9", "")).isEmpty();
        assertThat(discovery.answer("/api/v2", "")).isEmpty();
        assertThat(discovery.answer("/apis/policy/v1", "")).isEmpty();
        assertThat(discovery.answer("/apis/apps/v1/deployments", "")).isEmpty();
        assertThat(get("/apis/apps/", "")
                        .path("preferredVersion")
                        .path("groupVersion")
                        .asText())
                .isEqualTo("apps/v1");
    }

    @Test
    void aUsersKindAppearsAtOnce() {
        assertThat(discovery.answer("/apis/example.com", "")).isEmpty();
        kinds.replace(
                "pods.example.com",
                List.of(TestKinds.custom("example.com", "v1"), TestKinds.custom("example.com", "v2beta1")));
        assertThat(get("/apis/example.com", "")
                        .path("preferredVersion")
                        .path("version")
                        .asText())
                .isEqualTo("v1");
        assertThat(get("/apis/example.com/v2beta1", "")
                        .path("resources")
                        .path(0)
                        .path("kind")
                        .asText())
                .isEqualTo("Thing");
    }

    @Test
    void versionsArePreferredByStabilityThenNumber() {
        List<String> versions = new ArrayList<>(
                List.of("foo1", "v12alpha1", "v1", "v3beta1", "foo10", "v11alpha2", "v10", "v11beta2", "v2"));
        versions.sort(new VersionOrder());
        assertThat(versions)
                .containsExactly("v10", "v2", "v1", "v11beta2", "v3beta1", "v12alpha1", "v11alpha2", "foo1", "foo10");
    }

    private JsonNode get(String path, String accept) {
        return Json.parse(discovery.answer(path, accept).orElseThrow().pieces().getFirst());
    }

    private static List<JsonNode> reference(String name) throws IOException {
        try (InputStream stream = Objects.requireNonNull(DiscoveryTest.class.getResourceAsStream(name), name)) {
            List<JsonNode> resources = new ArrayList<>();
            Json.parse(stream.readAllBytes()).forEach(resources::add);
            return resources;
        }
    }
}
