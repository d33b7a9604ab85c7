package io.quarterdeck.benchmarks.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.ApiClient.DeleteOptions;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Watch;
import io.quarterdeck.control.WatchListener;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Times pods from their creation to Ready, and from their deletion to their end. */
final class PodBench implements AutoCloseable, WatchListener {

    /** Far above any figure worth printing: a pod that takes longer is a failure, not a slow one. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final ApiClient api;
    private final String namespace;
    private final String image;
    private final Watch watch;
    private final Map<String, CompletableFuture<Long>> ready = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Long>> gone = new ConcurrentHashMap<>();

    PodBench(ApiClient api, String namespace, String image) {
        this.api = api;
        this.namespace = namespace;
        this.image = image;
        ListOptions options = ListOptions.inNamespace(namespace);
        this.watch = api.watch(
                Resources.PODS, options, api.list(Resources.PODS, options).revision(), this);
    }

    /** Creates pods of these names at once, waits for all, deletes them, waits for all. Milliseconds to Ready of each. */
    List<Double> round(List<String> names) throws InterruptedException {
        for (String name : names) {
            ready.put(name, new CompletableFuture<>());
            gone.put(name, new CompletableFuture<>());
        }
        Map<String, Long> begun = new ConcurrentHashMap<>();
        for (String name : names) {
            Thread.ofVirtual().start(() -> {
                begun.put(name, System.nanoTime());
                api.create(Resources.PODS, namespace, pod(name));
            });
        }
        List<Double> millis = new ArrayList<>();
        for (String name : names) {
            long at = await(ready.getOrDefault(name, new CompletableFuture<>()));
            millis.add((at - begun.getOrDefault(name, at)) / 1e6);
        }
        for (String name : names) {
            api.delete(Resources.PODS, new ObjectKey(namespace, name), DeleteOptions.DEFAULT);
        }
        for (String name : names) {
            await(gone.getOrDefault(name, new CompletableFuture<>()));
        }
        return millis;
    }

    private ObjectNode pod(String name) {
        return Json.parseObject("""
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s", "labels": {"app": "bench"}},
                 "spec": {"terminationGracePeriodSeconds": 0, "automountServiceAccountToken": false,
                          "containers": [{"name": "main", "image": "%s", "command": ["sleep", "3600"]}]}}
                """.replaceFirst("%s", name)
                .replaceFirst("%s", image)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a pod was not Ready or not gone within " + TIMEOUT, e);
        }
    }

    @Override
    public void changed(Change change, KubeObject object) {
        long now = System.nanoTime();
        String name = object.key().name();
        if (change == Change.DELETED) {
            complete(gone.get(name), now);
        } else if (isReady(object.tree())) {
            complete(ready.get(name), now);
        }
    }

    static boolean isReady(ObjectNode pod) {
        return Json.items(pod, "status", "conditions").stream()
                .anyMatch(condition -> Json.text(condition, "type").equals("Ready")
                        && Json.text(condition, "status").equals("True"));
    }

    private static void complete(@Nullable CompletableFuture<Long> future, long now) {
        if (future != null) {
            future.complete(now);
        }
    }

    @Override
    public void bookmark(long revision) {
        // Progress without news: nothing to time.
    }

    @Override
    public void ended(@Nullable Status status) {
        if (status != null) {
            ApiException fault = new ApiException(status);
            ready.values().forEach(future -> future.completeExceptionally(fault));
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
