package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HorizontalPodAutoscalers: stored once, served in two versions. */
final class AutoscalerTest {

    private static final String V2 = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
    private static final String V1 = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
    private static final String TARGET = "scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}";
    private static final String METRICS = "autoscaling.alpha.kubernetes.io/metrics";
    private static final String RICH = """
            metadata: {name: h, annotations: {mine: kept}}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              minReplicas: 2
              maxReplicas: 9
              behavior: {scaleDown: {stabilizationWindowSeconds: 60}}
              metrics:
              - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}
              - {type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 1Gi}}}
              - {type: Object, object: {describedObject: {kind: Service, name: s}, metric: {name: hits, selector:
                  {matchLabels: {a: b}}}, target: {type: AverageValue, averageValue: '5'}}}
              - {type: External, external: {metric: {name: queue, selector: {matchLabels: {a: b}}}, target: {type: Value,
                  value: '7'}}}
              - {type: ContainerResource, containerResource: {name: cpu, container: c, target: {type: Utilization,
                  averageUtilization: 40}}}
              - {type: Pods, pods: {metric: {name: packets}, target: {type: AverageValue, averageValue: 1k}}}
            """;

    private final TestApi api = new TestApi();

    @Test
    void isCompletedInEitherVersion() {
        TestApi.Answer newer = api.post(V2, "{metadata: {name: a}, spec: {maxReplicas: 5, " + TARGET + "}}");
        assertThat(newer.text("spec", "minReplicas")).isEqualTo("1");
        assertThat(newer.body()
                        .at("/spec/metrics/0/resource/target/averageUtilization")
                        .asInt())
                .isEqualTo(80);
        TestApi.Answer older = api.post(V1, "{metadata: {name: b}, spec: {maxReplicas: 5, " + TARGET + "}}");
        assertThat(older.code()).isEqualTo(201);
        assertThat(older.text("apiVersion")).isEqualTo("autoscaling/v1");
        assertThat(api.get(V1 + "/b").text("spec", "targetCPUUtilizationPercentage"))
                .isEqualTo("80");
        assertThat(TestApi.names(api.get(V2))).containsExactly("a", "b");
    }

    @Test
    void nothingIsLostByWritingTheOlderVersion() {
        JsonNode before = api.post(V2, RICH).body();
        TestApi.Answer older = api.get(V1 + "/h");
        assertThat(older.text("spec", "targetCPUUtilizationPercentage")).isEqualTo("50");
        assertThat(older.text("metadata", "annotations", METRICS))
                .contains("\"targetAverageValue\":\"1Gi\"", "\"metricName\":\"queue\"", "\"container\":\"c\"");
        ObjectNode changed = older.body().deepCopy();
        Json.ensureObject(changed, "spec").put("maxReplicas", 12);
        assertThat(api.put(V1 + "/h", changed).code()).isEqualTo(200);
        JsonNode after = api.get(V2 + "/h").body();
        assertThat(after.at("/spec/maxReplicas").asInt()).isEqualTo(12);
        for (String field : List.of("metrics", "behavior", "scaleTargetRef")) {
            assertThat(Json.at(after, "spec", field)).as(field).isEqualTo(Json.at(before, "spec", field));
        }
        assertThat(Json.textMap(after, "metadata", "annotations")).containsOnlyKeys("mine");
    }

    @Test
    void bothVersionsAreWatched() {
        WatchStream newer = api.watch(V2);
        WatchStream older = api.watch(V1);
        api.post(V1, "{metadata: {name: w}, spec: {maxReplicas: 5, " + TARGET + "}}");
        assertThat(TestApi.brief(newer)).containsExactly("ADDED w");
        JsonNode frame = TestApi.frames(older).getFirst();
        assertThat(Json.text(frame, "object", "apiVersion")).isEqualTo("autoscaling/v1");
        api.patch(
                V2 + "/w/status",
                MERGE,
                "{status: {currentReplicas: 3, desiredReplicas: 4, currentMetrics: [{type: Resource, resource: {name: cpu,"
                        + " current: {averageUtilization: 33, averageValue: 5m}}}]}}");
        JsonNode status = Json.at(TestApi.frames(older).getFirst(), "object", "status");
        assertThat(Json.at(status, "currentCPUUtilizationPercentage").asInt()).isEqualTo(33);
        api.delete(V1 + "/w");
        assertThat(TestApi.brief(newer)).containsExactly("MODIFIED w", "DELETED w");
    }

    @Test
    void bothVersionsAreHeldToTheSame() {
        for (String url : List.of(V1, V2)) {
            assertThat(faults(api.post(url, "{metadata: {name: x}, spec: {minReplicas: 3, maxReplicas: 2}}")))
                    .containsEntry("spec.scaleTargetRef.kind", "Required value")
                    .containsEntry(
                            "spec.maxReplicas", "Invalid value: 2: must be greater than or equal to `minReplicas`");
        }
        TestApi.Answer metrics = api.post(V2, """
                metadata: {name: x}
                spec:
                  maxReplicas: 2
                  scaleTargetRef: {kind: A, name: b}
                  behavior: {scaleUp: {stabilizationWindowSeconds: 4000, policies: [{type: X, value: 0, periodSeconds: 1}]}}
                  metrics:
                  - {type: Some}
                  - {type: Pods}
                  - {type: Resource, resource: {name: cpu, target: {type: Utilization}}}
                  - {type: External, external: {metric: {name: m}, target: {type: Value, value: 0, averageValue: 1}}}
                """);
        assertThat(faults(metrics))
                .containsEntry(
                        "spec.metrics[0].type",
                        "Unsupported value: \"Some\": supported values: \"ContainerResource\", \"External\", \"Object\","
                                + " \"Pods\", \"Resource\"")
                .containsEntry(
                        "spec.metrics[1].pods", "Required value: must populate information for the given metric source")
                .containsKey("spec.metrics[2].resource.target.averageUtilization")
                .containsKey("spec.metrics[3].external.target.value")
                .containsKey("spec.behavior.scaleUp.stabilizationWindowSeconds")
                .containsEntry(
                        "spec.behavior.scaleUp.policies[0].value", "Invalid value: 0: must be greater than zero");
    }

    @Test
    void whatAUserWritesIntoTheAnnotationsDoesNoHarm() {
        String wrong = "[{\"type\":\"Resource\",\"resource\":{\"name\":7,\"targetAverageUtilization\":\"x\"}}]";
        for (String text : List.of("nonsense", "{}", "[1]", wrong)) {
            ObjectNode object = TestApi.yaml("{metadata: {name: n}, spec: {maxReplicas: 5, " + TARGET + "}}");
            Json.ensureObject(object, "metadata", "annotations").put(METRICS, text);
            assertThat(api.send("POST", V1, object).code()).as(text).isIn(201, 409, 422);
        }
        assertThat(TestApi.names(api.get(V2))).containsExactly("n");
        for (JsonNode metric : Json.items(api.get(V2 + "/n").body(), "spec", "metrics")) {
            assertThat(Json.at(metric, "resource", "name").isNumber()).isFalse();
        }
    }

    @Test
    void showsWhatIsMeasuredInEitherVersion() {
        api.post(V2, RICH);
        for (String url : List.of(V1, V2)) {
            JsonNode cells = api.get(url + "/h", TestApi.TABLE).body().at("/rows/0/cells");
            assertThat(cells.get(1).asText()).isEqualTo("Deployment/web");
            assertThat(cells.get(2).asText()).isEqualTo("cpu: <unknown>/50%, memory: <unknown>/1Gi + 4 more...");
            assertThat(cells.get(3).asText()).isEqualTo("2");
            assertThat(cells.get(4).asText()).isEqualTo("9");
        }
    }
}
