package io.quarterdeck.model.quota;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one object takes of everything that a quota can be set on. */
public final class Usage {

    static final Quantity ONE = new Quantity(BigDecimal.ONE);
    static final String COUNT = "count/";
    static final String OF_CLASS = ".storageclass.storage.k8s.io/";

    /** What is also counted by its bare name. */
    static final Set<String> PLAIN = Set.of(
            "configmaps",
            "persistentvolumeclaims",
            "pods",
            "replicationcontrollers",
            "resourcequotas",
            "secrets",
            "services");

    private static final Set<String> UNPREFIXED = Set.of("cpu", "memory", "ephemeral-storage");
    private static final String HUGE_PAGES = "hugepages-";

    private Usage() {}

    /**
     * Of an object of this resource ({@code pods}, {@code deployments.apps}).
     *
     * @param now for pods whose time to end is over
     */
    public static Map<String, Quantity> of(String resource, JsonNode object, Instant now) {
        Map<String, Quantity> usage = new HashMap<>();
        usage.put(COUNT + resource, ONE);
        if (resource.equals("pods") && !isRunning(object, now)) {
            return usage;
        }
        if (PLAIN.contains(resource)) {
            usage.put(resource, ONE);
        }
        switch (resource) {
            case "pods" -> pod(Json.at(object, "spec"), usage);
            case "services" -> service(Json.at(object, "spec"), usage);
            case "persistentvolumeclaims" -> claim(object, usage);
            default -> {}
        }
        return usage;
    }

    /** Whether a pod still takes anything. */
    private static boolean isRunning(JsonNode pod, Instant now) {
        String phase = Json.text(pod, "status", "phase");
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            return false;
        }
        Instant end = Json.time(pod, "metadata", "deletionTimestamp");
        // A node that is lost never says that its pods have ended: one grace period beyond the end, they count no more.
        JsonNode grace = Json.at(pod, "metadata", "deletionGracePeriodSeconds");
        return end == null || !grace.isNumber() || now.isBefore(end.plus(Duration.ofSeconds(grace.asLong())));
    }

    private static void pod(JsonNode spec, Map<String, Quantity> usage) {
        Demand demand = Demand.ofPod(spec);
        Map<String, Quantity> requests = new HashMap<>(demand.requests());
        Map<String, Quantity> limits = new HashMap<>(demand.limits());
        Demand.amounts(Json.at(spec, "overhead")).forEach((name, amount) -> {
            requests.merge(name, amount, Quantity::plus);
            limits.computeIfPresent(name, (_, limit) -> limit.plus(amount));
        });
        requests.forEach((name, amount) -> {
            usage.put("requests." + name, amount);
            if (UNPREFIXED.contains(name) || name.startsWith(HUGE_PAGES)) {
                usage.put(name, amount);
            }
        });
        limits.forEach((name, amount) -> usage.put("limits." + name, amount));
    }

    private static void service(JsonNode spec, Map<String, Quantity> usage) {
        List<JsonNode> ports = Json.items(spec, "ports");
        switch (Json.text(spec, "type")) {
            case "NodePort" -> usage.put("services.nodeports", count(ports.size()));
            case "LoadBalancer" -> {
                usage.put("services.loadbalancers", ONE);
                boolean all = Json.at(spec, "allocateLoadBalancerNodePorts").asBoolean(true);
                long taken = ports.stream()
                        .filter(port -> all || Json.at(port, "nodePort").asInt(0) != 0)
                        .count();
                usage.put("services.nodeports", count(taken));
            }
            default -> {}
        }
    }

    private static void claim(JsonNode claim, Map<String, Quantity> usage) {
        String storageClass = storageClass(claim);
        Quantity wanted = amount(claim, "spec", "resources", "requests", "storage");
        if (wanted != null) {
            // A claim that asks for less again holds what it was given until its volume has shrunk.
            Quantity given = amount(claim, "status", "allocatedResources", "storage");
            Quantity most = given != null && given.compareTo(wanted) > 0 ? given : wanted;
            usage.put("requests.storage", most);
            if (!storageClass.isEmpty()) {
                usage.put(storageClass + OF_CLASS + "requests.storage", most);
            }
        }
        if (!storageClass.isEmpty()) {
            usage.put(storageClass + OF_CLASS + "persistentvolumeclaims", ONE);
        }
    }

    private static String storageClass(JsonNode claim) {
        String old = Json.text(claim, "metadata", "annotations", "volume.beta.kubernetes.io/storage-class");
        return old.isEmpty() ? Json.text(claim, "spec", "storageClassName") : old;
    }

    private static @Nullable Quantity amount(JsonNode object, String... path) {
        String text = Json.text(object, path);
        return Quantity.isQuantity(text) ? Quantity.parse(text) : null;
    }

    private static Quantity count(long number) {
        return new Quantity(BigDecimal.valueOf(number));
    }
}
