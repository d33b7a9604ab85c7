package io.quarterdeck.node;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** The process: starts the daemon, waits for the signal to end, and ends it. */
@QuarkusMain
public final class NodeDaemonApplication implements QuarkusApplication {

    private static final Logger LOG = Logger.getLogger(NodeDaemonApplication.class);

    private final Config config;

    @Inject
    NodeDaemonApplication(Config config) {
        this.config = config;
    }

    @Override
    public int run(String... arguments) throws Exception {
        try (NodeDaemon daemon = new NodeDaemon(NodeConfig.of(config))) {
            daemon.start();
            Quarkus.waitForExit();
            LOG.info("The daemon ends; the pods run on");
        }
        return 0;
    }
}
