package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.write.Identity;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Store;
import java.util.List;
import java.util.Optional;

/** Gives a pod its service account's identity: a projected volume with a token, the CA and the namespace. */
final class ServiceAccountMount {

    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final String PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String VOLUME_PREFIX = "kube-api-access-";

    /** An hour, and seven seconds by which a token that the API made for a pod can be told from others. */
    private static final int TOKEN_SECONDS = 3607;

    private static final int FILE_MODE = 0644;

    private final Store store;
    private final Identity identity;

    ServiceAccountMount(Store store, Identity identity) {
        this.store = store;
        this.identity = identity;
    }

    /** Completes a new pod. Throws an ApiException with a 403 if its service account does not exist. */
    void complete(ObjectNode pod) {
        ObjectNode spec = Json.ensureObject(pod, "spec");
        if (Json.textMap(pod, "metadata", "annotations").containsKey(MIRROR)) {
            ServiceAccountRules.mirror(pod);
            return;
        }
        String name = Json.text(spec, "serviceAccountName");
        if (name.isEmpty()) {
            name = "default";
            spec.put("serviceAccountName", name);
        }
        spec.put("serviceAccount", name);
        JsonNode account = account(pod, name);
        if (Json.items(spec, "imagePullSecrets").isEmpty()
                && !Json.items(account, "imagePullSecrets").isEmpty()) {
            spec.set("imagePullSecrets", Json.at(account, "imagePullSecrets").deepCopy());
        }
        ServiceAccountRules.secrets(pod, account);
        JsonNode wanted = Json.at(spec, "automountServiceAccountToken");
        JsonNode usual = Json.at(account, "automountServiceAccountToken");
        if (wanted.isBoolean() ? wanted.asBoolean() : usual.asBoolean(true)) {
            mount(spec);
        }
    }

    private JsonNode account(ObjectNode pod, String name) {
        String namespace = Json.text(pod, "metadata", "namespace");
        return store.snapshot(Resources.SERVICE_ACCOUNTS.resource())
                .get(new ObjectKey(namespace, name))
                .orElseThrow(() -> new ApiException(Status.forbidden(
                        Resources.PODS,
                        Json.text(pod, "metadata", "name"),
                        "error looking up service account " + namespace + "/" + name + ": serviceaccount \"" + name
                                + "\" not found")))
                .tree();
    }

    private void mount(ObjectNode spec) {
        Optional<String> existing = Json.items(spec, "volumes").stream()
                .map(volume -> Json.text(volume, "name"))
                .filter(volume -> volume.startsWith(VOLUME_PREFIX))
                .findFirst();
        String volume = existing.orElseGet(() -> VOLUME_PREFIX + identity.suffix());
        boolean used = false;
        for (String list : List.of("initContainers", "containers")) {
            for (JsonNode container : Json.items(spec, list)) {
                used |= container instanceof ObjectNode object && mountIn(object, volume);
            }
        }
        if (used && existing.isEmpty()) {
            spec.withArray("volumes").add(volume(volume));
        }
    }

    /** Returns whether the container had nothing at that path. */
    private static boolean mountIn(ObjectNode container, String volume) {
        for (JsonNode mount : Json.items(container, "volumeMounts")) {
            if (Json.text(mount, "mountPath").equals(PATH)) {
                return false;
            }
        }
        container
                .withArray("volumeMounts")
                .addObject()
                .put("name", volume)
                .put("readOnly", true)
                .put("mountPath", PATH);
        return true;
    }

    private static ObjectNode volume(String name) {
        ObjectNode volume = Json.object().put("name", name);
        ObjectNode projected = volume.putObject("projected").put("defaultMode", FILE_MODE);
        ArrayNode sources = projected.putArray("sources");
        sources.addObject()
                .putObject("serviceAccountToken")
                .put("expirationSeconds", TOKEN_SECONDS)
                .put("path", "token");
        ObjectNode authority = sources.addObject().putObject("configMap").put("name", "kube-root-ca.crt");
        authority.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
        ObjectNode item = sources.addObject()
                .putObject("downwardAPI")
                .putArray("items")
                .addObject()
                .put("path", "namespace");
        item.putObject("fieldRef").put("apiVersion", "v1").put("fieldPath", "metadata.namespace");
        return volume;
    }
}
