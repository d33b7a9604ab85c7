package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Jobs, and what makes them at times. */
final class BatchTest {

    private static final String JOBS = "/apis/batch/v1/namespaces/default/jobs";
    private static final String CRON_JOBS = "/apis/batch/v1/namespaces/default/cronjobs";
    private static final String TEMPLATE =
            "template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}";

    private final TestApi api = new TestApi();

    private TestApi.Answer job(String more) {
        return api.post(JOBS, "{metadata: {name: j}, spec: {" + TEMPLATE + more + "}}");
    }

    private TestApi.Answer cronJob(String spec) {
        return api.post(
                CRON_JOBS, "{metadata: {name: c}, spec: {jobTemplate: {spec: {" + TEMPLATE + "}}, " + spec + "}}");
    }

    @Test
    void aJobFindsItsPodsByItsOwnIdentity() {
        TestApi.Answer job = job("");
        String uid = job.text("metadata", "uid");
        assertThat(job.text("spec", "selector", "matchLabels", "batch.kubernetes.io/controller-uid"))
                .isEqualTo(uid);
        for (String prefix : new String[] {"", "batch.kubernetes.io/"}) {
            assertThat(job.text("spec", "template", "metadata", "labels", prefix + "controller-uid"))
                    .isEqualTo(uid);
            assertThat(job.text("metadata", "labels", prefix + "job-name")).isEqualTo("j");
        }
        assertThat(job.text("spec", "completions")).isEqualTo("1");
        assertThat(job.text("spec", "parallelism")).isEqualTo("1");
        assertThat(job.text("spec", "backoffLimit")).isEqualTo("6");
        assertThat(job.text("spec", "completionMode")).isEqualTo("NonIndexed");
        assertThat(job.text("spec", "podReplacementPolicy")).isEqualTo("TerminatingOrFailed");
        assertThat(job.text("spec", "suspend")).isEqualTo("false");
    }

    @Test
    void aSelectorIsTheAuthorsOnlyIfHeSaysSo() {
        assertThat(job(", selector: {matchLabels: {a: b}}").message()).contains("`selector` not auto-generated");
        assertThat(faults(job(", manualSelector: true"))).containsEntry("spec.selector", "Required value");
        assertThat(job(", manualSelector: true, selector: {matchLabels: {a: b}}")
                        .message())
                .contains("`selector` does not match template `labels`");
        TestApi.Answer manual = api.post(
                JOBS,
                "{metadata: {name: m}, spec: {manualSelector: true, selector: {matchLabels: {a: b}}, template: {metadata:"
                        + " {labels: {a: b}}, spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}");
        assertThat(manual.code()).isEqualTo(201);
        assertThat(manual.body().at("/spec/template/metadata/labels")).hasSize(1);
        TestApi.Answer taken = api.post(
                JOBS,
                "{metadata: {name: t}, spec: {template: {metadata: {labels: {job-name: other}}, spec: {restartPolicy:"
                        + " Never, containers: [{name: c, image: i}]}}}}");
        assertThat(faults(taken)).containsKey("spec.template.metadata.labels[job-name]");
    }

    @Test
    void aJobThatCannotEndIsRefused() {
        String always = "{metadata: {name: j}, spec: {template: {spec: {containers: [{name: c, image: i}]}}}}";
        assertThat(faults(api.post(JOBS, always)))
                .containsEntry(
                        "spec.template.spec.restartPolicy", "Required value: valid values: \"OnFailure\", \"Never\"");
        assertThat(faults(job(", backoffLimitPerIndex: 1")))
                .containsEntry("spec.backoffLimitPerIndex", "Invalid value: 1: requires indexed completion mode");
        assertThat(faults(job(", completionMode: Indexed, parallelism: 200000")))
                .containsEntry("spec.completions", "Required value: when completion mode is Indexed")
                .containsKey("spec.parallelism");
        assertThat(faults(job(
                        ", podFailurePolicy: {rules: [{action: FailJob}, {action: Count, onExitCodes: {operator: In,"
                                + " values: [0, 3, 2]}}]}")))
                .containsKey("spec.podFailurePolicy.rules[0]")
                .containsEntry(
                        "spec.podFailurePolicy.rules[1].onExitCodes.values[0]",
                        "Invalid value: 0: must not be 0 for the In operator")
                .containsEntry(
                        "spec.podFailurePolicy.rules[1].onExitCodes.values", "Invalid value: [0,3,2]: must be ordered");
        assertThat(faults(job(", successPolicy: {rules: [{succeededCount: 1}]}")))
                .containsKey("spec.successPolicy");
    }

    @Test
    void aJobHardlyChanges() {
        job("");
        assertThat(api.patch(JOBS + "/j", MERGE, "{spec: {parallelism: 4, suspend: true}}")
                        .text("metadata", "generation"))
                .isEqualTo("2");
        assertThat(faults(api.patch(JOBS + "/j", MERGE, "{spec: {completions: 4}}")))
                .containsEntry("spec.completions", "Invalid value: 4: field is immutable");
        // It is suspended and has not begun, so where its pods go may change, but not what they are.
        assertThat(api.patch(JOBS + "/j", MERGE, "{spec: {template: {spec: {nodeSelector: {a: b}}}}}")
                        .code())
                .isEqualTo(200);
        assertThat(faults(api.patch(JOBS + "/j", MERGE, "{spec: {template: {spec: {hostNetwork: true}}}}")))
                .containsKey("spec.template");
        api.patch(JOBS + "/j", MERGE, "{spec: {suspend: false}}");
        assertThat(faults(api.patch(JOBS + "/j", MERGE, "{spec: {template: {spec: {nodeSelector: {a: c}}}}}")))
                .containsKey("spec.template");
    }

    @Test
    void anIndexedJobGrowsInTandem() {
        job(", completionMode: Indexed, completions: 2, parallelism: 2");
        assertThat(faults(api.patch(JOBS + "/j", MERGE, "{spec: {completions: 3}}")))
                .containsEntry("spec.completions", "Invalid value: 3: can only be modified in tandem with parallelism");
        assertThat(api.patch(JOBS + "/j", MERGE, "{spec: {completions: 3, parallelism: 3}}")
                        .code())
                .isEqualTo(200);
    }

    @Test
    void aCronJobIsCompletedAndItsTemplateIsNot() {
        TestApi.Answer made = cronJob("schedule: '@daily'");
        assertThat(made.text("spec", "concurrencyPolicy")).isEqualTo("Allow");
        assertThat(made.text("spec", "successfulJobsHistoryLimit")).isEqualTo("3");
        assertThat(made.text("spec", "failedJobsHistoryLimit")).isEqualTo("1");
        assertThat(made.body().at("/spec/jobTemplate/spec/completions").isMissingNode())
                .isTrue();
        assertThat(made.body()
                        .at("/spec/jobTemplate/spec/template/spec/dnsPolicy")
                        .asText())
                .isEqualTo("ClusterFirst");
    }

    @Test
    void aCronJobThatCannotBeScheduledIsRefused() {
        assertThat(faults(cronJob("suspend: true"))).containsEntry("spec.schedule", "Required value");
        assertThat(faults(cronJob("schedule: '61 * * * *'")))
                .containsEntry(
                        "spec.schedule", "Invalid value: \"61 * * * *\": end of range (61) above maximum (59): 61");
        assertThat(faults(cronJob("schedule: 'CRON_TZ=UTC * * * * *'")))
                .containsEntry(
                        "spec.schedule",
                        "Invalid value: \"CRON_TZ=UTC * * * * *\": cannot use TZ or CRON_TZ in schedule, use timeZone"
                                + " field instead");
        assertThat(faults(cronJob("schedule: '* * * * *', timeZone: Mars/Base")))
                .containsEntry("spec.timeZone", "Invalid value: \"Mars/Base\": unknown time zone Mars/Base");
        assertThat(faults(cronJob("schedule: '* * * * *', timeZone: Local"))).containsKey("spec.timeZone");
        assertThat(cronJob("schedule: '* * * * *', timeZone: Europe/Berlin").code())
                .isEqualTo(201);
        TestApi.Answer selected = api.post(
                CRON_JOBS,
                "{metadata: {name: " + "x".repeat(53) + "}, spec: {schedule: '* * * * *', jobTemplate: {spec:"
                        + " {manualSelector: true, selector: {matchLabels: {a: b}}, " + TEMPLATE + "}}}}");
        assertThat(faults(selected))
                .containsEntry(
                        "spec.jobTemplate.spec.manualSelector",
                        "Unsupported value: \"true\": supported values: \"nil\", \"false\"")
                .containsKeys("metadata.name", "spec.jobTemplate.spec.selector");
    }
}
