package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.SERVICES;
import static io.quarterdeck.machinery.TestApi.faults;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ServiceTest {

    private final TestApi api = new TestApi();

    private TestApi.Answer service(String name, String spec) {
        return api.post(SERVICES, "{metadata: {name: " + name + "}, spec: " + spec + "}");
    }

    @Test
    void getsAnAddressThatNobodyHas() {
        Set<String> addresses = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            TestApi.Answer service = service("s" + i, "{ports: [{port: 80}]}");
            assertThat(service.code()).isEqualTo(201);
            assertThat(service.text("spec", "clusterIP")).startsWith("10.96.");
            assertThat(addresses.add(service.text("spec", "clusterIP"))).isTrue();
        }
        TestApi.Answer one = api.get(SERVICES + "/s0");
        assertThat(one.body().at("/spec/clusterIPs/0").asText()).isEqualTo(one.text("spec", "clusterIP"));
        assertThat(one.text("spec", "ipFamilyPolicy")).isEqualTo("SingleStack");
        assertThat(one.body().at("/spec/ipFamilies/0").asText()).isEqualTo("IPv4");
        assertThat(one.text("spec", "internalTrafficPolicy")).isEqualTo("Cluster");
        assertThat(one.text("spec", "sessionAffinity")).isEqualTo("None");
        assertThat(one.body().at("/spec/ports/0/targetPort").asInt()).isEqualTo(80);
        assertThat(one.body().at("/spec/ports/0/protocol").asText()).isEqualTo("TCP");
    }

    @Test
    void twoHaveTheirPlace() {
        assertThat(service("kubernetes", "{ports: [{port: 443}]}").text("spec", "clusterIP"))
                .isEqualTo("10.96.0.1");
        api.post("/api/v1/namespaces", "{metadata: {name: kube-system}}");
        assertThat(api.post(
                                "/api/v1/namespaces/kube-system/services",
                                "{metadata: {name: kube-dns}, spec: {ports: [{port: 53}]}}")
                        .text("spec", "clusterIP"))
                .isEqualTo("10.96.0.10");
    }

    @Test
    void anAddressIsGivenOnceAndComesBack() {
        assertThat(service("a", "{clusterIP: 10.96.0.77, ports: [{port: 80}]}").code())
                .isEqualTo(201);
        TestApi.Answer taken = service("b", "{clusterIP: 10.96.0.77, ports: [{port: 80}]}");
        assertThat(taken.code()).isEqualTo(422);
        assertThat(faults(taken))
                .containsEntry(
                        "spec.clusterIPs",
                        "Invalid value: [\"10.96.0.77\"]: failed to allocate IP 10.96.0.77: provided IP is already"
                                + " allocated");
        TestApi.Answer outside = service("b", "{clusterIP: 1.2.3.4, ports: [{port: 80}]}");
        assertThat(outside.message()).contains("The range of valid IPs is 10.96.0.0/16");
        api.delete(SERVICES + "/a");
        assertThat(service("b", "{clusterIP: 10.96.0.77, ports: [{port: 80}]}").code())
                .isEqualTo(201);
    }

    @Test
    void aRefusedServiceKeepsNothing() {
        assertThat(service("a", "{clusterIP: 10.96.0.77, ports: []}").code()).isEqualTo(422);
        assertThat(service("a", "{clusterIP: 10.96.0.77, ports: [{port: 80}]}").code())
                .isEqualTo(201);
        assertThat(service("a", "{clusterIP: 10.96.0.78, ports: [{port: 80}]}").code())
                .isEqualTo(409);
        assertThat(service("b", "{clusterIP: 10.96.0.78, ports: [{port: 80}]}").code())
                .isEqualTo(201);
    }

    @Test
    void anAddressNeverChanges() {
        String ip = service("a", "{ports: [{port: 80}]}").text("spec", "clusterIP");
        TestApi.Answer changed = api.patch(SERVICES + "/a", MERGE, "{spec: {clusterIP: 10.96.0.99}}");
        assertThat(changed.code()).isEqualTo(422);
        assertThat(faults(changed))
                .containsEntry("spec.clusterIPs[0]", "Invalid value: [\"10.96.0.99\"]: may not change once set");
        TestApi.Answer bare =
                api.put(SERVICES + "/a", TestApi.yaml("{metadata: {name: a}, spec: {ports: [{port: 81}]}}"));
        assertThat(bare.text("spec", "clusterIP")).isEqualTo(ip);
    }

    @Test
    void nodePortsAreGivenKeptAndTakenBack() {
        TestApi.Answer service = service("a", "{type: NodePort, ports: [{port: 80}]}");
        int port = service.body().at("/spec/ports/0/nodePort").asInt();
        assertThat(port).isBetween(30_000, 32_767);
        TestApi.Answer taken = service("b", "{type: NodePort, ports: [{port: 80, nodePort: " + port + "}]}");
        assertThat(faults(taken))
                .containsEntry(
                        "spec.ports[0].nodePort", "Invalid value: " + port + ": provided port is already allocated");
        TestApi.Answer outside = service("b", "{type: NodePort, ports: [{port: 80, nodePort: 80}]}");
        assertThat(faults(outside))
                .containsEntry(
                        "spec.ports[0].nodePort",
                        "Invalid value: 80: provided port is not in the valid range. The range of valid ports is"
                                + " 30000-32767");
        TestApi.Answer kept = api.put(
                SERVICES + "/a",
                TestApi.yaml("{metadata: {name: a}, spec: {type: NodePort, ports: [{port: 80, name: web}]}}"));
        assertThat(kept.body().at("/spec/ports/0/nodePort").asInt()).isEqualTo(port);
        TestApi.Answer back = api.patch(SERVICES + "/a", MERGE, "{spec: {type: ClusterIP}}");
        assertThat(back.code()).isEqualTo(200);
        assertThat(back.body().at("/spec/ports/0/nodePort").isMissingNode()).isTrue();
        assertThat(service("b", "{type: NodePort, ports: [{port: 80, nodePort: " + port + "}]}")
                        .code())
                .isEqualTo(201);
        assertThat(service("c", "{ports: [{port: 80, nodePort: 30001}]}").message())
                .contains("may not be used when `type` is 'ClusterIP'");
    }

    @Test
    void headlessAndExternalOnesHaveNoAddress() {
        TestApi.Answer headless = service("h", "{clusterIP: None}");
        assertThat(headless.code()).isEqualTo(201);
        assertThat(headless.body().at("/spec/clusterIPs/0").asText()).isEqualTo("None");
        TestApi.Answer external = service("e", "{type: ExternalName, externalName: example.org}");
        assertThat(external.code()).isEqualTo(201);
        assertThat(external.text("spec", "clusterIP")).isEmpty();
        assertThat(faults(service("f", "{type: ExternalName}"))).containsEntry("spec.externalName", "Required value");
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(faults(service("a", "{selector: {a: b}}"))).containsEntry("spec.ports", "Required value");
        assertThat(faults(service("a", "{ports: [{port: 80}, {port: 81}]}")))
                .containsEntry("spec.ports[0].name", "Required value");
        assertThat(faults(service("a", "{ports: [{port: 0}]}"))).containsKey("spec.ports[0].port");
        assertThat(faults(service("1a", "{ports: [{port: 80}]}"))).containsKey("metadata.name");
    }
}
