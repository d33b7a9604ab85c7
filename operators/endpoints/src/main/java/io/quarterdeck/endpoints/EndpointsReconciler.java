package io.quarterdeck.endpoints;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.control.ApiClient;
import io.quarterdeck.control.ApiClient.DeleteOptions;
import io.quarterdeck.control.ApiClient.PatchType;
import io.quarterdeck.control.Informer;
import io.quarterdeck.control.Outcome;
import io.quarterdeck.control.Reconciler;
import io.quarterdeck.endpoints.EndpointsPlanner.Action;
import io.quarterdeck.endpoints.EndpointsPlanner.Group;
import io.quarterdeck.endpoints.EndpointsPlanner.Slice;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.OwnerReference;
import io.quarterdeck.model.Resources;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Reads, plans, applies, for one service. Every choice is made in {@link EndpointsPlanner} and {@link Legacy}. */
final class EndpointsReconciler implements Reconciler {

    static final String BY_NAMESPACE = "namespace";
    static final String BY_SERVICE = "service";

    /** What the operator reads. */
    record World(
            Informer<ServiceView> services,
            Informer<PodView> pods,
            Informer<SliceView> slices,
            Informer<Legacy.View> legacy,
            Informer<NodeView> nodes) {}

    private final World world;
    private final InstantSource clock;

    /** One worker a service writes its entry; entries of services that are gone are removed with them. */
    private final ConcurrentMap<ObjectKey, Pace> paces = new ConcurrentHashMap<>();

    EndpointsReconciler(World world, InstantSource clock) {
        this.world = world;
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ObjectKey key, ApiClient api) {
        ServiceView service = world.services().get(key).orElse(null);
        List<SliceView> slices = world.slices().byIndex(BY_SERVICE, key.toString());
        Legacy.View legacy = world.legacy().get(key).orElse(null);
        if (service == null || service.deleting()) {
            paces.remove(key);
            clear(slices, service == null ? legacy : null, api);
            return Outcome.DONE;
        }
        if (!service.managed()) {
            return Outcome.DONE;
        }
        Map<Group, List<Endpoint>> wanted = EndpointsPlanner.endpoints(service, selected(service), zones());
        List<Action> actions = EndpointsPlanner.plan(service, wanted, slices);
        Legacy.View wantedLegacy = Legacy.plan(service, wanted);
        boolean legacyDiffers = legacy == null || !wantedLegacy.saidBy(legacy);
        if (actions.isEmpty() && !legacyDiffers) {
            return Outcome.DONE;
        }
        Instant now = clock.instant();
        Pace pace = paces.getOrDefault(key, Pace.full(now)).at(now);
        if (!pace.mayWrite()) {
            return Outcome.after(pace.wait(now));
        }
        paces.put(key, pace.written());
        actions.forEach(action -> apply(service, action, api));
        if (legacyDiffers) {
            write(wantedLegacy, legacy, api);
        }
        return Outcome.DONE;
    }

    private List<PodView> selected(ServiceView service) {
        return world.pods().byIndex(BY_NAMESPACE, service.key().namespace()).stream()
                .filter(service::selects)
                .toList();
    }

    private Map<String, String> zones() {
        Map<String, String> zones = new HashMap<>();
        for (NodeView node : world.nodes().list()) {
            zones.put(node.name(), node.zone());
        }
        return zones;
    }

    private static void apply(ServiceView service, Action action, ApiClient api) {
        switch (action) {
            case Action.Create(Slice slice) ->
                api.create(Resources.ENDPOINT_SLICES, service.key().namespace(), object(service, slice));
            case Action.Update(SliceView old, Slice slice) -> {
                ObjectNode object = object(service, slice);
                Json.ensureObject(object, "metadata").put("resourceVersion", Long.toString(old.revision()));
                api.update(Resources.ENDPOINT_SLICES, object);
            }
            case Action.Delete(SliceView old) -> delete(old, api);
        }
    }

    private static void write(Legacy.View wanted, Legacy.@Nullable View there, ApiClient api) {
        if (there == null) {
            api.create(Resources.ENDPOINTS, wanted.key().namespace(), wanted.toJson());
        } else {
            api.patch(Resources.ENDPOINTS, wanted.key(), "", PatchType.MERGE, wanted.patch());
        }
    }

    /** Takes away what a service that is gone left behind. Slices also have an owner reference; this is sooner. */
    private static void clear(List<SliceView> slices, Legacy.@Nullable View legacy, ApiClient api) {
        slices.forEach(slice -> delete(slice, api));
        if (legacy != null && legacy.ours()) {
            ifThere(() -> api.delete(Resources.ENDPOINTS, legacy.key(), DeleteOptions.DEFAULT));
        }
    }

    private static void delete(SliceView slice, ApiClient api) {
        ifThere(() -> api.delete(Resources.ENDPOINT_SLICES, slice.key(), DeleteOptions.DEFAULT));
    }

    private static void ifThere(Runnable write) {
        try {
            write.run();
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private static ObjectNode object(ServiceView service, Slice slice) {
        ObjectNode object = Json.object()
                .put("apiVersion", Resources.ENDPOINT_SLICES.apiVersion())
                .put("kind", Resources.ENDPOINT_SLICES.kind());
        ObjectNode metadata = object.putObject("metadata")
                .put("name", slice.name())
                .put("namespace", service.key().namespace());
        metadata.put("generateName", service.key().name() + "-");
        metadata.set("labels", Json.of(slice.labels()));
        metadata.putArray("ownerReferences")
                .add(OwnerReference.controlling(
                                Resources.SERVICES, service.key().name(), service.uid())
                        .toJson());
        object.put("addressType", slice.family().name());
        ArrayNode endpoints = object.putArray("endpoints");
        slice.endpoints().forEach(endpoint -> endpoints.add(endpoint.toJson()));
        ArrayNode ports = object.putArray("ports");
        slice.ports().forEach(port -> ports.add(port.toJson()));
        return object;
    }
}
