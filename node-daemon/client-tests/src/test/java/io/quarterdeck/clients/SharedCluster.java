package io.quarterdeck.clients;

import io.quarterdeck.system.Cluster;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** One cluster for all test classes, started for the first of them and removed after the last. */
final class SharedCluster implements BeforeAllCallback {

    /** A small web server that answers on port 8080 with its host's name. */
    static final String IMAGE = "quarterdeck.local/demo-web:1";

    private static final Cluster CLUSTER = Cluster.inTemporaryDirectory();

    @Override
    public void beforeAll(ExtensionContext context) {
        // What is kept at the root is closed at the very end.
        context.getRoot().getStore(Namespace.GLOBAL).computeIfAbsent(Cluster.class, none -> {
            CLUSTER.quarterdeck("demo", "--port", Integer.toString(CLUSTER.port()))
                    .expectSuccess();
            return CLUSTER;
        });
    }

    static Cluster cluster() {
        return CLUSTER;
    }

    static Path kubeconfig() {
        return CLUSTER.dataDir().resolve("admin.kubeconfig");
    }
}
