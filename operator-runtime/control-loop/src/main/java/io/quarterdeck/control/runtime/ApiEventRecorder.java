package io.quarterdeck.control.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.EventRecorder;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Writes Events one after another on a task that lives only while there are any. A repeated one raises a count. */
public final class ApiEventRecorder implements EventRecorder {

    private static final System.Logger LOG = System.getLogger(ApiEventRecorder.class.getName());

    /** Events are a courtesy: a burst beyond this is dropped rather than held in memory. */
    private static final int QUEUE_MAX = 1_000;

    /** How many different events are remembered to be counted instead of repeated; as upstream. */
    private static final int REMEMBERED_MAX = 4_096;

    private final ApiClient api;
    private final String component;
    private final String instance;
    private final Tasks tasks;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final Deque<Occurrence> queue = new ArrayDeque<>();
    private boolean writing;

    // Touched by the one writing task only.
    private final Map<What, Written> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<What, Written> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    private record What(Subject subject, Severity severity, String reason, String message) {}

    private record Occurrence(What what, Instant time) {}

    private record Written(ObjectKey key, int count) {}

    /**
     * @param component who reports, such as {@code deployment-controller}
     * @param instance which process of it
     */
    public ApiEventRecorder(ApiClient api, String component, String instance, Tasks tasks) {
        this.api = api;
        this.component = component;
        this.instance = instance;
        this.tasks = tasks;
    }

    @Override
    public void record(Subject subject, Severity severity, String reason, String message) {
        Occurrence occurrence = new Occurrence(
                new What(subject, severity, reason, message), tasks.clock().instant());
        lock.lock();
        try {
            if (queue.size() >= QUEUE_MAX) {
                return;
            }
            queue.add(occurrence);
            if (!writing) {
                writing = true;
                tasks.run("events " + component, this::write);
            }
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        for (Occurrence next = next(); next != null; next = next()) {
            try {
                write(next);
            } catch (ApiException e) {
                LOG.log(System.Logger.Level.DEBUG, "An event was not written: {0}", e.getMessage());
            }
        }
    }

    private @Nullable Occurrence next() {
        lock.lock();
        try {
            Occurrence next = queue.poll();
            writing = next != null;
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void write(Occurrence occurrence) {
        Written before = remembered.get(occurrence.what());
        if (before == null) {
            create(occurrence);
            return;
        }
        int count = before.count() + 1;
        ObjectNode patch = Json.object().put("count", count).put("lastTimestamp", time(occurrence.time()));
        try {
            api.patch(Resources.EVENTS, before.key(), "", ApiClient.PatchType.MERGE, Json.encode(patch));
            remembered.put(occurrence.what(), new Written(before.key(), count));
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
            // Events live for an hour; this one began again after that.
            create(occurrence);
        }
    }

    private void create(Occurrence occurrence) {
        Subject subject = occurrence.what().subject();
        String namespace =
                subject.key().namespace().isEmpty() ? "default" : subject.key().namespace();
        long unique = ChronoUnit.NANOS.between(Instant.EPOCH, occurrence.time())
                ^ (tasks.random().nextLong() >>> 44);
        ObjectKey key = new ObjectKey(namespace, subject.key().name() + "." + Long.toHexString(unique));
        api.create(Resources.EVENTS, namespace, body(occurrence, key));
        remembered.put(occurrence.what(), new Written(key, 1));
    }

    private ObjectNode body(Occurrence occurrence, ObjectKey key) {
        What what = occurrence.what();
        ObjectNode event = Json.object();
        event.put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
        ObjectNode involved = event.putObject("involvedObject");
        involved.put("kind", what.subject().type().kind());
        if (!what.subject().key().namespace().isEmpty()) {
            involved.put("namespace", what.subject().key().namespace());
        }
        involved.put("name", what.subject().key().name());
        involved.put("uid", what.subject().uid());
        involved.put("apiVersion", what.subject().type().apiVersion());
        event.put("reason", what.reason());
        event.put("message", what.message());
        event.putObject("source").put("component", component);
        event.put("firstTimestamp", time(occurrence.time()));
        event.put("lastTimestamp", time(occurrence.time()));
        event.put("count", 1);
        event.put("type", what.severity().text());
        event.put("reportingComponent", component);
        event.put("reportingInstance", instance);
        return event;
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
