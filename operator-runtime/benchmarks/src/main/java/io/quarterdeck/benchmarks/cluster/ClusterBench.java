package io.quarterdeck.benchmarks.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.ApiClient.DeleteOptions;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.http.HttpApiClient;
import io.quarterdeck.control.http.KubeConfig;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Measures a running cluster and prints a table.
 *
 * <p>Arguments: kubeconfig, API server URL, a file with the administrator's token (wrk cannot present a certificate), an image
 * that is present on every node, the parts to measure ({@code all}, or a list of {@code idle,pods,deployment,http,watches}, or {@code scale}, which leaves its objects), pids of the
 * cluster's processes, the API's first.
 */
public final class ClusterBench {

    private static final String NAMESPACE = "bench";
    private static final int WARM_UP_PODS = 5;
    private static final int PODS_ONE_AT_A_TIME = 30;
    private static final int ROUNDS_OF_TEN = 10;
    private static final int REPLICAS = 50;
    private static final int CONFIG_MAPS = 2_000;
    private static final int WRK_SECONDS = 8;
    private static final int CONNECTIONS = 16;

    /** What is said behind each row's name: which store it is. */
    private static final String LABEL = System.getProperty("bench.label", "");

    private static final Duration IDLE = Duration.ofSeconds(30);

    /** What was begun before comes to its end in this time, memory given back included. */
    private static final Duration SETTLE = Duration.ofSeconds(15);

    private final ApiClient api;
    private final ScaleBench scale;
    private final Wrk wrk;
    private final Wrk lone;
    private final String image;
    private final Set<String> parts;
    private final List<Long> pids;
    private final PrintStream out;

    private ClusterBench(
            ApiClient api, Wrk wrk, Wrk lone, String image, Set<String> parts, List<Long> pids, PrintStream out) {
        this.api = api;
        this.scale = new ScaleBench(api, pids.getFirst(), NAMESPACE);
        this.wrk = wrk;
        this.lone = lone;
        this.image = image;
        this.parts = parts;
        this.pids = pids;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        KubeConfig config = KubeConfig.load(Path.of(arguments[0]));
        List<Long> pids = Arrays.stream(arguments).skip(5).map(Long::valueOf).toList();
        try (HttpApiClient api = HttpApiClient.connect(config, "quarterdeck-bench", new SimpleMeterRegistry())) {
            ensureNamespace(api);
            String token = Files.readString(Path.of(arguments[2])).strip();
            Wrk wrk = new Wrk(arguments[1], token, CONNECTIONS, WRK_SECONDS);
            Wrk lone = new Wrk(arguments[1], token, 1, WRK_SECONDS);
            PrintStream out = new PrintStream(
                    new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
            new ClusterBench(api, wrk, lone, arguments[3], Set.of(arguments[4].split(",")), pids, out).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        if (wanted("idle")) {
            idle("idle, before any load");
        }
        if (wanted("pods")) {
            pods();
        }
        if (wanted("deployment")) {
            deployment();
        }
        if (wanted("http")) {
            http();
        }
        if (wanted("watches")) {
            row("memory of 1,000 idle watches", "%.1f MiB", scale.watches(), "8");
        }
        if (parts.contains("scale")) {
            scale();
            return;
        }
        removeNamespace();
        if (wanted("idle")) {
            idle("idle, after this load");
        }
    }

    private boolean wanted(String part) {
        return parts.contains("all") || parts.contains(part);
    }

    private void idle(String when) throws IOException {
        LockSupport.parkNanos(SETTLE.toNanos());
        ProcessLoad before = ProcessLoad.of(pids);
        LockSupport.parkNanos(IDLE.toNanos());
        ProcessLoad after = ProcessLoad.of(pids);
        double cpu = 100.0 * (after.cpuTicks() - before.cpuTicks()) / ProcessLoad.TICKS_A_SECOND / IDLE.toSeconds();
        row("memory of all processes, " + when + " (PSS)", "%.0f MiB", after.proportionalKib() / 1024.0, "600");
        row("CPU of all processes, " + when, "%.2f %% of a core", cpu, "1");
    }

    private void pods() throws IOException, InterruptedException {
        try (PodBench bench = new PodBench(api, NAMESPACE, image)) {
            for (int i = 0; i < WARM_UP_PODS; i++) {
                bench.round(List.of("warm-" + i));
            }
            List<Double> single = new ArrayList<>();
            for (int i = 0; i < PODS_ONE_AT_A_TIME; i++) {
                single.addAll(bench.round(List.of("one-" + i)));
            }
            row("pod create -> Ready, one at a time, p50", "%.0f ms", percentile(single, 50), "300");
            List<Double> parallel = new ArrayList<>();
            ProcessLoad before = ProcessLoad.of(pids);
            for (int i = 0; i < ROUNDS_OF_TEN; i++) {
                int round = i;
                parallel.addAll(bench.round(IntStream.range(0, 10)
                        .mapToObj(n -> "ten-" + round + "-" + n)
                        .toList()));
            }
            row("pod create -> Ready, 10 at a time, p50", "%.0f ms", percentile(parallel, 50), "600");
            row("pod create -> Ready, 10 at a time, p99", "%.0f ms", percentile(parallel, 99), "");
            long ticks = ProcessLoad.of(pids).cpuTicks() - before.cpuTicks();
            double millis = 1_000.0 * ticks / ProcessLoad.TICKS_A_SECOND / (10 * ROUNDS_OF_TEN);
            row("CPU of all processes for a pod's life, runtime apart", "%.0f ms", millis, "");
        }
    }

    private void deployment() {
        ObjectNode deployment = Json.parseObject("""
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "fifty"},
                 "spec": {"replicas": %d, "selector": {"matchLabels": {"app": "fifty"}},
                          "template": {"metadata": {"labels": {"app": "fifty"}},
                                       "spec": {"terminationGracePeriodSeconds": 0,
                                                "containers": [{"name": "main", "image": "%s", "command": ["sleep", "3600"]}]}}}}
                """.replace("%d", Integer.toString(REPLICAS))
                .replace("%s", image)
                .getBytes(StandardCharsets.UTF_8));
        long before = System.nanoTime();
        api.create(Resources.DEPLOYMENTS, NAMESPACE, deployment);
        ObjectKey key = new ObjectKey(NAMESPACE, "fifty");
        while (Json.at(api.get(Resources.DEPLOYMENTS, key).tree(), "status", "readyReplicas")
                        .asInt(0)
                < REPLICAS) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        row("Deployment of 50 -> all Ready", "%.2f s", (System.nanoTime() - before) / 1e9, "4");
        api.delete(Resources.DEPLOYMENTS, key, DeleteOptions.DEFAULT);
        while (!api.list(Resources.PODS, ListOptions.inNamespace(NAMESPACE))
                .items()
                .isEmpty()) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private void http() throws IOException, InterruptedException {
        String filler = "x".repeat(900);
        for (int i = 0; i < CONFIG_MAPS; i++) {
            ObjectNode map = Json.object();
            map.put("apiVersion", "v1").put("kind", "ConfigMap");
            map.putObject("metadata")
                    .put("name", "map-" + i)
                    .putObject("labels")
                    .put("bucket", "b" + i % 50);
            map.putObject("data").put("filler", filler);
            api.create(Resources.CONFIG_MAPS, NAMESPACE, map);
        }
        String maps = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";
        wrk.get(maps + "/map-1");
        row("GET one ConfigMap, 16 connections, TLS", "%,.0f /s", wrk.get(maps + "/map-1"), "13200");
        wrk.get(maps);
        row("LIST 2,000 ConfigMaps of 1 KB, 16 connections, TLS", "%,.0f /s", wrk.get(maps), "408");
        row("LIST 40 of 2,000 by label", "%,.0f /s", wrk.get(maps + "?labelSelector=bucket%3Db7"), "3960");
        wrk.create(maps, "warm");
        row("CREATE ConfigMap of 1 KB, durable, 16 connections, TLS", "%,.0f /s", wrk.create(maps, "made"), "3240");
    }

    private void scale() throws IOException, InterruptedException {
        row("memory of 100,000 pods of 2 KB", "%.0f MiB", scale.pods(), "300");
        String all = "/api/v1/namespaces/" + NAMESPACE + "/pods";
        lone.get(all);
        double resident = scale.resetPeak();
        row("LIST 100,000 pods of 2 KB, objects, TLS", "%,.0f /s", lone.get(all) * ScaleBench.PODS, "500000");
        row("memory that this LIST takes meanwhile", "%.0f MiB", scale.peakMebibytes(resident), "50");
    }

    private static void ensureNamespace(ApiClient api) {
        ObjectNode namespace = Json.object();
        namespace
                .put("apiVersion", "v1")
                .put("kind", "Namespace")
                .putObject("metadata")
                .put("name", NAMESPACE);
        api.create(Resources.NAMESPACES, "", namespace);
    }

    private void removeNamespace() {
        ObjectKey key = ObjectKey.clusterWide(NAMESPACE);
        api.delete(Resources.NAMESPACES, key, DeleteOptions.DEFAULT);
        while (api.list(Resources.NAMESPACES, ListOptions.ALL).items().stream()
                .anyMatch(namespace -> namespace.key().equals(key))) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private static double percentile(List<Double> values, int percent) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    private void row(String what, String format, double value, String target) {
        out.printf(
                Locale.ROOT,
                "| %-56s | %18s | %6s |%n",
                what + LABEL,
                String.format(Locale.ROOT, format, value),
                target);
    }
}
