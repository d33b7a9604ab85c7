package io.quarterdeck.resourcequota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.Discovery;
import io.quarterdeck.control.ListOptions;
import io.quarterdeck.control.Outcome;
import io.quarterdeck.control.Reconciler;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.quota.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what a quota is set on, and writes the sum into its status. */
final class QuotaReconciler implements Reconciler {

    /** What was charged is made within milliseconds, unless the disk stands still. */
    static final Duration SETTLED = Duration.ofSeconds(1);

    /** Kinds that are not watched are counted this often; a count is a few lists of one namespace. */
    static final Duration COUNT_AGAIN = Duration.ofSeconds(30);

    /** Everything else is counted this often, as upstream: for pods whose node never says that they have ended. */
    static final Duration COUNT_WATCHED_AGAIN = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final Map<ObjectKey, Changed> changes = new ConcurrentHashMap<>();
    private final Map<String, ResourceType> types = new ConcurrentHashMap<>();

    QuotaReconciler(InstantSource clock) {
        this.clock = clock;
        QuotaOperator.WATCHED.forEach(type -> types.put(type.resource(), type));
    }

    /** When a quota was first seen at a revision. */
    private record Changed(long revision, Instant since) {}

    @Override
    public Outcome reconcile(ObjectKey key, ApiClient api) {
        KubeObject stored;
        try {
            stored = api.get(QuotaOperator.QUOTAS, key);
        } catch (ApiException e) {
            if (e.isNotFound()) {
                changes.remove(key);
                return Outcome.DONE;
            }
            throw e;
        }
        Quota quota = Quota.of(stored);
        Instant now = clock.instant();
        Changed changed = changes.compute(
                key,
                (_, known) -> known != null && known.revision == stored.revision()
                        ? known
                        : new Changed(stored.revision(), now));
        Duration age = Duration.between(changed.since, now);
        // Nobody has charged a quota that was never counted.
        if (quota.isCounted() && age.compareTo(SETTLED) < 0) {
            return Outcome.after(SETTLED.minus(age));
        }
        Optional<ObjectNode> status = QuotaPlanner.plan(stored.tree(), objects(quota, key.namespace(), api), now);
        if (status.isPresent()) {
            // Refused if somebody has charged it meanwhile; then all begins anew.
            ObjectNode next = stored.tree();
            next.set("status", status.get());
            api.updateStatus(QuotaOperator.QUOTAS, next);
        }
        boolean watched = QuotaOperator.WATCHED.stream()
                .map(ResourceType::resource)
                .toList()
                .containsAll(quota.resources());
        return Outcome.after(watched ? COUNT_WATCHED_AGAIN : COUNT_AGAIN);
    }

    /** All that may count, by resource. A kind that is not served has no objects. */
    private Map<String, List<JsonNode>> objects(Quota quota, String namespace, ApiClient api) {
        Map<String, List<JsonNode>> objects = new HashMap<>();
        for (String resource : quota.resources()) {
            Optional<ResourceType> type = type(resource, api);
            List<JsonNode> found = new ArrayList<>();
            if (type.isPresent()) {
                api.list(type.get(), ListOptions.inNamespace(namespace))
                        .items()
                        .forEach(object -> found.add(object.tree()));
            }
            objects.put(resource, found);
        }
        return objects;
    }

    private Optional<ResourceType> type(String resource, ApiClient api) {
        if (!types.containsKey(resource)) {
            for (Discovery.ServedKind kind : new Discovery(api).kinds()) {
                if (kind.isKept() && kind.type().namespaced()) {
                    types.putIfAbsent(kind.type().resource(), kind.type());
                }
            }
        }
        return Optional.ofNullable(types.get(resource));
    }
}
