package io.quarterdeck.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Amounts of resources: what a pod asks for, what a node has, what is taken.
 *
 * @param cpu in thousandths
 * @param memory in bytes
 * @param storage ephemeral, in bytes
 * @param extended all others by name, in whole units; only those above zero
 */
record Amounts(long cpu, long memory, long storage, Map<String, Long> extended) {

    static final Amounts NONE = new Amounts(0, 0, 0, Map.of());

    private static final String CPU = "cpu";
    private static final String MEMORY = "memory";
    private static final String STORAGE = "ephemeral-storage";
    private static final String PODS = "pods";

    Amounts {
        extended = extended.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(extended));
    }

    /** Reads a map of quantities, such as {@code requests} or {@code allocatable}; {@code pods} is counted elsewhere. */
    static Amounts parse(JsonNode quantities) {
        if (quantities.isEmpty()) {
            return NONE;
        }
        Map<String, Long> extended = new TreeMap<>();
        Json.textMap(quantities).forEach((name, quantity) -> {
            long amount = name.equals(CPU) ? 0 : Quantity.parse(quantity).whole();
            if (amount > 0 && !name.equals(MEMORY) && !name.equals(STORAGE) && !name.equals(PODS)) {
                extended.put(name, amount);
            }
        });
        return new Amounts(
                quantity(quantities, CPU).milli(),
                quantity(quantities, MEMORY).whole(),
                quantity(quantities, STORAGE).whole(),
                extended);
    }

    /** What a whole pod asks for: all that run together, or the greediest moment of its start, and its overhead. */
    static Amounts ofPod(JsonNode spec) {
        Amounts sidecars = NONE;
        Amounts start = NONE;
        for (JsonNode container : Json.items(spec, "initContainers")) {
            Amounts own = parse(Json.at(container, "resources", "requests"));
            if (Json.text(container, "restartPolicy").equals("Always")) {
                sidecars = sidecars.plus(own);
                start = start.max(sidecars);
            } else {
                start = start.max(sidecars.plus(own));
            }
        }
        Amounts together = sidecars;
        for (JsonNode container : Json.items(spec, "containers")) {
            together = together.plus(parse(Json.at(container, "resources", "requests")));
        }
        Amounts asked = together.max(start).orIfSet(Json.at(spec, "resources", "requests"));
        return asked.plus(parse(Json.at(spec, "overhead")));
    }

    Amounts plus(Amounts other) {
        return new Amounts(
                cpu + other.cpu, memory + other.memory, storage + other.storage, merge(extended, other.extended, 1));
    }

    Amounts minus(Amounts other) {
        return new Amounts(
                cpu - other.cpu, memory - other.memory, storage - other.storage, merge(extended, other.extended, -1));
    }

    private Amounts max(Amounts other) {
        Map<String, Long> most = new TreeMap<>(extended);
        other.extended.forEach((name, amount) -> most.merge(name, amount, Math::max));
        return new Amounts(
                Math.max(cpu, other.cpu), Math.max(memory, other.memory), Math.max(storage, other.storage), most);
    }

    /** Requests of the pod as a whole stand for the sum of its containers'. */
    private Amounts orIfSet(JsonNode whole) {
        Amounts set = parse(whole);
        return new Amounts(
                Json.at(whole, CPU).isMissingNode() ? cpu : set.cpu,
                Json.at(whole, MEMORY).isMissingNode() ? memory : set.memory,
                storage,
                extended);
    }

    private static Map<String, Long> merge(Map<String, Long> one, Map<String, Long> other, int sign) {
        if (other.isEmpty()) {
            return one;
        }
        Map<String, Long> sum = new TreeMap<>(one);
        other.forEach((name, amount) -> sum.merge(name, sign * amount, Long::sum));
        sum.values().removeIf(amount -> amount == 0);
        return sum;
    }

    private static Quantity quantity(JsonNode quantities, String name) {
        String text = Json.text(quantities, name);
        return text.isEmpty() ? Quantity.ZERO : Quantity.parse(text);
    }
}
