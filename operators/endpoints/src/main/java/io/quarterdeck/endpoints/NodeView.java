package io.quarterdeck.endpoints;

import io.quarterdeck.model.KubeObject;

/** A node as endpoints mention it; the zone is empty if it has none. */
record NodeView(String name, String zone) {

    private static final String ZONE = "topology.kubernetes.io/zone";

    static NodeView parse(KubeObject object) {
        return new NodeView(object.key().name(), object.header().labels().getOrDefault(ZONE, ""));
    }
}
