package io.quarterdeck.benchmarks.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Watch;
import io.quarterdeck.control.WatchListener;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What much of something costs the API's process: watches that see nothing, and objects. */
final class ScaleBench {

    static final int WATCHES = 1_000;
    static final int PODS = 100_000;

    /** With this much the stored pod is 2 KB long: what a small pod has, defaults and managed fields included, is the rest. */
    private static final int FILLER = 400;

    /** Enough to keep the store's batches full, and few enough not to queue for longer than a call may take. */
    private static final int CREATES_AT_ONCE = 64;

    /** Memory that is not used is given back in this time. */
    private static final Duration SETTLE = Duration.ofSeconds(20);

    private final ApiClient api;
    private final long apiPid;
    private final String namespace;

    ScaleBench(ApiClient api, long apiPid, String namespace) {
        this.api = api;
        this.apiPid = apiPid;
        this.namespace = namespace;
    }

    /** MiB that the API's process grows by for {@link #WATCHES} watches of a collection in which nothing happens. */
    double watches() throws IOException {
        double before = settledMebibytes();
        List<Watch> watches = new ArrayList<>();
        ListOptions options = ListOptions.inNamespace(namespace);
        long revision = api.list(Resources.SECRETS, options).revision();
        for (int i = 0; i < WATCHES; i++) {
            watches.add(api.watch(Resources.SECRETS, options, revision, new Idle()));
        }
        double with = settledMebibytes();
        watches.forEach(Watch::close);
        return with - before;
    }

    /** Creates {@link #PODS} pods of 2 KB that nobody schedules. MiB that the API's process grows by. */
    double pods() throws IOException, InterruptedException {
        double before = settledMebibytes();
        Semaphore free = new Semaphore(CREATES_AT_ONCE);
        AtomicInteger failed = new AtomicInteger();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < PODS; i++) {
                ObjectNode pod = pod("pod-" + i);
                free.acquire();
                workers.execute(() -> {
                    try {
                        api.create(Resources.PODS, namespace, pod);
                    } catch (ApiException e) {
                        failed.incrementAndGet();
                    } finally {
                        free.release();
                    }
                });
            }
        }
        if (failed.get() > 0) {
            throw new IllegalStateException(failed + " of " + PODS + " pods were not created");
        }
        return settledMebibytes() - before;
    }

    /** MiB by which the process has at most grown since {@link #resetPeak}. */
    double peakMebibytes(double resident) throws IOException {
        return ProcessLoad.peakResidentKib(apiPid) / 1024.0 - resident;
    }

    /** Begins to note the peak of the process's memory anew. MiB that it has now. */
    double resetPeak() throws IOException {
        ProcessLoad.resetPeak(apiPid);
        return ProcessLoad.peakResidentKib(apiPid) / 1024.0;
    }

    private double settledMebibytes() throws IOException {
        LockSupport.parkNanos(SETTLE.toNanos());
        return ProcessLoad.of(List.of(apiPid)).proportionalKib() / 1024.0;
    }

    private static ObjectNode pod(String name) {
        ObjectNode pod = Json.object();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata").put("name", name);
        metadata.putObject("labels").put("app", "many");
        metadata.putObject("annotations").put("filler", "x".repeat(FILLER));
        // No scheduler has this name: the pods are there, and nothing is done with them.
        ObjectNode spec = pod.putObject("spec").put("schedulerName", "nobody");
        spec.put("automountServiceAccountToken", false).put("restartPolicy", "Never");
        spec.putArray("containers").addObject().put("name", "main").put("image", "none");
        return pod;
    }

    /** Hears nothing, and if it does, it is not idle. */
    private static final class Idle implements WatchListener {

        @Override
        public void changed(Change change, KubeObject object) {
            throw new IllegalStateException(change + " in a namespace where nothing happens");
        }

        @Override
        public void bookmark(long revision) {}

        @Override
        public void ended(@Nullable Status status) {}
    }
}
