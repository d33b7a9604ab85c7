package io.quarterdeck.apiserver.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which other objects of its namespace a pod needs, and its node therefore may read. Pure. */
record PodReferences(Set<String> secrets, Set<String> configMaps, Set<String> claims, String account) {

    PodReferences {
        secrets = Set.copyOf(secrets);
        configMaps = Set.copyOf(configMaps);
        claims = Set.copyOf(claims);
    }

    static PodReferences of(JsonNode pod) {
        Set<String> secrets = new HashSet<>();
        Set<String> configMaps = new HashSet<>();
        Set<String> claims = new HashSet<>();
        JsonNode spec = Json.at(pod, "spec");
        Json.items(spec, "imagePullSecrets").forEach(secret -> add(secrets, secret, "name"));
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            for (JsonNode container : Json.items(spec, list)) {
                ofContainer(container, secrets, configMaps);
            }
        }
        for (JsonNode volume : Json.items(spec, "volumes")) {
            ofVolume(volume, secrets, configMaps);
            add(claims, volume, "persistentVolumeClaim", "claimName");
            if (Json.at(volume, "ephemeral").isObject()) {
                claims.add(Json.text(pod, "metadata", "name") + "-" + Json.text(volume, "name"));
            }
        }
        return new PodReferences(secrets, configMaps, claims, Json.text(spec, "serviceAccountName"));
    }

    private static void ofContainer(JsonNode container, Set<String> secrets, Set<String> configMaps) {
        for (JsonNode from : Json.items(container, "envFrom")) {
            add(secrets, from, "secretRef", "name");
            add(configMaps, from, "configMapRef", "name");
        }
        for (JsonNode variable : Json.items(container, "env")) {
            add(secrets, variable, "valueFrom", "secretKeyRef", "name");
            add(configMaps, variable, "valueFrom", "configMapKeyRef", "name");
        }
    }

    private static void ofVolume(JsonNode volume, Set<String> secrets, Set<String> configMaps) {
        add(secrets, volume, "secret", "secretName");
        add(configMaps, volume, "configMap", "name");
        for (JsonNode source : Json.items(volume, "projected", "sources")) {
            add(secrets, source, "secret", "name");
            add(configMaps, source, "configMap", "name");
        }
        // Drivers that store credentials outside of the volume name a secret each in their own way.
        for (String driver : List.of("cephfs", "flexVolume", "iscsi", "rbd", "scaleIO", "storageos")) {
            add(secrets, volume, driver, "secretRef", "name");
        }
        add(secrets, volume, "azureFile", "secretName");
        add(secrets, volume, "csi", "nodePublishSecretRef", "name");
    }

    private static void add(Set<String> names, JsonNode node, String... path) {
        String name = Json.text(node, path);
        if (!name.isEmpty()) {
            names.add(name);
        }
    }
}
