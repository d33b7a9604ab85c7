package io.quarterdeck.standalone;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarterdeck.apiserver.Access;
import io.quarterdeck.apiserver.ApiServer;
import io.quarterdeck.apiserver.ApiServerConfig;
import io.quarterdeck.apiserver.Bootstrap;
import io.quarterdeck.apiserver.authorization.RoleFile;
import io.quarterdeck.apiserver.documents.KindDocuments;
import io.quarterdeck.apiserver.pki.Pki;
import io.quarterdeck.apiserver.webhooks.WebhookClient;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.Operator;
import io.quarterdeck.control.runtime.OperatorRuntime;
import io.quarterdeck.control.runtime.RuntimeConfig;
import io.quarterdeck.control.runtime.VirtualThreadTasks;
import io.quarterdeck.machinery.Api;
import io.quarterdeck.machinery.ApiConfig;
import io.quarterdeck.machinery.discovery.Discovery;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.store.Store;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** Starts the parts in their order, each as soon as what it needs is there, and ends them in the reverse one. */
@ApplicationScoped
public class Standalone {

    private final StandaloneConfig config;
    private final Vertx vertx;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<Operator> operators;
    private final InstantSource clock = InstantSource.system();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    Standalone(StandaloneConfig config, Vertx vertx, @Any Instance<Operator> operators) {
        this.config = config;
        this.vertx = vertx;
        this.operators = operators.stream().toList();
    }

    void start(@Observes StartupEvent event) throws Exception {
        observeProcess();
        ApiServerConfig edge = edge();
        CompletableFuture<Pki> keys = ApiServer.prepare(edge, clock);
        CompletableFuture<KindRegistry> loading = CompletableFuture.supplyAsync(BuiltInKinds::load);
        CompletableFuture<RoleFile> defaults = CompletableFuture.supplyAsync(RoleFile::load);
        Store store = opened(Stores.open(config.store(), config.dataDir().resolve("store")));
        Pki pki = await(keys);
        KindRegistry kinds = await(loading);
        Access access = Access.of(edge, pki, store, clock);
        ApiConfig plain = ApiConfig.of(config.serviceCidr(), clock, new SecureRandom());
        Api api = new Api(
                store,
                kinds,
                config.ownerReferencesPermissionEnforcement() ? plain.guardingOwners() : plain,
                access.authorizer(),
                access.tokens(),
                access.tokens(),
                opened(new WebhookClient(vertx, store)),
                access.guard());
        ApiServer server = opened(ApiServer.start(
                edge,
                vertx,
                new ApiServer.Parts(pki, access, store, api, new KindDocuments(kinds), registry, List.of()),
                clock));
        RoleFile roles = await(defaults);
        new Bootstrap(api, edge, roles, kinds).run();
        server.ready();
        Discovery discovery = new Discovery(kinds);
        Function<String, ApiClient> clients = name -> new LocalApiClient(
                api,
                access.authorizer(),
                store,
                discovery,
                Identities.of(name, roles.operators()),
                "quarterdeck-" + name);
        OperatorRuntime runtime = opened(new OperatorRuntime(
                clients.apply("standalone"),
                clients,
                registry,
                new VirtualThreadTasks(clock),
                RuntimeConfig.single("standalone")));
        runtime.start(operators);
    }

    void stop(@Observes ShutdownEvent event) throws Exception {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }

    private void observeProcess() {
        new JvmMemoryMetrics().bindTo(registry);
        opened(new JvmGcMetrics()).bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        opened(HeapTrimmer.start());
    }

    private ApiServerConfig edge() {
        return new ApiServerConfig(
                config.dataDir(),
                config.bindAddress(),
                config.port(),
                config.advertiseAddress(),
                config.serviceCidr(),
                config.clusterDomain(),
                config.nodes().orElse(List.of()),
                config.openssl());
    }

    private <T extends AutoCloseable> T opened(T part) {
        started.push(part);
        return part;
    }

    private static <T> T await(CompletableFuture<T> part) throws InterruptedException, IOException {
        try {
            return part.get();
        } catch (ExecutionException e) {
            throw new IOException("a part of the control plane could not be loaded: " + e.getCause(), e.getCause());
        }
    }
}
