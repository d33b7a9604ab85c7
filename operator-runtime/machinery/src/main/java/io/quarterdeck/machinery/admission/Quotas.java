package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Quantity;
import io.quarterdeck.model.Status;
import io.quarterdeck.model.quota.Amounts;
import io.quarterdeck.model.quota.Quota;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.Write;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds what is made against the ResourceQuotas of its namespace. What an object takes is written into the quotas' status
 * before the object itself is, each time at the revision that was judged by: however many are made at once, what is allowed
 * never adds up to more than there is. Nothing but the operator of quotas notices what is freed.
 */
final class Quotas implements Admission {

    private static final String RESOURCE = "resourcequotas";

    /** Writes of one namespace wait for each other here rather than at the store, where all but one would begin anew. */
    private static final int LOCKS = 64;

    /** Beside the writers of this process only the operator writes a quota's status, and seldom. */
    private static final int ATTEMPTS = 16;

    private final Store store;
    private final InstantSource clock;
    private final List<ReentrantLock> locks;

    Quotas(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        List<ReentrantLock> made = new ArrayList<>();
        for (int i = 0; i < LOCKS; i++) {
            made.add(new ReentrantLock());
        }
        this.locks = List.copyOf(made);
    }

    /** A quota as it stands, and what is to be added to it. */
    private record Charge(KubeObject stored, Quota quota, Map<String, Quantity> usage) {}

    @Override
    public void validate(Attempt attempt) {
        if (isCharged(attempt)) {
            locked(attempt, () -> charge(attempt));
        }
    }

    @Override
    public void undo(Attempt attempt) {
        if (isCharged(attempt) && !attempt.dryRun()) {
            locked(attempt, () -> release(charges(attempt)));
        }
    }

    /** Creations, and changes of what is not counted by the head alone. Most namespaces have no quota, which costs a look. */
    private boolean isCharged(Attempt attempt) {
        boolean counted = attempt.operation() == Operation.CREATE
                || (attempt.operation() == Operation.UPDATE
                        && switch (attempt.target().subresource()) {
                            case "" -> attempt.touches("services") || attempt.touches("persistentvolumeclaims");
                            case "resize" -> true;
                            default -> false;
                        });
        return counted
                && attempt.object() != null
                && !attempt.namespace().isEmpty()
                && store.snapshot(RESOURCE).inNamespace(attempt.namespace()).hasNext();
    }

    private void locked(Attempt attempt, Runnable work) {
        ReentrantLock lock = locks.get(Math.floorMod(attempt.namespace().hashCode(), LOCKS));
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    private void charge(Attempt attempt) {
        for (int round = 1; ; round++) {
            List<Charge> charges = charges(attempt);
            charges.forEach(charge -> require(charge, attempt));
            if (attempt.dryRun()) {
                return;
            }
            List<Charge> made = new ArrayList<>();
            for (Charge charge : charges) {
                if (write(charge.stored(), charge.quota().plus(charge.usage()))) {
                    made.add(charge);
                }
            }
            if (made.size() == charges.size()) {
                return;
            }
            release(made);
            if (round == ATTEMPTS) {
                throw new ApiException(Status.conflict(
                        attempt.target().type(), attempt.name(), "the quota of its namespace is changed all the time"));
            }
        }
    }

    /** The quotas that the write is about, those that it takes something of. */
    private List<Charge> charges(Attempt attempt) {
        List<Charge> charges = new ArrayList<>();
        Iterator<KubeObject> quotas = store.snapshot(RESOURCE).inNamespace(attempt.namespace());
        while (quotas.hasNext()) {
            KubeObject stored = quotas.next();
            Quota quota = Quota.of(stored);
            unstated(quota, attempt);
            Map<String, Quantity> usage = usage(quota, attempt);
            if (!usage.isEmpty()) {
                charges.add(new Charge(stored, quota.isCounted() ? quota : counted(quota, attempt.namespace()), usage));
            }
        }
        return charges;
    }

    private static void unstated(Quota quota, Attempt attempt) {
        String why = attempt.creates("pods") ? quota.unstated(attempt.subject()) : "";
        if (!why.isEmpty()) {
            throw forbidden(attempt, "failed quota: " + quota.name() + ": " + why);
        }
    }

    /** What the write takes more than before: what it frees, the operator counts. */
    private Map<String, Quantity> usage(Quota quota, Attempt attempt) {
        String resource = attempt.target().type().resource();
        ObjectNode before = attempt.before();
        Map<String, Quantity> usage = new HashMap<>(quota.usage(resource, attempt.subject(), clock.instant()));
        if (before != null) {
            quota.usage(resource, before, clock.instant())
                    .forEach((name, amount) -> usage.computeIfPresent(name, (_, now) -> now.minus(amount)));
        }
        usage.values().removeIf(amount -> amount.compareTo(Quantity.ZERO) <= 0);
        return usage;
    }

    /** A quota that is so new that nobody has counted yet what is taken of it: counted now. */
    private Quota counted(Quota quota, String namespace) {
        Quota sum = quota.empty();
        for (String resource : quota.resources()) {
            Snapshot snapshot = store.snapshot(resource);
            for (Iterator<KubeObject> all = snapshot.inNamespace(namespace); all.hasNext(); ) {
                JsonNode object = all.next().tree();
                sum = sum.plus(quota.usage(resource, object, clock.instant()));
            }
        }
        return sum;
    }

    private static void require(Charge charge, Attempt attempt) {
        Quota quota = charge.quota();
        Map<String, Quantity> exceeded = quota.exceeded(charge.usage());
        if (!exceeded.isEmpty()) {
            throw forbidden(
                    attempt,
                    "exceeded quota: " + quota.name() + ", requested: " + Amounts.list(exceeded) + ", used: "
                            + Amounts.list(only(quota.used(), exceeded)) + ", limited: "
                            + Amounts.list(only(quota.hard(), exceeded)));
        }
    }

    private static Map<String, Quantity> only(Map<String, Quantity> amounts, Map<String, Quantity> names) {
        Map<String, Quantity> some = new HashMap<>(amounts);
        some.keySet().retainAll(names.keySet());
        return some;
    }

    private static ApiException forbidden(Attempt attempt, String why) {
        return new ApiException(Status.forbidden(attempt.target().type(), attempt.name(), why));
    }

    /** Gives back what was charged for nothing. Where the quota keeps changing, the operator will count it. */
    private void release(List<Charge> charges) {
        for (Charge charge : charges) {
            Map<String, Quantity> less = new HashMap<>(charge.usage());
            less.replaceAll((_, amount) -> Quantity.ZERO.minus(amount));
            boolean released = false;
            for (int round = 1; !released && round <= ATTEMPTS; round++) {
                KubeObject stored = store.snapshot(RESOURCE)
                        .get(charge.stored().key())
                        .filter(now -> now.header()
                                .uid()
                                .equals(charge.stored().header().uid()))
                        .orElse(null);
                released = stored == null || write(stored, Quota.of(stored).plus(less));
            }
        }
    }

    /** Whether the status could be written: false if the quota is not as it was seen. */
    private boolean write(KubeObject stored, Quota quota) {
        ObjectNode tree = stored.tree();
        tree.set("status", quota.status());
        try {
            store.commit(new Write.Replace(RESOURCE, stored.header(), KubeObject.encodeDraft(tree), stored.revision()));
            return true;
        } catch (StoreException.Conflict e) {
            return false;
        } catch (StoreException e) {
            throw Refusals.unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusals.unavailable(e);
        }
    }
}
