package io.quarterdeck.model.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Quantity;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A ResourceQuota, read.
 *
 * @param hard what may be taken, by name
 * @param used what is taken as its status says; not of every name if nobody has counted yet
 */
public record Quota(String name, JsonNode spec, Map<String, Quantity> hard, Map<String, Quantity> used) {

    /** What every container must state where a quota is set on it. */
    private static final List<String> STATED =
            List.of("cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory");

    public Quota {
        hard = Map.copyOf(hard);
        used = Map.copyOf(used);
    }

    public static Quota of(KubeObject object) {
        return of(object.tree());
    }

    public static Quota of(ObjectNode quota) {
        JsonNode spec = Json.at(quota, "spec");
        return new Quota(
                Json.text(quota, "metadata", "name"),
                spec,
                Demand.amounts(Json.at(spec, "hard")),
                Demand.amounts(Json.at(quota, "status", "used")));
    }

    /** Whether the status says how much is taken of everything that the quota is set on. */
    public boolean isCounted() {
        return used.keySet().containsAll(hard.keySet());
    }

    /** What an object takes of what this quota is set on; empty if the quota is not about it. */
    public Map<String, Quantity> usage(String resource, JsonNode object, Instant now) {
        Map<String, Quantity> usage = new HashMap<>(Usage.of(resource, object, now));
        usage.keySet().retainAll(hard.keySet());
        return usage.isEmpty() || !QuotaScopes.select(spec, resource, object) ? Map.of() : usage;
    }

    /** The resources whose objects it counts: {@code pods}, {@code deployments.apps}. */
    public Set<String> resources() {
        Set<String> resources = new TreeSet<>();
        hard.keySet().forEach(name -> resources.add(resource(name)));
        return resources;
    }

    private static String resource(String name) {
        if (name.startsWith(Usage.COUNT)) {
            return name.substring(Usage.COUNT.length());
        }
        if (name.startsWith("services.")) {
            return "services";
        }
        if (name.equals("requests.storage") || name.contains(Usage.OF_CLASS)) {
            return "persistentvolumeclaims";
        }
        return Usage.PLAIN.contains(name) ? name : "pods";
    }

    /** Why the containers of a pod say too little to be counted; empty if they do not. */
    public String unstated(JsonNode pod) {
        if (STATED.stream().noneMatch(hard::containsKey) || !QuotaScopes.select(spec, "pods", pod)) {
            return "";
        }
        Map<String, String> missing = new TreeMap<>();
        for (String list : List.of("containers", "initContainers")) {
            for (JsonNode container : Json.items(pod, "spec", list)) {
                Demand demand = Demand.ofContainer(container);
                for (String name : STATED) {
                    if (hard.containsKey(name) && !states(demand, name)) {
                        missing.merge(name, Json.text(container, "name"), (all, next) -> all + "," + next);
                    }
                }
            }
        }
        StringBuilder text = new StringBuilder();
        missing.forEach((name, containers) -> text.append(text.isEmpty() ? "must specify " : "; ")
                .append(name)
                .append(" for: ")
                .append(containers));
        return text.toString();
    }

    private static boolean states(Demand demand, String name) {
        String plain = name.substring(name.indexOf('.') + 1);
        return (name.startsWith("limits.") ? demand.limits() : demand.requests()).containsKey(plain);
    }

    /** Whether one more object, that takes this, would be too much; what of it, or nothing. */
    public Map<String, Quantity> exceeded(Map<String, Quantity> usage) {
        Map<String, Quantity> exceeded = new TreeMap<>();
        usage.forEach((name, amount) -> {
            Quantity sum = used.getOrDefault(name, Quantity.ZERO).plus(amount);
            Quantity most = hard.get(name);
            if (most != null && amount.compareTo(Quantity.ZERO) > 0 && sum.compareTo(most) > 0) {
                exceeded.put(name, amount);
            }
        });
        return exceeded;
    }

    /** This quota when so much more is taken, or less; never less than nothing. */
    public Quota plus(Map<String, Quantity> usage) {
        Map<String, Quantity> sum = new HashMap<>(used);
        usage.forEach((name, amount) -> sum.merge(name, amount, Quantity::plus));
        sum.replaceAll((_, amount) -> amount.compareTo(Quantity.ZERO) < 0 ? Quantity.ZERO : amount);
        return new Quota(name, spec, hard, sum);
    }

    /** This quota when nothing is taken. */
    public Quota empty() {
        Map<String, Quantity> none = new HashMap<>();
        hard.keySet().forEach(each -> none.put(each, Quantity.ZERO));
        return new Quota(name, spec, hard, none);
    }

    /** Its status. */
    public ObjectNode status() {
        ObjectNode status = Json.object();
        status.set("hard", Amounts.tree(hard));
        Map<String, Quantity> known = new HashMap<>(used);
        known.keySet().retainAll(hard.keySet());
        status.set("used", Amounts.tree(known));
        return status;
    }
}
