package io.quarterdeck.clients;

import static io.quarterdeck.clients.SharedCluster.cluster;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.extended.controller.Controller;
import io.kubernetes.client.extended.controller.builder.ControllerBuilder;
import io.kubernetes.client.extended.controller.reconciler.Request;
import io.kubernetes.client.extended.controller.reconciler.Result;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.options.PatchOptions;
import io.quarterdeck.system.Cluster;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Operators of other people's frameworks, in the shape of their own samples. */
@ExtendWith(SharedCluster.class)
final class OperatorIT {

    private static final String PAGES = "pages";
    private static final String COPIES = "copies";
    private static final String PAGE = """
            apiVersion: test.quarterdeck.io/v1
            kind: WebPage
            metadata: {name: hello, namespace: pages}
            spec: {html: %s}
            """;

    private static String page(String field) {
        return cluster().k("get", "webpage", "hello", "-n", PAGES, "-o", "jsonpath={" + field + "}");
    }

    private static String read() {
        return cluster()
                .kubectl("get", "--raw", "/api/v1/namespaces/pages/services/hello/proxy/index.html")
                .run()
                .output();
    }

    @Test
    void anOperatorOfTheJavaOperatorSdk() {
        Path definition = Path.of(Objects.requireNonNull(OperatorIT.class.getResource("/webpages.yaml"))
                .getPath());
        cluster().k("apply", "-f", definition.toString());
        cluster().k("create", "namespace", PAGES);
        Set<String> cleaned = new ConcurrentSkipListSet<>();
        KubernetesClient client = Clients.fabric8(PAGES);
        Operator operator = new Operator(settings -> settings.withKubernetesClient(client));
        operator.register(new WebPageReconciler(cleaned), settings -> settings.settingNamespace(PAGES));
        operator.start();
        try {
            cluster().apply(PAGE.formatted("first"));
            Cluster.eventually("the page is ready", () -> page(".status.ready").equals("true"));
            Cluster.eventually("the page can be read", () -> read().equals("first"));
            assertThat(page(".metadata.finalizers[0]")).isEqualTo(WebPageReconciler.FINALIZER);
            cluster().apply(PAGE.formatted("second"));
            Cluster.eventually("the page has changed", () -> read().equals("second"));
            Cluster.eventually(
                    "the change was observed",
                    () -> page(".status.observedGeneration").equals(page(".metadata.generation")));
            cluster().k("delete", "webpage", "hello", "-n", PAGES);
            assertThat(cleaned).containsExactly("hello");
            Cluster.eventually(
                    "what the page owned is gone",
                    () -> cluster()
                            .k("get", "deploy,rs,svc,cm", "-n", PAGES, "-o", "name")
                            .equals("configmap/kube-root-ca.crt\n"));
        } finally {
            operator.stop();
            client.close();
            cluster().k("delete", "namespace", PAGES);
            cluster().k("delete", "-f", definition.toString());
        }
    }

    @Test
    void aControllerOfTheOfficialClient() throws Exception {
        cluster().k("create", "namespace", COPIES);
        ApiClient client = Clients.official();
        SharedInformerFactory factory = new SharedInformerFactory(client);
        var maps = new GenericKubernetesApi<>(V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client);
        SharedIndexInformer<V1ConfigMap> informer = factory.sharedIndexInformerFor(maps, V1ConfigMap.class, 0, COPIES);
        Controller controller = ControllerBuilder.defaultBuilder(factory)
                .watch(queue -> ControllerBuilder.controllerWatchBuilder(V1ConfigMap.class, queue)
                        .build())
                .withReconciler(request -> copy(request, maps, informer))
                .withWorkerCount(2)
                .withReadyFunc(informer::hasSynced)
                .build();
        Thread running = new Thread(controller, "controller");
        factory.startAllRegisteredInformers();
        running.start();
        try {
            cluster().k("create", "configmap", "origin", "-n", COPIES, "--from-literal=k=1");
            Cluster.eventually("there is a copy", () -> copied().equals("1"));
            cluster().k("patch", "configmap", "origin", "-n", COPIES, "-p", "{\"data\":{\"k\":\"2\"}}");
            Cluster.eventually("the copy follows", () -> copied().equals("2"));
        } finally {
            controller.shutdown();
            factory.stopAllRegisteredInformers();
            running.join();
            cluster().k("delete", "namespace", COPIES);
        }
    }

    private static String copied() {
        return cluster()
                .kubectl("get", "configmap", "copy-of-origin", "-n", COPIES, "-o", "jsonpath={.data.k}")
                .run()
                .output();
    }

    /** Applies a copy of the ConfigMap that is named {@code origin}. */
    private static Result copy(
            Request request,
            GenericKubernetesApi<V1ConfigMap, V1ConfigMapList> maps,
            SharedIndexInformer<V1ConfigMap> informer) {
        V1ConfigMap origin = informer.getIndexer().getByKey(COPIES + "/origin");
        if (!request.getName().equals("origin") || origin == null) {
            return new Result(false);
        }
        V1ConfigMap copy = new V1ConfigMap()
                .apiVersion("v1")
                .kind("ConfigMap")
                .metadata(new V1ObjectMeta().name("copy-of-origin").namespace(COPIES))
                .data(origin.getData());
        boolean applied = maps.patch(
                        COPIES,
                        "copy-of-origin",
                        V1Patch.PATCH_FORMAT_APPLY_YAML,
                        new V1Patch(JSON.serialize(copy)),
                        new PatchOptions().fieldManager("copier").force(true))
                .isSuccess();
        return new Result(!applied);
    }
}
