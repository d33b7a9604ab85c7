package io.quarterdeck.control.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Holds the Lease of one operator, so that of several replicas one works.
 *
 * <p>The clocks of two hosts need not agree: whoever waits measures, by its own clock, how long the holder's record has
 * not changed.
 */
final class LeaderLease {

    private static final System.Logger LOG = System.getLogger(LeaderLease.class.getName());

    /** As upstream: how long a holder that is silent keeps the lease, ... */
    private static final Duration LEASE = Duration.ofSeconds(15);

    /** ... after how long without a renewal it stops working, well before the others may begin, ... */
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);

    /** ... and how often it renews. */
    private static final Duration RENEW = Duration.ofSeconds(2);

    private static final DateTimeFormatter MICRO_TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ApiClient api;
    private final Tasks tasks;
    private final String identity;
    private final ObjectKey key;
    private final Runnable acquired;
    private final Runnable lost;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private boolean held;
    private boolean ended;
    private Instant renewed = Instant.EPOCH;
    private String observed = "";
    private Instant observedAt = Instant.EPOCH;

    LeaderLease(ApiClient api, Tasks tasks, RuntimeConfig config, String operator, Runnable acquired, Runnable lost) {
        this.api = api;
        this.tasks = tasks;
        this.identity = config.identity();
        this.key = new ObjectKey(config.leaseNamespace(), operator + "-controller");
        this.acquired = acquired;
        this.lost = lost;
    }

    /** Begins to try, and tries until the lease is held. */
    void seek() {
        tasks.run("lease " + key, this::turn);
    }

    /** Gives the lease back, so that another replica need not wait for it to run out. */
    void release() {
        lock.lock();
        try {
            ended = true;
            if (!held) {
                return;
            }
            held = false;
        } finally {
            lock.unlock();
        }
        try {
            ObjectNode lease = api.get(Resources.LEASES, key).tree();
            if (Json.text(lease, "spec", "holderIdentity").equals(identity)) {
                Json.ensureObject(lease, "spec").put("holderIdentity", "");
                api.update(Resources.LEASES, lease);
            }
        } catch (ApiException e) {
            LOG.log(System.Logger.Level.DEBUG, "The lease {0} could not be given back and runs out by itself", key);
        }
    }

    private void turn() {
        Boolean mine = tryToHold();
        boolean becameHolder = false;
        boolean lostIt = false;
        lock.lock();
        try {
            if (ended) {
                return;
            }
            Instant now = tasks.clock().instant();
            if (mine != null && mine) {
                renewed = now;
                becameHolder = !held;
                held = true;
            } else if (held && (mine != null || renewed.plus(RENEW_DEADLINE).isBefore(now))) {
                held = false;
                ended = true;
                lostIt = true;
            }
            if (!ended) {
                tasks.after(RENEW, "lease " + key, this::turn);
            }
        } finally {
            lock.unlock();
        }
        if (becameHolder) {
            LOG.log(System.Logger.Level.INFO, "Leading: {0}", key);
            acquired.run();
        }
        if (lostIt) {
            LOG.log(System.Logger.Level.ERROR, "Leadership is lost: {0}", key);
            lost.run();
        }
    }

    /** True if the lease is ours now, false if it is another's, null if the API did not say. */
    private @Nullable Boolean tryToHold() {
        Instant now = tasks.clock().instant();
        try {
            KubeObject lease = api.get(Resources.LEASES, key);
            ObjectNode tree = lease.tree();
            String holder = Json.text(tree, "spec", "holderIdentity");
            if (!holder.isEmpty()
                    && !holder.equals(identity)
                    && !hasRunOut(Json.at(tree, "spec").toString(), now)) {
                return false;
            }
            hold(tree, holder, now);
            api.update(Resources.LEASES, tree);
            return true;
        } catch (ApiException e) {
            return e.isNotFound() ? create(now) : e.isConflict() ? Boolean.FALSE : null;
        }
    }

    private @Nullable Boolean create(Instant now) {
        ObjectNode lease = Json.object();
        lease.put("apiVersion", Resources.LEASES.apiVersion()).put("kind", "Lease");
        lease.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
        hold(lease, "", now);
        try {
            api.create(Resources.LEASES, key.namespace(), lease);
            return true;
        } catch (ApiException e) {
            return e.isAlreadyExists() ? Boolean.FALSE : null;
        }
    }

    private void hold(ObjectNode lease, String holder, Instant now) {
        ObjectNode spec = Json.ensureObject(lease, "spec");
        if (!holder.equals(identity)) {
            spec.put("holderIdentity", identity);
            spec.put("acquireTime", MICRO_TIME.format(now));
            spec.put("leaseTransitions", Json.at(spec, "leaseTransitions").asInt(-1) + 1);
        }
        spec.put("leaseDurationSeconds", (int) LEASE.toSeconds());
        spec.put("renewTime", MICRO_TIME.format(now));
    }

    private boolean hasRunOut(String record, Instant now) {
        lock.lock();
        try {
            if (!record.equals(observed)) {
                observed = record;
                observedAt = now;
            }
            return observedAt.plus(LEASE).isBefore(now);
        } finally {
            lock.unlock();
        }
    }
}
