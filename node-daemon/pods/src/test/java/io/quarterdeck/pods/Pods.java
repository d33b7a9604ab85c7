package io.quarterdeck.pods;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;

/** Pods for tests. */
final class Pods {

    static final String IMAGE = "quarterdeck.local/busybox:1";

    private Pods() {}

    /** A pod of one container that runs for ever, with parts of the spec added or replaced. */
    static ObjectNode plain(String name, String specParts) {
        ObjectNode pod = Json.parseObject("""
                {"apiVersion": "v1", "kind": "Pod",
                 "metadata": {"name": "%1$s", "namespace": "default", "uid": "uid-%1$s", "resourceVersion": "1",
                              "generation": 1},
                 "spec": {"nodeName": "n1", "restartPolicy": "Always", "terminationGracePeriodSeconds": 30,
                          "containers": [{"name": "web", "image": "%2$s", "imagePullPolicy": "IfNotPresent"}]},
                 "status": {"phase": "Pending"}}
                """.formatted(name, IMAGE).getBytes(StandardCharsets.UTF_8));
        ((ObjectNode) pod.path("spec"))
                .setAll(Json.parseObject(("{" + specParts + "}").getBytes(StandardCharsets.UTF_8)));
        return pod;
    }

    /** The same pod while it is being deleted. */
    static ObjectNode deleted(ObjectNode pod, String at, int grace) {
        ObjectNode deleted = pod.deepCopy();
        ((ObjectNode) deleted.path("metadata")).put("deletionTimestamp", at).put("deletionGracePeriodSeconds", grace);
        return deleted;
    }

    static String container(String name, String parts) {
        return "{\"name\": \"" + name + "\", \"image\": \"" + IMAGE + "\"" + (parts.isEmpty() ? "" : ", " + parts)
                + "}";
    }
}
