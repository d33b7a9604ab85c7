package io.quarterdeck.machinery.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.Kinds;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The forms of discovery, and what decides between them. What is served is ServedResourcesTest's matter. */
class DiscoveryTest {

    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private final Kinds kinds = BuiltInKinds.load();
    private final Discovery discovery = new Discovery(kinds, "192.0.2.1:6443");

    @Test
    void bothFormsListTheSameGroupsInTheSameOrder() {
        assertThat(Json.items(get("/apis", ""), "groups").stream().map(group -> Json.text(group, "name")))
                .containsExactlyElementsOf(Json.items(get("/apis", AGGREGATED), "items").stream()
                        .map(group -> Json.text(group, "metadata", "name"))
                        .toList())
                .contains("apps", "batch");
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
        assertThat(discovery.answer("/apis/policy/v1beta1", "")).isEmpty();
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

    @Test
    void theTwoThousandthDefinitionCostsNoMoreThanTheFirst() {
        discovery.answer("/apis", AGGREGATED);
        long builtIn = discovery.written();
        Map<String, List<Kind>> definitions = new TreeMap<>();
        for (int i = 0; i < 2_000; i++) {
            definitions.put("things.g" + i + ".org", List.of(TestKinds.custom("g" + i + ".org", "v1")));
        }
        kinds.replaceAll(definitions);
        discovery.answer("/apis", AGGREGATED);
        assertThat(discovery.written() - builtIn).isEqualTo(2_000);
        kinds.replace("things.new.org", List.of(TestKinds.custom("new.org", "v1")));
        assertThat(Json.items(get("/apis", AGGREGATED), "items")).hasSizeGreaterThan(2_000);
        assertThat(discovery.written() - builtIn).isEqualTo(2_001);
        kinds.replace("things.new.org", List.of());
        discovery.answer("/apis", AGGREGATED);
        assertThat(discovery.written() - builtIn).isEqualTo(2_001);
    }
}
