package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NetworkKindsTest {

    private static final String GROUP = "/apis/networking.k8s.io/v1/";
    private static final String INGRESSES = GROUP + "namespaces/default/ingresses";
    private static final String POLICIES = GROUP + "namespaces/default/networkpolicies";
    private static final String CLASSES = GROUP + "ingressclasses";

    private final TestApi api = new TestApi();

    private TestApi.Answer ingress(String name, String spec) {
        return api.post(INGRESSES, "{metadata: {name: " + name + "}, spec: " + spec + "}");
    }

    private TestApi.Answer policy(String name, String spec) {
        return api.post(POLICIES, "{metadata: {name: " + name + "}, spec: " + spec + "}");
    }

    private static String path(String path) {
        return "{rules: [{host: a.example.com, http: {paths: [" + path + "]}}]}";
    }

    @Test
    void anIngressSaysWhereItLeads() {
        String backend = "backend: {service: {name: web, port: {number: 80}}}";
        TestApi.Answer made = ingress("a", path("{path: /, pathType: Prefix, " + backend + "}"));
        assertThat(made.code()).isEqualTo(201);
        assertThat(made.body().at("/metadata/generation").asInt()).isEqualTo(1);
        assertThat(made.body().at("/status/loadBalancer").isObject()).isTrue();
        assertThat(faults(ingress("b", "{}")))
                .containsEntry("spec", "Invalid value: null: either `defaultBackend` or `rules` must be specified");
        assertThat(faults(ingress("b", path("{path: /, " + backend + "}"))))
                .containsEntry("spec.rules[0].http.paths[0].pathType", "Required value: pathType must be specified");
        assertThat(faults(ingress("b", path("{path: /, pathType: Most, " + backend + "}"))))
                .containsEntry(
                        "spec.rules[0].http.paths[0].pathType",
                        "Unsupported value: \"Most\": supported values: \"Exact\", \"ImplementationSpecific\","
                                + " \"Prefix\"");
        assertThat(faults(ingress("b", path("{path: a//b, pathType: Exact, " + backend + "}")))
                        .get("spec.rules[0].http.paths[0].path"))
                .contains("must not contain '//'");
        assertThat(faults(ingress("b", path("{path: /, pathType: Prefix, backend: {}}"))))
                .containsEntry(
                        "spec.rules[0].http.paths[0].backend",
                        "Invalid value: \"\": resource or service backend is required");
        assertThat(faults(ingress("b", "{defaultBackend: {service: {name: web}}}")))
                .containsEntry("spec.defaultBackend", "Required value: port name or number is required");
        assertThat(faults(ingress("b", "{rules: [{host: 10.0.0.1}, {host: 'a*.b'}, {host: '*.b.c'}]}")))
                .containsEntry(
                        "spec.rules[0].host", "Invalid value: \"10.0.0.1\": must be a DNS name, not an IP address")
                .containsKey("spec.rules[1].host")
                .doesNotContainKey("spec.rules[2].host");
    }

    @Test
    void anIngressGetsTheNewestDefaultClass() {
        String rules = "{defaultBackend: {service: {name: web, port: {name: http}}}}";
        assertThat(ingress("none", rules).body().at("/spec").has("ingressClassName"))
                .isFalse();
        for (String name : new String[] {"old", "new"}) {
            api.post(
                    CLASSES,
                    "{metadata: {name: " + name
                            + ", annotations: {ingressclass.kubernetes.io/is-default-class: 'true'}},"
                            + " spec: {controller: example.com/c}}");
            api.now = api.now.plusSeconds(5);
        }
        assertThat(ingress("a", rules).text("spec", "ingressClassName")).isEqualTo("new");
        TestApi.Answer two = api.post(
                INGRESSES,
                "{metadata: {name: b, annotations: {kubernetes.io/ingress.class: x}}, spec: {ingressClassName: y,"
                        + " defaultBackend: {service: {name: web, port: {number: 80}}}}}");
        assertThat(two.message()).contains("must match `ingressClassName` when both are specified");
    }

    @Test
    void aClassKeepsItsController() {
        TestApi.Answer made = api.post(
                CLASSES,
                "{metadata: {name: a}, spec: {controller: example.com/c, parameters: {kind: Thing, name: t}}}");
        assertThat(made.text("spec", "parameters", "scope")).isEqualTo("Cluster");
        assertThat(faults(api.patch(CLASSES + "/a", MERGE, "{spec: {controller: example.com/d}}")))
                .containsEntry("spec.controller", "Invalid value: \"example.com/d\": field is immutable");
        assertThat(faults(api.post(CLASSES, "{metadata: {name: b}, spec: {controller: nginx}}")))
                .containsEntry(
                        "spec.controller",
                        "Invalid value: \"nginx\": must be a domain-prefixed path (such as \"acme.io/foo\")");
        assertThat(faults(api.post(CLASSES, "{metadata: {name: b}, spec: {}}")))
                .containsEntry("spec.controller", "Required value");
        assertThat(faults(api.post(
                        CLASSES,
                        "{metadata: {name: b}, spec: {controller: a.b/c, parameters: {kind: K, name: n, scope:"
                                + " Namespace}}}")))
                .containsEntry("spec.parameters.namespace", "Required value: `parameters.scope` is set to 'Namespace'");
    }

    @Test
    void aPolicyIsAboutWhatItSays() {
        assertThat(policy("a", "{podSelector: {}}")
                        .body()
                        .at("/spec/policyTypes")
                        .toString())
                .isEqualTo("[\"Ingress\"]");
        TestApi.Answer both = policy("b", "{egress: [{ports: [{port: 53}]}]}");
        assertThat(both.body().at("/spec/policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
        assertThat(both.body().at("/spec/egress/0/ports/0/protocol").asText()).isEqualTo("TCP");
        assertThat(both.body().at("/spec/podSelector").isObject()).isTrue();
        assertThat(faults(policy(
                        "c",
                        "{ingress: [{from: [{}, {ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16, 10.1.0.0/16]}},"
                                + " {ipBlock: {cidr: ten}, podSelector: {}}], ports: [{port: 70000}, {port: web, endPort:"
                                + " 3}, {port: 80, endPort: 70}]}], policyTypes: [In]}")))
                .containsEntry("spec.ingress[0].from[0]", "Required value: must specify a peer")
                .containsEntry(
                        "spec.ingress[0].from[1].ipBlock.except[0]",
                        "Invalid value: \"11.0.0.0/16\": must be a strict subset of `cidr`")
                .doesNotContainKey("spec.ingress[0].from[1].ipBlock.except[1]")
                .containsEntry("spec.ingress[0].from[2]", "Forbidden: may not specify both ipBlock and another peer")
                .containsEntry(
                        "spec.ingress[0].from[2].ipBlock.cidr",
                        "Invalid value: \"ten\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")
                .containsEntry(
                        "spec.ingress[0].ports[0].port", "Invalid value: 70000: must be between 1 and 65535, inclusive")
                .containsEntry(
                        "spec.ingress[0].ports[1].endPort",
                        "Invalid value: 3: may not be specified when `port` is non-numeric")
                .containsEntry(
                        "spec.ingress[0].ports[2].endPort",
                        "Invalid value: 70: must be greater than or equal to `port`")
                .containsEntry(
                        "spec.policyTypes[0]", "Unsupported value: \"In\": supported values: \"Ingress\", \"Egress\"");
    }

    @Test
    void addressesAndRangesStayWhatTheyAre() {
        String addresses = GROUP + "ipaddresses";
        String parent = "spec: {parentRef: {resource: services, namespace: default, name: a}}}";
        assertThat(api.post(addresses, "{metadata: {name: 'fd00::1'}, " + parent)
                        .code())
                .isEqualTo(201);
        assertThat(api.post(addresses, "{metadata: {name: ten}, " + parent).message())
                .contains("must be a valid IP address");
        assertThat(faults(api.post(addresses, "{metadata: {name: 10.0.0.1}}"))).containsEntry("spec", "Required value");
        assertThat(faults(api.patch(addresses + "/fd00::1", MERGE, "{spec: {parentRef: {name: b}}}"))
                        .get("spec.parentRef"))
                .endsWith("field is immutable");
        String ranges = GROUP + "servicecidrs";
        assertThat(api.post(ranges, "{metadata: {name: a}, spec: {cidrs: [10.96.0.0/16]}}")
                        .code())
                .isEqualTo(201);
        assertThat(api.patch(ranges + "/a", MERGE, "{spec: {cidrs: [10.96.0.0/16, 'fd00::/64']}}")
                        .code())
                .isEqualTo(200);
        assertThat(faults(api.patch(ranges + "/a", MERGE, "{spec: {cidrs: [10.97.0.0/16, 'fd00::/64']}}")))
                .containsEntry("spec.cidrs[0]", "Invalid value: \"10.97.0.0/16\": field is immutable");
        assertThat(faults(api.post(ranges, "{metadata: {name: b}, spec: {cidrs: [10.0.0.0/8, 11.0.0.0/8]}}"))
                        .get("spec.cidrs"))
                .contains("no more than one IP for each IP family");
        assertThat(faults(api.post(ranges, "{metadata: {name: b}}")))
                .containsEntry("spec.cidrs", "Required value: at least one CIDR required");
    }
}
