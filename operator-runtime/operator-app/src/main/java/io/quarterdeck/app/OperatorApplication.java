package io.quarterdeck.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarterdeck.control.Operator;
import io.quarterdeck.control.http.HttpApiClient;
import io.quarterdeck.control.http.KubeConfig;
import io.quarterdeck.control.runtime.OperatorRuntime;
import io.quarterdeck.control.runtime.RuntimeConfig;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/** Runs the operators of one application from its start to its end. Ready as soon as each of them works. */
@Readiness
@ApplicationScoped
public class OperatorApplication implements HealthCheck {

    /** Another replica leads now: whoever supervises the process starts it again, as a candidate. */
    private static final int EXIT_LEADERSHIP_LOST = 3;

    private final Vertx vertx;
    private final MeterRegistry registry;
    private final List<Operator> operators;
    private final Path kubeConfig;
    private final boolean leaderElection;
    private final String identity;
    private @Nullable HttpApiClient api;
    private @Nullable OperatorRuntime runtime;

    /**
     * @param kubeConfig the file that says where the API is
     * @param leaderElection whether there are other replicas
     * @param identity names this replica
     */
    OperatorApplication(
            Vertx vertx,
            MeterRegistry registry,
            @Any Instance<Operator> operators,
            @ConfigProperty(name = "quarterdeck.kubeconfig") Path kubeConfig,
            @ConfigProperty(name = "quarterdeck.leader-election", defaultValue = "false") boolean leaderElection,
            @ConfigProperty(name = "quarterdeck.identity", defaultValue = "${HOSTNAME:localhost}") String identity) {
        this.vertx = vertx;
        this.registry = registry;
        this.operators = operators.stream().toList();
        this.kubeConfig = kubeConfig;
        this.leaderElection = leaderElection;
        this.identity = identity;
    }

    void start(@Observes StartupEvent event) throws IOException {
        HttpApiClient client = new HttpApiClient(vertx, KubeConfig.load(kubeConfig), userAgent(), registry);
        OperatorRuntime started = new OperatorRuntime(
                client,
                registry,
                InstantSource.system(),
                new RuntimeConfig(
                        leaderElection, identity, "kube-system", () -> Quarkus.asyncExit(EXIT_LEADERSHIP_LOST)));
        started.start(operators);
        api = client;
        runtime = started;
    }

    void stop(@Observes ShutdownEvent event) {
        if (runtime != null) {
            runtime.close();
        }
        if (api != null) {
            api.close();
        }
    }

    @Override
    public HealthCheckResponse call() {
        List<String> waiting = runtime == null ? List.of("all") : runtime.waiting();
        return HealthCheckResponse.named("operators")
                .status(waiting.isEmpty())
                .withData("waiting", String.join(",", waiting))
                .build();
    }

    private String userAgent() {
        return operators.size() == 1 ? "quarterdeck-" + operators.getFirst().name() : "quarterdeck-operators";
    }
}
