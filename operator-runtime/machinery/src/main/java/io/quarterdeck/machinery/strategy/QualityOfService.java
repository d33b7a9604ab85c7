package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is stopped first when memory runs out.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/">pod QoS</a>
 */
final class QualityOfService {

    private static final List<String> COUNTED = List.of("cpu", "memory");

    private QualityOfService() {}

    static String of(JsonNode spec) {
        List<JsonNode> containers = new ArrayList<>(Json.items(spec, "containers"));
        containers.addAll(Json.items(spec, "initContainers"));
        boolean none = true;
        boolean guaranteed = true;
        for (JsonNode container : containers) {
            Map<String, String> requests = Json.textMap(container, "resources", "requests");
            Map<String, String> limits = Json.textMap(container, "resources", "limits");
            for (String resource : COUNTED) {
                boolean requested = isPositive(requests.get(resource));
                boolean limited = isPositive(limits.get(resource));
                none &= !requested && !limited;
                guaranteed &=
                        limited && same(requests.getOrDefault(resource, limits.get(resource)), limits.get(resource));
            }
        }
        if (none) {
            return "BestEffort";
        }
        return guaranteed ? "Guaranteed" : "Burstable";
    }

    private static boolean isPositive(@Nullable String quantity) {
        return quantity != null
                && Quantity.isQuantity(quantity)
                && Quantity.parse(quantity).compareTo(Quantity.ZERO) > 0;
    }

    private static boolean same(@Nullable String request, @Nullable String limit) {
        return request != null
                && limit != null
                && Quantity.isQuantity(request)
                && Quantity.parse(request).compareTo(Quantity.parse(limit)) == 0;
    }
}
