package io.quarterdeck.machinery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.List;
import java.util.Map;

/**
 * A client's wish to be connected to what is inside the cluster: to run a command in a pod, or to be passed on to a service.
 *
 * @param resource {@code pods}, {@code services} or {@code nodes}
 * @param subresource {@code exec}, {@code attach}, {@code portforward} or {@code proxy}
 * @param path for a proxy: what is asked of the other side
 */
public record Connection(
        String resource,
        String subresource,
        String namespace,
        String name,
        String path,
        Map<String, List<String>> query) {

    private static final Map<String, String> PROXIES =
            Map.of("pods", "PodProxyOptions", "services", "ServiceProxyOptions", "nodes", "NodeProxyOptions");

    /** The wish as an object, which is what those who are asked about it see. */
    ObjectNode options() {
        ObjectNode options = Json.object();
        switch (subresource) {
            case "exec" -> command(options.put("kind", "PodExecOptions"));
            case "attach" -> command(options.put("kind", "PodAttachOptions"));
            case "portforward" -> ports(options.put("kind", "PodPortForwardOptions"));
            default -> options.put("kind", PROXIES.getOrDefault(resource, "")).put("path", path);
        }
        return options.put("apiVersion", "v1");
    }

    private void command(ObjectNode options) {
        for (String stream : List.of("stdin", "stdout", "stderr", "tty")) {
            // What a program writes is wanted unless it is said not to be.
            String unsaid = stream.startsWith("stdo") || stream.equals("stderr") ? "true" : "false";
            String value = first(stream, unsaid);
            if (!value.equals("false") && !value.equals("0")) {
                options.put(stream, true);
            }
        }
        String container = first("container", "");
        if (!container.isEmpty()) {
            options.put("container", container);
        }
        List<String> words = query.getOrDefault("command", List.of());
        if (!words.isEmpty()) {
            ArrayNode command = options.putArray("command");
            words.forEach(command::add);
        }
    }

    private void ports(ObjectNode options) {
        ArrayNode ports = options.putArray("ports");
        for (String values : query.getOrDefault("ports", List.of())) {
            for (String port : values.split(",", -1)) {
                if (port.matches("[0-9]{1,5}")) {
                    ports.add(Integer.parseInt(port));
                }
            }
        }
    }

    private String first(String parameter, String otherwise) {
        List<String> values = query.getOrDefault(parameter, List.of());
        return values.isEmpty() ? otherwise : values.getFirst();
    }
}
