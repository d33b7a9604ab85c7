package io.quarterdeck.store.embedded;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.live.StoredObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes objects of rows on other threads than the one that reads them: at a start, that is what takes the time. */
final class Loading implements AutoCloseable {

    /** Rows handed over at a time: enough to be worth it, few enough to keep all threads busy to the end. */
    private static final int BATCH = 512;

    /** Batches that wait, so that reading never runs far ahead with rows that take memory twice. */
    private static final int WAITING_MAX = 16;

    private final ExecutorService threads =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    private final ThreadLocal<StoredObject> codecs = ThreadLocal.withInitial(StoredObject::new);
    private final Map<String, List<KubeObject>> objects = new HashMap<>();
    private final Deque<Future<List<Loaded>>> waiting = new ArrayDeque<>();
    private List<Row> batch = new ArrayList<>(BATCH);

    private record Row(String resource, byte[] draft, byte[] fields, long revision) {}

    private record Loaded(String resource, KubeObject object) {}

    /** Takes one row. Throws {@link IllegalArgumentException} if one of those before was no object. */
    void add(String resource, byte[] draft, byte[] fields, long revision) {
        batch.add(new Row(resource, draft, fields, revision));
        if (batch.size() == BATCH) {
            hand();
        }
    }

    /** All objects, by resource. Throws {@link IllegalArgumentException} if a row was no object. */
    Map<String, List<KubeObject>> finish() {
        hand();
        while (!waiting.isEmpty()) {
            take();
        }
        return objects;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void hand() {
        if (waiting.size() == WAITING_MAX) {
            take();
        }
        List<Row> rows = batch;
        batch = new ArrayList<>(BATCH);
        waiting.addLast(threads.submit(() -> decode(rows)));
    }

    private List<Loaded> decode(List<Row> rows) {
        StoredObject codec = codecs.get();
        List<Loaded> loaded = new ArrayList<>(rows.size());
        for (Row row : rows) {
            loaded.add(new Loaded(row.resource(), codec.decode(row.draft(), row.fields(), row.revision())));
        }
        return loaded;
    }

    private void take() {
        try {
            for (Loaded loaded : waiting.removeFirst().get()) {
                objects.computeIfAbsent(loaded.resource(), resource -> new ArrayList<>())
                        .add(loaded.object());
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException(cause.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("it was not read to its end: the process is being stopped", e);
        }
    }
}
