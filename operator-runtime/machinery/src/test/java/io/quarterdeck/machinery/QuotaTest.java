package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.MERGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** ResourceQuotas at admission. */
final class QuotaTest {

    private static final String QUOTAS = "/api/v1/namespaces/default/resourcequotas";
    private static final String CLAIMS = "/api/v1/namespaces/default/persistentvolumeclaims";

    private final TestApi api = new TestApi();

    private void quota(String name, String spec) {
        TestApi.Answer made = api.post(QUOTAS, "{metadata: {name: " + name + "}, spec: " + spec + "}");
        assertThat(made.code()).as(made.message()).isEqualTo(201);
    }

    private String used(String quota, String name) {
        return api.get(QUOTAS + "/" + quota).text("status", "used", name);
    }

    private static String pod(String name, String resources) {
        return "{metadata: {name: " + name + "}, spec: {containers: [{name: c, image: i, resources: " + resources
                + "}]}}";
    }

    @Test
    void whatIsTooMuchIsRefused() {
        quota("q", "{hard: {pods: 2, requests.cpu: 1, requests.memory: 1Gi}}");
        String small = "{requests: {cpu: 400m, memory: 100Mi}}";
        assertThat(api.post(TestApi.PODS, pod("a", small)).code()).isEqualTo(201);
        assertThat(used("q", "pods")).isEqualTo("1");
        TestApi.Answer big = api.post(TestApi.PODS, pod("b", "{requests: {cpu: 700m, memory: 1Gi}}"));
        assertThat(big.code()).isEqualTo(403);
        assertThat(big.message())
                .isEqualTo(
                        "pods \"b\" is forbidden: exceeded quota: q, requested: requests.cpu=700m,requests.memory=1Gi,"
                                + " used: requests.cpu=400m,requests.memory=100Mi, limited: requests.cpu=1,requests.memory=1Gi");
        assertThat(api.post(TestApi.PODS, pod("b", small)).code()).isEqualTo(201);
        assertThat(api.post(TestApi.PODS, pod("c", "{requests: {cpu: 1m, memory: 1}}"))
                        .message())
                .isEqualTo(
                        "pods \"c\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2");
        assertThat(used("q", "requests.cpu")).isEqualTo("800m");
        assertThat(api.get(QUOTAS + "/q").text("status", "hard", "requests.memory"))
                .isEqualTo("1Gi");
    }

    @Test
    void containersMustStateWhatIsLimited() {
        quota("q", "{hard: {requests.cpu: 1, limits.memory: 1Gi}}");
        assertThat(api.post(TestApi.PODS, pod("a", "{requests: {memory: 1Mi}}")).message())
                .isEqualTo("pods \"a\" is forbidden: failed quota: q: must specify limits.memory for: c;"
                        + " requests.cpu for: c");
        // A limit stands for a request that is not stated.
        assertThat(api.post(TestApi.PODS, pod("a", "{limits: {cpu: 100m, memory: 1Mi}}"))
                        .code())
                .isEqualTo(201);
    }

    @Test
    void whatIsThereAlreadyCounts() {
        api.post(TestApi.CONFIG_MAPS, "{metadata: {name: a}}");
        api.post(TestApi.CONFIG_MAPS, "{metadata: {name: b}}");
        quota("q", "{hard: {configmaps: 3, count/secrets: 0, count/deployments.apps: 1}}");
        assertThat(api.post(TestApi.CONFIG_MAPS, "{metadata: {name: c}}").code())
                .isEqualTo(201);
        assertThat(used("q", "configmaps")).isEqualTo("3");
        assertThat(api.post(TestApi.CONFIG_MAPS, "{metadata: {name: d}}").message())
                .endsWith("requested: configmaps=1, used: configmaps=3, limited: configmaps=3");
        assertThat(api.post("/api/v1/namespaces/default/secrets", "{metadata: {name: s}}")
                        .message())
                .endsWith("requested: count/secrets=1, used: count/secrets=0, limited: count/secrets=0");
    }

    @Test
    void servicesAreCountedByWhatTheyTake() {
        quota("q", "{hard: {services: 3, services.nodeports: 2, services.loadbalancers: 0}}");
        String service = "{metadata: {name: %s}, spec: {type: %s, ports: [{name: a, port: 1}, {name: b, port: 2}]}}";
        assertThat(api.post(TestApi.SERVICES, service.formatted("a", "NodePort"))
                        .code())
                .isEqualTo(201);
        assertThat(api.post(TestApi.SERVICES, service.formatted("b", "LoadBalancer"))
                        .message())
                .contains("requested: services.loadbalancers=1,services.nodeports=2")
                .contains("limited: services.loadbalancers=0,services.nodeports=2");
        assertThat(api.post(TestApi.SERVICES, service.formatted("b", "ClusterIP"))
                        .code())
                .isEqualTo(201);
        assertThat(api.patch(TestApi.SERVICES + "/b", MERGE, "{spec: {type: NodePort}}")
                        .message())
                .contains("requested: services.nodeports=2, used: services.nodeports=2");
        assertThat(used("q", "services")).isEqualTo("2");
    }

    @Test
    void claimsAreCountedByClassAndMayNotGrowTooFar() {
        quota("q", "{hard: {requests.storage: 5Gi, fast.storageclass.storage.k8s.io/requests.storage: 2Gi}}");
        String claim = "{metadata: {name: %s}, spec: {storageClassName: %s, accessModes: [ReadWriteOnce], resources:"
                + " {requests: {storage: %s}}}}";
        assertThat(api.post(CLAIMS, claim.formatted("a", "fast", "1Gi")).code()).isEqualTo(201);
        assertThat(api.post(CLAIMS, claim.formatted("b", "fast", "1.5Gi")).message())
                .contains("requested: fast.storageclass.storage.k8s.io/requests.storage=1536Mi")
                .doesNotContain("requested: requests.storage");
        assertThat(api.post(CLAIMS, claim.formatted("b", "slow", "4Gi")).code()).isEqualTo(201);
        assertThat(used("q", "requests.storage")).isEqualTo("5Gi");
    }

    @Test
    void scopesSelectPods() {
        quota("best", "{hard: {pods: 0}, scopes: [BestEffort]}");
        quota(
                "high",
                "{hard: {pods: 0}, scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [high]}]}}");
        quota("ends", "{hard: {pods: 1}, scopes: [Terminating]}");
        assertThat(api.post(TestApi.PODS, pod("a", "{}")).message()).contains("exceeded quota: best");
        assertThat(api.post(TestApi.PODS, pod("a", "{requests: {cpu: 1m}}")).code())
                .isEqualTo(201);
        api.post("/apis/scheduling.k8s.io/v1/priorityclasses", "{metadata: {name: high}, value: 5}");
        assertThat(api.post(
                                TestApi.PODS,
                                "{metadata: {name: b}, spec: {priorityClassName: high, containers: [{name: c, image: i,"
                                        + " resources: {requests: {cpu: 1m}}}]}}")
                        .message())
                .contains("exceeded quota: high");
        assertThat(used("ends", "pods")).isEmpty();
    }

    @Test
    void whatIsNotMadeIsNotCharged() {
        quota("q", "{hard: {configmaps: 2}}");
        api.post(TestApi.CONFIG_MAPS, "{metadata: {name: a}}");
        assertThat(api.post(TestApi.CONFIG_MAPS, "{metadata: {name: a}}").code())
                .isEqualTo(409);
        assertThat(api.post(TestApi.CONFIG_MAPS + "?dryRun=All", "{metadata: {name: b}}")
                        .code())
                .isEqualTo(201);
        assertThat(used("q", "configmaps")).isEqualTo("1");
        api.post(TestApi.CONFIG_MAPS, "{metadata: {name: b}}");
        assertThat(api.post(TestApi.CONFIG_MAPS + "?dryRun=All", "{metadata: {name: c}}")
                        .code())
                .isEqualTo(403);
    }

    @Test
    void manyAtOnceNeverTakeMoreThanThereIs() throws Exception {
        int most = 25;
        quota("a", "{hard: {configmaps: " + most + "}}");
        quota("b", "{hard: {count/configmaps: 1k}}");
        List<Callable<Integer>> writes = new ArrayList<>();
        for (int i = 0; i < 4 * most; i++) {
            String name = "m" + i;
            writes.add(() -> api.post(TestApi.CONFIG_MAPS, "{metadata: {name: " + name + "}}")
                    .code());
        }
        int made = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> answer : threads.invokeAll(writes)) {
                assertThat(answer.get()).isIn(201, 403);
                made += answer.get() == 201 ? 1 : 0;
            }
        }
        assertThat(made).isEqualTo(most);
        assertThat(TestApi.names(api.get(TestApi.CONFIG_MAPS))).hasSize(most);
        assertThat(used("a", "configmaps")).isEqualTo("25");
        assertThat(used("b", "count/configmaps")).isEqualTo("25");
    }
}
