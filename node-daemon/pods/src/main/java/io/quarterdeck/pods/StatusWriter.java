package io.quarterdeck.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells the API the latest status of one pod: at once, one write at a time, and never an older one after a newer one. */
final class StatusWriter {

    private static final Logger LOG = Logger.getLogger(StatusWriter.class);

    /** The API is being restarted: soon enough not to be noticed, rarely enough not to hurt. */
    private static final Duration RETRY_FIRST = Duration.ofMillis(100);

    private static final Duration RETRY_MAX = Duration.ofSeconds(10);

    /** What a status may stop having: a merge patch removes only what it names. */
    private static final List<String> REMOVABLE =
            List.of("reason", "message", "podIP", "podIPs", "initContainerStatuses");

    private final ApiClient api;
    private final ObjectKey key;
    private final String uid;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();

    // Guarded by the lock.
    private JsonNode told;
    private @Nullable ObjectNode wanted;
    private JsonNode foreign;
    private boolean writing;
    private boolean gone;

    /** @param told the status that the API has */
    StatusWriter(ApiClient api, ObjectKey key, String uid, JsonNode told) {
        this.api = api;
        this.key = key;
        this.uid = uid;
        this.told = told;
        this.foreign = told;
    }

    /**
     * Takes over a status; returns at once.
     *
     * @param fromApi the status as the API last showed it: conditions of others in it are kept
     */
    void submit(ObjectNode status, JsonNode fromApi) {
        lock.lock();
        try {
            foreign = fromApi;
            if (gone || status.equals(wanted == null ? told : wanted)) {
                return;
            }
            wanted = status;
            if (!writing) {
                writing = true;
                Thread.ofVirtual().name("status " + key).start(this::write);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the API has the latest status, or has no such pod; false if that took too long. */
    boolean flush(Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (writing && left > 0) {
                left = settled.awaitNanos(left);
            }
            return !writing;
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        Duration retry = RETRY_FIRST;
        while (true) {
            ObjectNode status;
            ObjectNode patch;
            lock.lock();
            try {
                if (wanted == null || gone) {
                    writing = false;
                    settled.signalAll();
                    return;
                }
                status = wanted;
                patch = patch(status);
            } finally {
                lock.unlock();
            }
            boolean written = send(patch, status);
            if (written) {
                retry = RETRY_FIRST;
            } else {
                pause(retry);
                retry = retry.multipliedBy(2).compareTo(RETRY_MAX) > 0 ? RETRY_MAX : retry.multipliedBy(2);
            }
        }
    }

    private boolean send(ObjectNode patch, ObjectNode status) {
        try {
            api.patch(Resources.PODS, key, "status", ApiClient.PatchType.MERGE, Json.encode(patch));
            done(status, false);
            return true;
        } catch (ApiException e) {
            int code = e.status().code();
            boolean replaced = code == 409 && e.status().message().contains("UID");
            if (code == 404 || replaced) {
                done(status, true);
                return true;
            }
            if (code >= 400 && code < 500 && code != 409 && code != 429) {
                LOG.warnf("The API refuses the status of pod %s: %s", key, e.getMessage());
                done(status, false);
                return true;
            }
            LOG.debugf("The status of pod %s could not be written yet: %s", key, e.getMessage());
            return false;
        }
    }

    private void done(ObjectNode status, boolean isGone) {
        lock.lock();
        try {
            told = status;
            gone |= isGone;
            if (status.equals(wanted)) {
                wanted = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private ObjectNode patch(ObjectNode status) {
        ObjectNode changed = status.deepCopy();
        REMOVABLE.forEach(field -> {
            if (!changed.has(field)) {
                changed.putNull(field);
            }
        });
        ArrayNode conditions = (ArrayNode) changed.path("conditions");
        Set<String> own = new HashSet<>();
        conditions.forEach(condition -> own.add(Json.text(condition, "type")));
        Json.items(foreign, "conditions").stream()
                .filter(condition -> !own.contains(Json.text(condition, "type")))
                .forEach(conditions::add);
        ObjectNode patch = Json.object();
        patch.putObject("metadata").put("uid", uid);
        patch.set("status", changed);
        return patch;
    }

    private void pause(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (left > 0) {
                left = settled.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
