package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a pod may take by being who it is: nothing if it only mirrors a file of its node, else what its account allows. */
final class ServiceAccountRules {

    private static final String ENFORCE = "kubernetes.io/enforce-mountable-secrets";

    private ServiceAccountRules() {}

    /** Throws an ApiException with a 403 if a mirror pod asks for what only the API could have given it. */
    static void mirror(ObjectNode pod) {
        JsonNode spec = Json.at(pod, "spec");
        if (!Json.text(spec, "serviceAccountName").isEmpty()) {
            throw forbidden(pod, "a mirror pod may not reference service accounts");
        }
        if (!secrets(spec).isEmpty()) {
            throw forbidden(pod, "a mirror pod may not reference secrets");
        }
        boolean tokens = Json.items(spec, "volumes").stream()
                .flatMap(volume -> Json.items(volume, "projected", "sources").stream())
                .anyMatch(source -> source.has("serviceAccountToken"));
        if (tokens) {
            throw forbidden(pod, "a mirror pod may not use ServiceAccountToken volume projections");
        }
    }

    /** Throws an ApiException with a 403 if the account allows its own secrets only, and the pod uses another. */
    static void secrets(ObjectNode pod, JsonNode account) {
        boolean enforced =
                Json.text(account, "metadata", "annotations", ENFORCE).equalsIgnoreCase("true");
        if (!enforced) {
            return;
        }
        JsonNode spec = Json.at(pod, "spec");
        String name = Json.text(account, "metadata", "name");
        Set<String> own = names(account, "secrets");
        secrets(spec).forEach((secret, place) -> {
            if (!own.contains(secret)) {
                throw forbidden(
                        pod,
                        place + "=\"" + secret + "\" is not allowed because service account " + name
                                + " does not reference that secret");
            }
        });
        Set<String> pulls = names(account, "imagePullSecrets");
        Optional<String> other = names(spec, "imagePullSecrets").stream()
                .filter(secret -> !pulls.contains(secret))
                .findFirst();
        if (other.isPresent()) {
            throw forbidden(
                    pod,
                    "imagePullSecrets.name=\"" + other.get() + "\" is not allowed because service account " + name
                            + " does not reference that imagePullSecret");
        }
    }

    private static Set<String> names(JsonNode owner, String list) {
        return Json.items(owner, list).stream()
                .map(entry -> Json.text(entry, "name"))
                .collect(Collectors.toSet());
    }

    /** The secrets that volumes and variables of the pod name, and where. */
    private static Map<String, String> secrets(JsonNode spec) {
        Map<String, String> found = new TreeMap<>();
        for (JsonNode volume : Json.items(spec, "volumes")) {
            add(found, Json.text(volume, "secret", "secretName"), "volume with secret.secretName");
            for (JsonNode source : Json.items(volume, "projected", "sources")) {
                add(found, Json.text(source, "secret", "name"), "volume with projected.sources.secret.name");
            }
        }
        for (String list : new String[] {"initContainers", "containers"}) {
            for (JsonNode container : Json.items(spec, list)) {
                for (JsonNode variable : Json.items(container, "env")) {
                    String name = Json.text(variable, "valueFrom", "secretKeyRef", "name");
                    add(found, name, "env with valueFrom.secretKeyRef.name");
                }
                for (JsonNode source : Json.items(container, "envFrom")) {
                    add(found, Json.text(source, "secretRef", "name"), "envFrom with secretRef.name");
                }
            }
        }
        return found;
    }

    private static void add(Map<String, String> found, String name, String place) {
        if (!name.isEmpty()) {
            found.putIfAbsent(name, place);
        }
    }

    private static ApiException forbidden(ObjectNode pod, String why) {
        return new ApiException(Status.forbidden(Resources.PODS, Json.text(pod, "metadata", "name"), why));
    }
}
