package io.quarterdeck.machinery.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.discovery.TestKinds;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.machinery.kinds.Kinds;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What kubectl looks for in the documents is there. */
class OpenApiTest {

    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/{namespace}/deployments";

    private final Kinds kinds = BuiltInKinds.load();
    private final OpenApi openApi = new OpenApi(kinds);

    @Test
    void theIndexNamesEveryGroupVersionAndItsDocumentExists() {
        JsonNode paths = Json.parse(openApi.v3Index()).path("paths");
        assertThat(paths.has("api/v1")).isTrue();
        assertThat(paths.has("apis/apps/v1")).isTrue();
        paths.properties().forEach(path -> {
            assertThat(Json.text(path.getValue(), "serverRelativeURL"))
                    .startsWith("/openapi/v3/" + path.getKey() + "?hash=");
            assertThat(openApi.v3(path.getKey())).isPresent();
        });
        assertThat(openApi.v3("apis/nope/v1")).isEmpty();
    }

    @Test
    void explainFindsAKindByThePathOfItsCollection() {
        JsonNode apps = v3("apis/apps/v1");
        JsonNode kind = apps.path("paths").path(DEPLOYMENTS).path("get").path("x-kubernetes-group-version-kind");
        assertThat(kind)
                .isEqualTo(Json.object()
                        .put("group", "apps")
                        .put("kind", "Deployment")
                        .put("version", "v1"));
        JsonNode schema = apps.path("components").path("schemas").path("io.k8s.api.apps.v1.Deployment");
        assertThat(schema.path("x-kubernetes-group-version-kind").path(0)).isEqualTo(kind);
        assertThat(Json.text(schema, "properties", "spec", "allOf")).isEmpty();
        assertThat(Json.at(schema, "properties", "spec", "allOf")
                        .path(0)
                        .path("$ref")
                        .asText())
                .isEqualTo("#/components/schemas/io.k8s.api.apps.v1.DeploymentSpec");
    }

    @Test
    void applyFindsFieldValidationDryRunAndThePatchTypes() {
        JsonNode patch =
                v3("apis/apps/v1").path("paths").path(DEPLOYMENTS + "/{name}").path("patch");
        assertThat(Json.items(patch, "parameters").stream().map(parameter -> Json.text(parameter, "name")))
                .contains("fieldValidation", "dryRun", "fieldManager", "force");
        assertThat(patch.path("x-kubernetes-action").asText()).isEqualTo("patch");
        assertThat(patch.path("requestBody").path("content").has("application/strategic-merge-patch+json"))
                .isTrue();
    }

    @Test
    void mergeKeysAndDescriptionsArePublishedAndOurOwnWordsAreNot() {
        JsonNode core = v3("api/v1");
        JsonNode containers =
                Json.at(core, "components", "schemas", "io.k8s.api.core.v1.PodSpec", "properties", "containers");
        assertThat(Json.text(containers, "x-kubernetes-patch-merge-key")).isEqualTo("name");
        assertThat(Json.text(containers, "description")).isNotEmpty();
        assertThat(Json.text(containers, "items", "$ref"))
                .isEqualTo("#/components/schemas/io.k8s.api.core.v1.Container");
        assertThat(core.toString()).doesNotContain("x-quarterdeck");
    }

    @Test
    void everyReferenceOfEveryDocumentLeadsSomewhere() {
        Json.parse(openApi.v3Index()).path("paths").properties().forEach(path -> {
            JsonNode document = v3(path.getKey());
            for (String reference : references(document)) {
                String name = reference.substring("#/components/schemas/".length());
                assertThat(document.path("components").path("schemas").has(name))
                        .as(path.getKey() + " has " + name)
                        .isTrue();
            }
        });
        JsonNode swagger = Json.parse(openApi.v2());
        for (String reference : references(swagger)) {
            assertThat(swagger.path("definitions").has(reference.substring("#/definitions/".length())))
                    .as(reference)
                    .isTrue();
        }
    }

    @Test
    void aUsersKindIsPublishedAsItWasWritten() {
        String before = new String(openApi.v3Index(), StandardCharsets.UTF_8);
        kinds.replace("things.example.com", List.of(TestKinds.custom("example.com", "v1")));
        assertThat(new String(openApi.v3Index(), StandardCharsets.UTF_8)).isNotEqualTo(before);
        JsonNode document = v3("apis/example.com/v1");
        JsonNode schema = document.path("components").path("schemas").path("com.example.v1.Thing");
        assertThat(Json.text(schema, "properties", "spec", "properties", "size", "description"))
                .isEqualTo("How large it is.");
        for (String field : List.of("apiVersion", "kind", "metadata")) {
            assertThat(Json.text(schema, "properties", field, "description"))
                    .as(field)
                    .isNotEmpty();
        }
        assertThat(Json.at(schema, "properties", "metadata", "allOf")
                        .path(0)
                        .path("$ref")
                        .asText())
                .isEqualTo("#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
        assertThat(document.path("paths").has("/apis/example.com/v1/things/{name}"))
                .isTrue();
    }

    @Test
    void aKindThatTakesAnythingHasNoFieldsInVersion2() {
        kinds.replace("things.example.com", List.of(TestKinds.takingAnything("example.com", "v1")));
        JsonNode definition = Json.at(Json.parse(openApi.v2()), "definitions").path("com.example.v1.Thing");
        assertThat(Json.text(definition, "type")).isEqualTo("object");
        assertThat(definition.has("properties")).isFalse();
        assertThat(definition.has("x-kubernetes-preserve-unknown-fields")).isFalse();
    }

    @Test
    void operationsHaveDifferentNames() {
        JsonNode swagger = Json.parse(openApi.v2());
        Set<String> names = new HashSet<>();
        for (Map.Entry<String, JsonNode> path : swagger.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (operation.getValue().isObject()) {
                    assertThat(names.add(Json.text(operation.getValue(), "operationId")))
                            .as(path.getKey() + " " + operation.getKey())
                            .isTrue();
                }
            }
        }
        assertThat(names).contains("listCoreV1NamespacedPod", "patchAppsV1NamespacedDeployment");
    }

    private JsonNode v3(String path) {
        return Json.parse(openApi.v3(path).orElseThrow());
    }

    private static Set<String> references(JsonNode document) {
        Set<String> references = new HashSet<>();
        document.findValues("$ref").stream()
                .filter(JsonNode::isTextual)
                .forEach(value -> references.add(value.asText()));
        return references;
    }
}
