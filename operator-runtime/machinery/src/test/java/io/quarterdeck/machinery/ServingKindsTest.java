package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import org.junit.jupiter.api.Test;

/** Kinds that are about the API itself, and those about devices: kept and checked, and not acted upon. */
final class ServingKindsTest {

    private static final String WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
    private static final String POLICIES = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
    private static final String BINDINGS = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings";
    private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
    private static final String FLOW = "/apis/flowcontrol.apiserver.k8s.io/v1/";
    private static final String DEVICES = "/apis/resource.k8s.io/v1/";

    private final TestApi api = new TestApi();

    private TestApi.Answer webhook(String more) {
        return api.post(WEBHOOKS, "{metadata: {name: w}, webhooks: [{" + more + "}]}");
    }

    @Test
    void aWebhookSaysWhereItIsAndWhatItIsAskedAbout() {
        String rest = "sideEffects: None, admissionReviewVersions: [v1]";
        String client = "clientConfig: {service: {namespace: n, name: s}}";
        TestApi.Answer made = webhook("name: a.b.c, " + rest + ", " + client
                + ", rules: [{operations: [CREATE], apiGroups: [''], apiVersions: [v1], resources: [pods]}]");
        assertThat(made.code()).isEqualTo(201);
        ObjectNode first = (ObjectNode) made.body().at("/webhooks/0");
        assertThat(Json.text(first, "failurePolicy")).isEqualTo("Fail");
        assertThat(Json.text(first, "matchPolicy")).isEqualTo("Equivalent");
        assertThat(Json.at(first, "timeoutSeconds").asInt()).isEqualTo(10);
        assertThat(Json.at(first, "namespaceSelector").isObject()).isTrue();
        assertThat(Json.at(first, "clientConfig", "service", "port").asInt()).isEqualTo(443);
        assertThat(first.at("/rules/0/scope").asText()).isEqualTo("*");
        assertThat(faults(webhook("name: a.b, timeoutSeconds: 31, sideEffects: Some, admissionReviewVersions: [v2],"
                        + " clientConfig: {url: 'http://x'}, rules: [{operations: [LOOK]}]")))
                .containsEntry(
                        "webhooks[0].name",
                        "Invalid value: \"a.b\": should be a domain with at least three segments separated by dots")
                .containsEntry(
                        "webhooks[0].timeoutSeconds",
                        "Invalid value: 31: the timeout value must be between 1 and 30 seconds")
                .containsEntry(
                        "webhooks[0].sideEffects",
                        "Unsupported value: \"Some\": supported values: \"None\", \"NoneOnDryRun\"")
                .containsEntry(
                        "webhooks[0].clientConfig.url",
                        "Invalid value: \"http://x\": 'https' is the only allowed URL scheme; desired format:"
                                + " https://host[/path]")
                .containsKey("webhooks[0].admissionReviewVersions")
                .containsKey("webhooks[0].rules[0].operations[0]")
                .containsEntry("webhooks[0].rules[0].resources", "Required value");
        assertThat(faults(webhook("name: a.b.c, " + rest + ", clientConfig: {}")))
                .containsEntry("webhooks[0].clientConfig", "Required value: exactly one of url or service is required");
    }

    @Test
    void admissionPoliciesAndTheirBindingsAreChecked() {
        String match = "matchConstraints: {resourceRules: [{operations: ['*'], apiGroups: [''], apiVersions: [v1],"
                + " resources: [pods]}]}";
        TestApi.Answer made =
                api.post(POLICIES, "{metadata: {name: p}, spec: {" + match + ", validations: [{expression: 'true'}]}}");
        assertThat(made.code()).isEqualTo(201);
        assertThat(made.text("spec", "failurePolicy")).isEqualTo("Fail");
        assertThat(made.text("spec", "matchConstraints", "matchPolicy")).isEqualTo("Equivalent");
        assertThat(faults(api.post(POLICIES, "{metadata: {name: q}, spec: {paramKind: {kind: K}}}")))
                .containsEntry("spec.matchConstraints", "Required value")
                .containsEntry("spec.paramKind.apiVersion", "Required value")
                .containsKey("spec.validations");
        assertThat(api.post(BINDINGS, "{metadata: {name: b}, spec: {policyName: p, validationActions: [Deny]}}")
                        .code())
                .isEqualTo(201);
        assertThat(faults(api.post(
                        BINDINGS,
                        "{metadata: {name: c}, spec: {policyName: p, validationActions: [Deny, Warn, Deny], paramRef:"
                                + " {}}}")))
                .containsKey("spec.validationActions")
                .containsEntry("spec.validationActions[2]", "Duplicate value: \"Deny\"")
                .containsEntry("spec.paramRef", "Required value: one of name or selector must be specified")
                .containsEntry("spec.paramRef.parameterNotFoundAction", "Required value");
    }

    @Test
    void anApiServiceSaysWhetherItIsServed() {
        String priorities = "groupPriorityMinimum: 1000, versionPriority: 15";
        TestApi.Answer local =
                api.post(SERVICES, "{metadata: {name: v1.apps}, spec: {group: apps, version: v1, " + priorities + "}}");
        assertThat(local.body().at("/status/conditions/0/status").asText()).isEqualTo("True");
        assertThat(local.body().at("/status/conditions/0/reason").asText()).isEqualTo("Local");
        TestApi.Answer elsewhere = api.post(
                SERVICES,
                "{metadata: {name: v1.x.y}, spec: {group: x.y, version: v1, service: {namespace: n, name: s}, "
                        + priorities + "}}");
        assertThat(elsewhere.body().at("/status/conditions/0/status").asText()).isEqualTo("False");
        assertThat(elsewhere.body().at("/status/conditions/0/reason").asText()).isEqualTo("AggregationNotSupported");
        assertThat(faults(api.post(
                        SERVICES, "{metadata: {name: a}, spec: {group: x.y, version: v1, " + priorities + "}}")))
                .containsEntry(
                        "metadata.name", "Invalid value: \"a\": must be `spec.version+\".\"+spec.group`: \"v1.x.y\"");
        assertThat(faults(api.post(
                        SERVICES,
                        "{metadata: {name: v1.x}, spec: {group: x, version: v1, groupPriorityMinimum: 0, versionPriority:"
                                + " 2000, insecureSkipTLSVerify: true}}")))
                .containsKeys("spec.groupPriorityMinimum", "spec.versionPriority", "spec.insecureSkipTLSVerify");
    }

    @Test
    void flowsAndLevelsAreChecked() {
        String level =
                "{metadata: {name: l}, spec: {type: Limited, limited: {limitResponse: {type: Queue, queuing: {}}}}}";
        TestApi.Answer made = api.post(FLOW + "prioritylevelconfigurations", level);
        assertThat(made.code()).isEqualTo(201);
        assertThat(made.body().at("/spec/limited/nominalConcurrencyShares").asInt())
                .isEqualTo(30);
        assertThat(made.body().at("/spec/limited/limitResponse/queuing/queues").asInt())
                .isEqualTo(64);
        assertThat(faults(
                        api.post(FLOW + "prioritylevelconfigurations", "{metadata: {name: m}, spec: {type: Exempt}}")))
                .containsKey("spec.type");
        TestApi.Answer schema = api.post(
                FLOW + "flowschemas",
                "{metadata: {name: s}, spec: {priorityLevelConfiguration: {name: l}, rules: [{subjects: [{kind: User,"
                        + " user: {name: a}}], nonResourceRules: [{verbs: [get], nonResourceURLs: [/healthz]}]}]}}");
        assertThat(schema.code()).isEqualTo(201);
        assertThat(schema.body().at("/spec/matchingPrecedence").asInt()).isEqualTo(1000);
        assertThat(faults(api.post(
                        FLOW + "flowschemas",
                        "{metadata: {name: t}, spec: {matchingPrecedence: 10001, priorityLevelConfiguration: {name: l},"
                                + " rules: [{subjects: [{kind: Group}], resourceRules: [{verbs: [look], apiGroups: [''],"
                                + " resources: [pods]}]}]}}")))
                .containsEntry(
                        "spec.matchingPrecedence", "Invalid value: 10001: must be between 1 and 10000, inclusive")
                .containsEntry(
                        "spec.rules[0].subjects[0].group",
                        "Required value: group is required when subject kind is 'Group'")
                .containsKeys("spec.rules[0].resourceRules[0].verbs", "spec.rules[0].resourceRules[0].namespaces");
    }

    @Test
    void claimsToDevicesAreCheckedAndStay() {
        String claims = DEVICES + "namespaces/default/resourceclaims";
        TestApi.Answer made = api.post(
                claims,
                "{metadata: {name: c}, spec: {devices: {requests: [{name: r, exactly: {deviceClassName: gpu}}]}}}");
        assertThat(made.code()).isEqualTo(201);
        assertThat(made.body()
                        .at("/spec/devices/requests/0/exactly/allocationMode")
                        .asText())
                .isEqualTo("ExactCount");
        assertThat(made.body().at("/spec/devices/requests/0/exactly/count").asInt())
                .isEqualTo(1);
        assertThat(faults(api.patch(claims + "/c", MERGE, "{spec: {devices: {requests: []}}}"))
                        .get("spec"))
                .endsWith("field is immutable");
        assertThat(api.patch(
                                claims + "/c/status",
                                MERGE,
                                "{status: {reservedFor: [{resource: pods, name: p, uid: '1'}]}}")
                        .code())
                .isEqualTo(200);
        assertThat(faults(api.post(
                        claims,
                        "{metadata: {name: d}, spec: {devices: {requests: [{name: r}, {name: r, exactly: {deviceClassName:"
                                + " gpu, allocationMode: Some}}], constraints: [{requests: [other]}]}}}")))
                .containsEntry(
                        "spec.devices.requests[0]",
                        "Required value: exactly one of `exactly` or `firstAvailable` is required")
                .containsEntry("spec.devices.requests[1].name", "Duplicate value: \"r\"")
                .containsKeys(
                        "spec.devices.requests[1].exactly.allocationMode",
                        "spec.devices.constraints[0].requests[0]",
                        "spec.devices.constraints[0].matchAttribute");
        String slices = DEVICES + "resourceslices";
        String pool = "driver: d.example.com, pool: {name: p, generation: 1, resourceSliceCount: 1}";
        assertThat(api.post(slices, "{metadata: {name: s}, spec: {nodeName: n, " + pool + "}}")
                        .code())
                .isEqualTo(201);
        assertThat(TestApi.names(api.get(slices + "?fieldSelector=spec.nodeName=n")))
                .containsExactly("s");
        assertThat(TestApi.names(api.get(slices + "?fieldSelector=spec.nodeName=m")))
                .isEmpty();
        assertThat(faults(api.patch(slices + "/s", MERGE, "{spec: {pool: {name: q}}}")))
                .containsEntry("spec.pool.name", "Invalid value: \"q\": field is immutable");
        assertThat(faults(api.post(slices, "{metadata: {name: t}, spec: {" + pool + "}}")))
                .containsKey("spec");
    }

    @Test
    void whereAPutMustSayItsRevision() {
        webhook("name: a.b.c, sideEffects: None, admissionReviewVersions: [v1], clientConfig: {url: 'https://x.y/z'}");
        ObjectNode object = (ObjectNode) api.get(WEBHOOKS + "/w").body();
        assertThat(api.put(WEBHOOKS + "/w", object).code()).isEqualTo(200);
        Json.ensureObject(object, "metadata").remove("resourceVersion");
        assertThat(api.put(WEBHOOKS + "/w", object).message()).contains("must be specified for an update");
    }
}
