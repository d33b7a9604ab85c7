package io.quarterdeck.scheduler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Pods and nodes to decide about, written as the API has them. */
final class World {

    static final String HOSTNAME = "kubernetes.io/hostname";
    static final String ZONE = "zone";

    private World() {}

    static NodeView node(String name, String cpu, String zone, String spec) {
        ObjectNode node = Json.object().put("apiVersion", "v1").put("kind", "Node");
        node.putObject("metadata")
                .put("resourceVersion", "1")
                .put("name", name)
                .set("labels", Json.of(Map.of(HOSTNAME, name, ZONE, zone)));
        node.set("spec", json(spec));
        Json.ensureObject(node, "status", "allocatable")
                .put("cpu", cpu)
                .put("memory", "8Gi")
                .put("pods", "110");
        return NodeView.parse(KubeObject.parse(node));
    }

    static NodeView node(String name) {
        return node(name, "4", "z1", "{}");
    }

    /** A pod with label {@code app} that asks for some cpu; {@code spec} is merged into its spec. */
    static PodView pod(String name, String app, String cpu, String spec) {
        ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata");
        metadata.put("resourceVersion", "1")
                .put("name", name)
                .put("namespace", "default")
                .put("uid", "uid-" + name);
        metadata.put("creationTimestamp", "2026-03-01T12:00:00Z");
        metadata.putObject("labels").put("app", app);
        ObjectNode merged = json(spec);
        if (!merged.has("containers")) {
            Json.ensureObject(merged.putArray("containers").addObject(), "resources", "requests")
                    .put("cpu", cpu);
        }
        pod.set("spec", merged);
        return PodView.parse(KubeObject.parse(pod));
    }

    static PodView pod(String name) {
        return pod(name, "web", "100m", "{}");
    }

    static SchedulerCache cache(NodeView... nodes) {
        SchedulerCache cache = new SchedulerCache();
        for (NodeView node : nodes) {
            cache.node(node.name(), node);
        }
        return cache;
    }

    /** Reads JSON that may be written with single quotes. */
    static ObjectNode json(String text) {
        return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
