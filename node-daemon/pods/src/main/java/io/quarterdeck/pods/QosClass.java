package io.quarterdeck.pods;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;
import java.util.List;

/** How well a pod is served when the node runs out, by what its containers ask for. */
public enum QosClass {
    GUARANTEED("Guaranteed", ""),
    BURSTABLE("Burstable", "/burstable"),
    BEST_EFFORT("BestEffort", "/besteffort");

    private static final List<String> COUNTED = List.of("cpu", "memory");

    private final String text;
    private final String folder;

    QosClass(String text, String folder) {
        this.text = text;
        this.folder = folder;
    }

    /** As {@code status.qosClass} spells it. */
    public String text() {
        return text;
    }

    /** The cgroup of a pod of this class, below that of all pods. */
    String cgroup(String root, String uid) {
        return root + folder + "/pod" + uid;
    }

    static QosClass of(Pod pod) {
        boolean guaranteed = true;
        boolean any = false;
        for (ContainerSpec container : pod.containers()) {
            JsonNode resources = container.spec().path("resources");
            for (String name : COUNTED) {
                String limit = Json.text(resources, "limits", name);
                String asked = Json.text(resources, "requests", name);
                any |= !limit.isEmpty() || !asked.isEmpty();
                guaranteed &= !limit.isEmpty() && (asked.isEmpty() || equal(asked, limit));
            }
        }
        return !any ? BEST_EFFORT : guaranteed ? GUARANTEED : BURSTABLE;
    }

    private static boolean equal(String one, String other) {
        return Quantity.parse(one).compareTo(Quantity.parse(other)) == 0;
    }
}
