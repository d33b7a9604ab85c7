package io.quarterdeck.clients;

import static io.quarterdeck.clients.SharedCluster.cluster;
import static io.quarterdeck.clients.SharedCluster.kubeconfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import com.marcnuri.helm.UninstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import io.quarterdeck.system.Cluster;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Helm's own engine with a chart that has what charts have: RBAC, a CRD and one of its objects, hooks, a test. */
@ExtendWith(SharedCluster.class)
final class HelmIT {

    private static final String NAME = "harbour";
    private static final int SECONDS = 60;

    /** Long enough for a good release to become ready, so that only the one that cannot fails. */
    private static final int SECONDS_OF_A_BAD_RELEASE = 4;

    private final Helm chart = new Helm(resource("harbour"));

    private static Path resource(String name) {
        return Path.of(
                Objects.requireNonNull(HelmIT.class.getResource("/" + name)).getPath());
    }

    private UpgradeCommand upgrade() {
        return chart.upgrade()
                .withKubeConfig(kubeconfig())
                .withName(NAME)
                .withNamespace(NAME)
                .reuseValues()
                .waitReady();
    }

    private static String value(String field) {
        return cluster().k("get", "configmap,deployment", "-n", NAME, "-o", "jsonpath={.items[*]" + field + "}");
    }

    @Test
    void aChartLivesItsLife() {
        assertThat(chart.lint().strict().quiet().call().isFailed()).isFalse();
        Release installed = chart.install()
                .withKubeConfig(kubeconfig())
                .withName(NAME)
                .withNamespace(NAME)
                .createNamespace()
                .waitReady()
                .withTimeout(SECONDS)
                .call();
        assertThat(installed.getStatus()).isEqualTo("deployed");
        assertThat(installed.getOutput()).contains("harbour greets with Hello on port 80");
        assertThat(value(".data.berths")).isEqualTo("true");
        assertThat(cluster().k("get", "berths", "-n", NAME)).contains("SIZE", "harbour-harbour   1");
        assertThat(cluster().k("get", "pods", "-n", NAME, "-o", "name"))
                .as("a hook's pod goes when it has succeeded")
                .doesNotContain("migrate");

        assertThat(Helm.test(NAME)
                        .withKubeConfig(kubeconfig())
                        .withNamespace(NAME)
                        .withTimeout(SECONDS)
                        .call()
                        .getStatus())
                .isEqualTo("deployed");

        upgrade()
                .set("replicas", 2)
                .set("greeting", "Ahoy")
                .withTimeout(SECONDS)
                .call();
        assertThat(value(".data.greeting")).isEqualTo("Ahoy");
        assertThat(value(".status.readyReplicas")).isEqualTo("2");

        UpgradeCommand bad =
                upgrade().set("image", "quarterdeck.local/nothing:1").atomic().withTimeout(SECONDS_OF_A_BAD_RELEASE);
        assertThatThrownBy(bad::call).hasMessageContaining("has been rolled back");
        assertThat(value(".spec.template.spec.containers[0].image")).isEqualTo(SharedCluster.IMAGE);
        assertThat(Helm.history(NAME)
                        .withKubeConfig(kubeconfig())
                        .withNamespace(NAME)
                        .call())
                .extracting(release -> release.getRevision() + " " + release.getStatus())
                .containsExactly("1 superseded", "2 superseded", "3 failed", "4 deployed");
        assertThat(Helm.list().withKubeConfig(kubeconfig()).withNamespace(NAME).call())
                .extracting(Release::getName)
                .containsExactly(NAME);

        uninstall();
        cluster().k("delete", "namespace", NAME);
        cluster().k("delete", "crd", "berths.test.quarterdeck.io");
    }

    private static void uninstall() {
        Helm.uninstall(NAME)
                .withKubeConfig(kubeconfig())
                .withNamespace(NAME)
                .withCascade(UninstallCommand.Cascade.FOREGROUND)
                .call();
        Cluster.eventually(
                "nothing of the release is left, its object of a kind that came with it included",
                () -> cluster()
                        .k("get", "deploy,rs,svc,secret,sa,role,rolebinding,berths", "-n", NAME, "-o", "name")
                        .lines()
                        .allMatch("serviceaccount/default"::equals));
    }
}
