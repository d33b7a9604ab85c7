package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.CONFIG_MAPS;
import static io.quarterdeck.machinery.TestApi.DEPLOYMENTS;
import static io.quarterdeck.machinery.TestApi.JSON;
import static io.quarterdeck.machinery.TestApi.faults;
import static io.quarterdeck.machinery.TestApi.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CreateTest {

    private static final String DEPLOYMENT = """
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: c, image: i}]}
            """;

    private final TestApi api = new TestApi();

    private TestApi.Answer raw(String url, String type, String body) {
        return api.send("POST", url, type, "", body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void setsWhatOnlyTheServerMaySet() {
        TestApi.Answer created = api.post(
                CONFIG_MAPS,
                "{metadata: {name: a, uid: mine, generation: 7, creationTimestamp: '2000-01-01T00:00:00Z',"
                        + " managedFields: [{manager: m}]}}");
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.text("apiVersion")).isEqualTo("v1");
        assertThat(created.text("kind")).isEqualTo("ConfigMap");
        assertThat(created.text("metadata", "namespace")).isEqualTo("default");
        assertThat(created.text("metadata", "uid")).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab].*");
        assertThat(created.text("metadata", "creationTimestamp")).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(created.text("metadata", "resourceVersion")).isEqualTo(Long.toString(api.store.revision()));
        assertThat(created.body().at("/metadata/managedFields").isMissingNode()).isTrue();
        assertThat(api.get(CONFIG_MAPS + "/a").body()).isEqualTo(created.body());
        TestApi.Answer deployment = api.post(DEPLOYMENTS, DEPLOYMENT);
        assertThat(deployment.text("metadata", "generation")).isEqualTo("1");
        assertThat(deployment.text("spec", "replicas")).isEqualTo("1");
    }

    @Test
    void makesANameOfAGeneratedOne() {
        String name = api.post(CONFIG_MAPS, "{metadata: {generateName: job-}}").text("metadata", "name");
        assertThat(name).matches("job-[bcdfghjklmnpqrstvwxz2456789]{5}");
        assertThat(api.post(CONFIG_MAPS, "{metadata: {generateName: job-}}").text("metadata", "name"))
                .isNotEqualTo(name);
    }

    @Test
    void aNameIsTakenOnce() {
        api.post(CONFIG_MAPS, "{metadata: {name: a}}");
        TestApi.Answer second = api.post(CONFIG_MAPS, "{metadata: {name: a}}");
        assertThat(second.code()).isEqualTo(409);
        assertThat(second.text("reason")).isEqualTo("AlreadyExists");
        assertThat(second.message()).isEqualTo("configmaps \"a\" already exists");
        assertThat(api.post(CONFIG_MAPS + "?dryRun=All", "{metadata: {name: a}}")
                        .code())
                .isEqualTo(409);
    }

    @Test
    void aDryRunLeavesNoTrace() {
        long before = api.store.revision();
        assertThat(api.post(CONFIG_MAPS + "?dryRun=All", "{metadata: {name: a}}")
                        .code())
                .isEqualTo(201);
        assertThat(api.store.revision()).isEqualTo(before);
        TestApi.Answer wrong = api.post(CONFIG_MAPS + "?dryRun=Some", "{metadata: {name: a}}");
        assertThat(wrong.code()).isEqualTo(422);
        assertThat(faults(wrong)).containsEntry("dryRun", "Unsupported value: \"Some\": supported values: \"All\"");
    }

    @Test
    void anUnknownFieldIsRefusedWarnedOfOrDroppedAsAsked() {
        String body = DEPLOYMENT
                .replace("spec:\n", "spec:\n  replica: 3\n")
                .replaceFirst("\\{containers", "{x: 1, containers");
        TestApi.Answer strict = api.post(DEPLOYMENTS + "?fieldValidation=Strict", body);
        assertThat(strict.code()).isEqualTo(400);
        assertThat(strict.text("reason")).isEqualTo("BadRequest");
        assertThat(strict.message())
                .isEqualTo("Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error:"
                        + " unknown field \"spec.replica\", unknown field \"spec.template.spec.x\"");
        TestApi.Answer warned = api.post(DEPLOYMENTS + "?dryRun=All", body);
        assertThat(warned.warnings())
                .containsExactly("unknown field \"spec.replica\"", "unknown field \"spec.template.spec.x\"");
        assertThat(warned.body().at("/spec/replica").isMissingNode()).isTrue();
        assertThat(api.post(DEPLOYMENTS + "?fieldValidation=Ignore", body).warnings())
                .isEmpty();
        assertThat(api.post(DEPLOYMENTS + "?fieldValidation=Maybe", body).code())
                .isEqualTo(422);
    }

    @Test
    void aFieldThatStandsTwiceIsToldOf() {
        String body = "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"1\",\"k\":\"2\"}}";
        TestApi.Answer strict = raw(CONFIG_MAPS + "?fieldValidation=Strict", JSON, body);
        assertThat(strict.message()).contains("strict decoding error: duplicate field \"data.k\"");
        TestApi.Answer warned = raw(CONFIG_MAPS, JSON, body);
        assertThat(warned.warnings()).containsExactly("duplicate field \"data.k\"");
        assertThat(warned.text("data", "k")).isEqualTo("2");
    }

    @Test
    void wrongTypesAreNoObjectAtAll() {
        TestApi.Answer answer = api.post(DEPLOYMENTS, DEPLOYMENT.replace("spec:\n", "spec:\n  replicas: many\n"));
        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.message())
                .startsWith("Deployment in version \"v1\" cannot be handled as a Deployment: json:");
        for (String metadata :
                List.of("[]", "x", "{name: 5}", "{name: a, labels: [x]}", "{name: a, labels: {a: {}}}")) {
            assertThat(api.post(CONFIG_MAPS, "{metadata: " + metadata + "}").code())
                    .as(metadata)
                    .isEqualTo(400);
        }
    }

    @Test
    void brokenBodiesAreBadRequests() {
        for (String body : List.of("", "{", "{\"a\":}", "[]", "\"x\"", "null", "{} {}", "{\"a\":\u0001}", "nul")) {
            TestApi.Answer answer = raw(CONFIG_MAPS, JSON, body);
            assertThat(answer.code()).as(body).isEqualTo(400);
            assertThat(answer.text("reason")).isEqualTo("BadRequest");
        }
        assertThat(raw(CONFIG_MAPS, "application/yaml", "a: [b").code()).isEqualTo(400);
        assertThat(raw(CONFIG_MAPS, "application/yaml", "metadata: {name: y}").code())
                .isEqualTo(201);
        assertThat(raw(CONFIG_MAPS, "application/vnd.kubernetes.protobuf", "k8s")
                        .code())
                .isEqualTo(415);
        byte[] noText = {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'};
        assertThat(api.send("POST", CONFIG_MAPS, JSON, "", noText).code()).isEqualTo(400);
        assertThat(raw(CONFIG_MAPS, JSON, "[".repeat(100_000)).code()).isEqualTo(400);
        assertThat(raw(CONFIG_MAPS, JSON, "{\"a\":".repeat(100_000)).code()).isEqualTo(400);
    }

    @Test
    void aBodyOfMoreThanThreeMegabytesIsTooLarge() {
        TestApi.Answer answer = raw(CONFIG_MAPS, JSON, " ".repeat(3 * 1024 * 1024 + 1));
        assertThat(answer.code()).isEqualTo(413);
        assertThat(answer.text("reason")).isEqualTo("RequestEntityTooLarge");
        assertThat(answer.message()).isEqualTo("Request entity too large: limit is 3145728");
        String large = "x".repeat(1024 * 1024 + 1);
        TestApi.Answer tooLong = api.post(CONFIG_MAPS, "{metadata: {name: a}, data: {k: " + large + "}}");
        assertThat(tooLong.code()).isEqualTo(422);
        assertThat(tooLong.message()).contains("Too long: may not be more than 1048576 bytes");
    }

    @Test
    void namesAreHeldAgainstTheirKind() {
        TestApi.Answer namespace = api.post("/api/v1/namespaces", "{metadata: {name: Not.A.Label}}");
        assertThat(namespace.code()).isEqualTo(422);
        assertThat(namespace.text("reason")).isEqualTo("Invalid");
        assertThat(namespace.message())
                .startsWith("Namespace \"Not.A.Label\" is invalid: metadata.name: Invalid value: \"Not.A.Label\":"
                        + " a lowercase RFC 1123 label must consist of");
        TestApi.Answer nameless = api.post(CONFIG_MAPS, "{data: {}}");
        assertThat(faults(nameless)).containsEntry("metadata.name", "Required value: name or generateName is required");
        TestApi.Answer labels = api.post(CONFIG_MAPS, "{metadata: {name: a, labels: {'a b': 'c d'}}}");
        assertThat(labels.code()).isEqualTo(422);
        assertThat(faults(labels)).containsKey("metadata.labels");
    }

    @Test
    void theBodyMustBeWhatTheUrlSays() {
        TestApi.Answer namespace = api.post(CONFIG_MAPS, "{metadata: {name: a, namespace: other}}");
        assertThat(namespace.code()).isEqualTo(400);
        assertThat(namespace.message())
                .isEqualTo("the namespace of the provided object does not match the namespace sent on the request");
        assertThat(api.post(CONFIG_MAPS, "{kind: Secret, metadata: {name: a}}").code())
                .isEqualTo(400);
        TestApi.Answer version = api.post(CONFIG_MAPS, "{apiVersion: v2, metadata: {name: a}}");
        assertThat(version.message())
                .isEqualTo("the API version in the data (v2) does not match the expected API version (v1)");
        assertThat(api.post(CONFIG_MAPS, "{metadata: {name: a, resourceVersion: '5'}}")
                        .message())
                .isEqualTo("resourceVersion should not be set on objects to be created");
    }

    @Test
    void nothingIsMadeInANamespaceThatIsNotThereOrIsGoing() {
        TestApi.Answer none = api.post("/api/v1/namespaces/none/configmaps", "{metadata: {name: a}}");
        assertThat(none.code()).isEqualTo(404);
        assertThat(none.message()).isEqualTo("namespaces \"none\" not found");
        api.post("/api/v1/namespaces", "{metadata: {name: going}}");
        assertThat(api.delete("/api/v1/namespaces/going").text("status", "phase"))
                .isEqualTo("Terminating");
        TestApi.Answer going = api.post("/api/v1/namespaces/going/configmaps", "{metadata: {name: a}}");
        assertThat(going.code()).isEqualTo(403);
        assertThat(going.message())
                .isEqualTo(
                        "configmaps \"a\" is forbidden: unable to create new content in namespace going because it is"
                                + " being terminated");
        assertThat(Json.text(Json.items(going.body(), "details", "causes").getFirst(), "reason"))
                .isEqualTo("NamespaceTerminating");
    }

    @Test
    void everyFaultIsNamedAtOnce() {
        TestApi.Answer answer = api.send("POST", DEPLOYMENTS, yaml("""
                metadata: {name: web}
                spec:
                  replicas: -1
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: other}}
                    spec:
                      restartPolicy: Never
                      containers: [{name: NOT, image: i, volumeMounts: [{name: v, mountPath: /v}]}]
                """));
        assertThat(answer.code()).isEqualTo(422);
        assertThat(faults(answer))
                .containsEntry("spec.replicas", "Invalid value: -1: must be greater than or equal to 0")
                .containsEntry(
                        "spec.template.metadata.labels",
                        "Invalid value: {\"app\":\"other\"}: `selector` does not match template `labels`")
                .containsEntry(
                        "spec.template.spec.restartPolicy",
                        "Unsupported value: \"Never\": supported values: \"Always\"")
                .containsEntry("spec.template.spec.containers[0].volumeMounts[0].name", "Not found: \"v\"")
                .containsKey("spec.template.spec.containers[0].name");
    }
}
