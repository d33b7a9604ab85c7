package io.quarterdeck.clients;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.time.Duration;

/** Clients as their users make them, from the administrator's kubeconfig. */
final class Clients {

    private Clients() {}

    static KubernetesClient fabric8(String namespace) {
        Config config = new ConfigBuilder(
                        Config.fromKubeconfig(SharedCluster.kubeconfig().toFile()))
                .withNamespace(namespace)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    static ApiClient official() throws IOException {
        ApiClient client = io.kubernetes.client.util.Config.fromConfig(
                SharedCluster.kubeconfig().toString());
        // Watches last.
        client.setReadTimeout((int) Duration.ZERO.toMillis());
        return client;
    }

    /** The demo's web server. */
    static Deployment web(String namespace) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName("web")
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .withNewSelector()
                .addToMatchLabels("app", "web")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(1L)
                .addNewContainer()
                .withName("web")
                .withImage(SharedCluster.IMAGE)
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPath("/")
                .withPort(new IntOrString(8080))
                .endHttpGet()
                .endReadinessProbe()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
