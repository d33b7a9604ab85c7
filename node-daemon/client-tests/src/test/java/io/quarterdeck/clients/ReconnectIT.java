package io.quarterdeck.clients;

import static io.quarterdeck.clients.SharedCluster.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.quarterdeck.system.Cluster;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Informers, with the API killed below them. */
@ExtendWith(SharedCluster.class)
final class ReconnectIT {

    private static final String NAMESPACE = "reconnect";
    private static final long NO_RESYNC = 0;

    private final Set<String> heardByFabric8 = new ConcurrentSkipListSet<>();
    private final Set<String> heardByOfficial = new ConcurrentSkipListSet<>();

    private void heardByBoth(String what) {
        Cluster.eventually(
                "both informers hear: " + what + "; fabric8's heard " + heardByFabric8 + ", the official one "
                        + heardByOfficial,
                () -> heardByFabric8.contains(what) && heardByOfficial.contains(what));
    }

    @Test
    void informersHearOnAfterTheApiWasKilled() throws Exception {
        cluster().k("create", "namespace", NAMESPACE);
        ApiClient official = Clients.official();
        SharedInformerFactory factory = new SharedInformerFactory(official);
        var maps =
                new GenericKubernetesApi<>(V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", official);
        factory.sharedIndexInformerFor(maps, V1ConfigMap.class, NO_RESYNC, NAMESPACE)
                .addEventHandler(new OfficialHandler(heardByOfficial));
        factory.startAllRegisteredInformers();
        try (KubernetesClient fabric8 = Clients.fabric8(NAMESPACE)) {
            fabric8.configMaps().inform(new Fabric8Handler(heardByFabric8));
            cluster().k("create", "configmap", "before", "-n", NAMESPACE);
            heardByBoth("added before");
            cluster().crash("api");
            cluster().up();
            cluster().k("create", "configmap", "after", "-n", NAMESPACE);
            cluster().k("delete", "configmap", "before", "-n", NAMESPACE);
            heardByBoth("added after");
            heardByBoth("deleted before");
        } finally {
            factory.stopAllRegisteredInformers();
            cluster().k("delete", "namespace", NAMESPACE);
        }
    }

    private record Fabric8Handler(Set<String> heard)
            implements io.fabric8.kubernetes.client.informers.ResourceEventHandler<ConfigMap> {

        @Override
        public void onAdd(ConfigMap map) {
            heard.add("added " + map.getMetadata().getName());
        }

        @Override
        public void onUpdate(ConfigMap before, ConfigMap after) {
            heard.add("updated " + after.getMetadata().getName());
        }

        @Override
        public void onDelete(ConfigMap map, boolean finalStateUnknown) {
            heard.add("deleted " + map.getMetadata().getName());
        }
    }

    private record OfficialHandler(Set<String> heard)
            implements io.kubernetes.client.informer.ResourceEventHandler<V1ConfigMap> {

        @Override
        public void onAdd(V1ConfigMap map) {
            heard.add("added " + name(map));
        }

        @Override
        public void onUpdate(V1ConfigMap before, V1ConfigMap after) {
            heard.add("updated " + name(after));
        }

        @Override
        public void onDelete(V1ConfigMap map, boolean finalStateUnknown) {
            heard.add("deleted " + name(map));
        }

        private static @Nullable String name(V1ConfigMap map) {
            return Objects.requireNonNull(map.getMetadata()).getName();
        }
    }
}
