package io.quarterdeck.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Quantity;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a pod may learn of itself: {@code fieldRef} and {@code resourceFieldRef}.
 *
 * @param pod the object; its status may still lack what the node knows already
 * @param known values by field path that come before the object's
 * @param capacity what an absent limit reads as: {@code cpu}, {@code memory}, {@code ephemeral-storage} of the node
 */
public record DownwardFields(JsonNode pod, Map<String, String> known, Map<String, Quantity> capacity) {

    /** The value of a field path; empty if there is no such field. */
    public Optional<String> field(String path) {
        String value = known.get(path);
        if (value != null) {
            return Optional.of(value);
        }
        int bracket = path.indexOf("['");
        if (bracket > 0 && path.endsWith("']")) {
            String key = path.substring(bracket + 2, path.length() - 2);
            return Optional.of(Json.textMap(pod, path.substring(0, bracket).split("\\.", -1))
                    .getOrDefault(key, ""));
        }
        return switch (path) {
            case "metadata.labels", "metadata.annotations" ->
                Optional.of(lines(Json.textMap(pod, path.split("\\.", -1))));
            case "metadata.name",
                    "metadata.namespace",
                    "metadata.uid",
                    "spec.nodeName",
                    "spec.serviceAccountName",
                    "status.hostIP",
                    "status.podIP" -> Optional.of(Json.text(pod, path.split("\\.", -1)));
            default -> Optional.empty();
        };
    }

    /** The value of a {@code resourceFieldRef}, in units of its divisor, rounded up. */
    public Optional<String> resource(JsonNode reference, String containerName) {
        String name = Json.text(reference, "containerName");
        JsonNode container = container(name.isEmpty() ? containerName : name);
        String[] path = Json.text(reference, "resource").split("\\.", 2);
        if (path.length != 2) {
            return Optional.empty();
        }
        String text = Json.text(container, "resources", path[0], path[1]);
        if (text.isEmpty() && path[0].equals("requests")) {
            text = Json.text(container, "resources", "limits", path[1]);
        }
        Quantity amount;
        if (!text.isEmpty()) {
            amount = Quantity.parse(text);
        } else {
            amount = path[0].equals("limits")
                    ? capacity.getOrDefault(path[1], Quantity.parse("0"))
                    : Quantity.parse("0");
        }
        String divisorText = Json.text(reference, "divisor");
        Quantity divisor = Quantity.parse(divisorText.isEmpty() || divisorText.equals("0") ? "1" : divisorText);
        if (path[1].equals("cpu")) {
            return Optional.of(Long.toString(Math.ceilDiv(amount.milli(), Math.max(1, divisor.milli()))));
        }
        return Optional.of(Long.toString(Math.ceilDiv(amount.whole(), Math.max(1, divisor.whole()))));
    }

    private JsonNode container(String name) {
        for (String list : new String[] {"containers", "initContainers"}) {
            for (JsonNode container : Json.items(pod, "spec", list)) {
                if (Json.text(container, "name").equals(name)) {
                    return container;
                }
            }
        }
        return Json.object();
    }

    private static String lines(Map<String, String> map) {
        return new TreeMap<>(map)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()))
                        .collect(Collectors.joining("\n"));
    }

    private static String quoted(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
