package io.quarterdeck.endpoints;

import io.quarterdeck.endpoints.EndpointsPlanner.Action;
import io.quarterdeck.endpoints.EndpointsPlanner.Slice;
import io.quarterdeck.endpoints.PodView.ContainerPort;
import io.quarterdeck.endpoints.ServiceView.Family;
import io.quarterdeck.endpoints.ServiceView.Port;
import io.quarterdeck.model.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Services, pods and slices to decide about. */
final class World {

    static final Map<String, String> LABELS = Map.of("app", "web");

    private World() {}

    static ServiceView service() {
        return service(false, false);
    }

    /** A service with one named port that leads to the container port {@code http}. */
    static ServiceView service(boolean headless, boolean notReadyToo) {
        return new ServiceView(
                new ObjectKey("default", "web"),
                "web-uid",
                false,
                Map.of("team", "a"),
                LABELS,
                List.of(new Port("http", "TCP", "", "http")),
                List.of(Family.IPv4),
                headless,
                notReadyToo);
    }

    static PodView pod(String name, String address, boolean ready) {
        return pod(name, address, ready, false, 8080);
    }

    static PodView pod(String name, String address, boolean ready, boolean deleting, int port) {
        return new PodView(
                new ObjectKey("default", name),
                "uid-" + name,
                LABELS,
                address.isEmpty() ? List.of() : List.of(address),
                "node-1",
                ready,
                deleting,
                false,
                name,
                "web",
                List.of(new ContainerPort("http", "TCP", port)));
    }

    /** The slices after some writes. */
    static Map<ObjectKey, SliceView> apply(Map<ObjectKey, SliceView> slices, List<Action> actions) {
        Map<ObjectKey, SliceView> next = new TreeMap<>(slices);
        for (Action action : actions) {
            switch (action) {
                case Action.Create(Slice slice) -> {
                    SliceView made = view(slice);
                    if (next.put(made.key(), made) != null) {
                        throw new AssertionError("a slice of this name is there already: " + made.key());
                    }
                }
                case Action.Update(SliceView old, Slice slice) -> next.put(old.key(), view(slice));
                case Action.Delete(SliceView old) -> next.remove(old.key());
            }
        }
        return next;
    }

    private static SliceView view(Slice slice) {
        return new SliceView(
                new ObjectKey("default", slice.name()),
                1,
                "web-uid",
                false,
                slice.labels(),
                slice.family(),
                slice.ports(),
                slice.endpoints());
    }
}
