package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What bounds other objects: disruption budgets, quotas and ranges of limits. */
final class PolicyTest {

    private static final String BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
    private static final String QUOTAS = "/api/v1/namespaces/default/resourcequotas";
    private static final String RANGES = "/api/v1/namespaces/default/limitranges";

    private final TestApi api = new TestApi();

    @Test
    void aBudgetSaysOneOfTwo() {
        assertThat(api.post(BUDGETS, "{metadata: {name: b}, spec: {minAvailable: 50%}}")
                        .code())
                .isEqualTo(201);
        assertThat(api.patch(BUDGETS + "/b", MERGE, "{spec: {maxUnavailable: 1}}")
                        .message())
                .contains("minAvailable and maxUnavailable cannot be both set");
        assertThat(faults(api.patch(BUDGETS + "/b", MERGE, "{spec: {minAvailable: 150%}}")))
                .containsEntry("spec.minAvailable", "Invalid value: \"150%\": must not be greater than 100%");
        assertThat(faults(api.put(BUDGETS + "/b", TestApi.yaml("{metadata: {name: b}, spec: {maxUnavailable: 1}}"))))
                .containsEntry("metadata.resourceVersion", "Invalid value: 0: must be specified for an update");
    }

    @Test
    void aRangeFillsInWhatItImplies() {
        TestApi.Answer range = api.post(
                RANGES,
                "{metadata: {name: r}, spec: {limits: [{type: Container, max: {cpu: 2}, min: {memory: 1Mi}, default: {cpu:"
                        + " 1}}]}}");
        assertThat(range.body().at("/spec/limits/0/defaultRequest/cpu").asText())
                .isEqualTo("1");
        assertThat(range.body().at("/spec/limits/0/defaultRequest/memory").asText())
                .isEqualTo("1Mi");
    }

    @Test
    void aRangeIsOrdered() {
        assertThat(
                        faults(
                                api.post(
                                        RANGES,
                                        "{metadata: {name: r}, spec: {limits: [{type: Container, max: {cpu: 1}, min: {cpu: 2}}, {type: Pod,"
                                                + " default: {cpu: 1}}, {type: PersistentVolumeClaim}, {type: some}, {type: Pod,"
                                                + " maxLimitRequestRatio: {cpu: 500m, memory: 4}, min: {memory: 1Gi}, max: {memory: 2Gi}}]}}")))
                .containsEntry(
                        "spec.limits[0].min[cpu]", "Invalid value: \"2\": min value 2 is greater than max value 1")
                .containsEntry("spec.limits[1].default", "Forbidden: may not be specified when `type` is 'Pod'")
                .containsKeys("spec.limits[2].limits", "spec.limits[3].type")
                .containsEntry("spec.limits[4].type", "Duplicate value: \"Pod\"")
                .containsEntry(
                        "spec.limits[4].maxLimitRequestRatio[cpu]",
                        "Invalid value: \"500m\": ratio 500m is less than 1")
                .containsEntry(
                        "spec.limits[4].maxLimitRequestRatio[memory]",
                        "Invalid value: \"4\": ratio 4 is greater than max/min = 2.000000");
    }

    @Test
    void aQuotaCountsWhatCanBeCounted() {
        assertThat(api.post(
                                QUOTAS,
                                "{metadata: {name: q}, spec: {hard: {pods: 4, requests.cpu: 1, count/jobs.batch: 3,"
                                        + " requests.nvidia.com/gpu: 1, hugepages-2Mi: 1Gi}, scopes: [Terminating]}}")
                        .code())
                .isEqualTo(201);
        assertThat(faults(api.patch(QUOTAS + "/q", MERGE, "{spec: {scopes: []}}")))
                .containsEntry("spec.scopes", "Invalid value: []: field is immutable");
        assertThat(faults(api.post(
                        QUOTAS,
                        "{metadata: {name: w}, spec: {hard: {pods: 4.5, some: 1, cpu: -1}, scopes: [BestEffort,"
                                + " NotBestEffort], scopeSelector: {matchExpressions: [{scopeName: Terminating, operator:"
                                + " In}]}}}")))
                .containsEntry("spec.hard[pods]", "Invalid value: \"4.5\": must be an integer")
                .containsEntry("spec.hard[some]", "Invalid value: \"some\": must be a standard resource for quota")
                .containsEntry("spec.hard[cpu]", "Invalid value: \"-1\": must be greater than or equal to 0")
                .containsEntry("spec.scopes", "Invalid value: [\"BestEffort\",\"NotBestEffort\"]: conflicting scopes")
                .containsKey("spec.scopeSelector.matchExpressions[0].values");
    }
}
