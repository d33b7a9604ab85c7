package io.quarterdeck.apiserver.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Decides which container of a pod is meant, and how a node is asked for it. Pure. */
final class Target {

    private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";
    private static final List<String> LOG_OPTIONS = List.of(
            "follow", "previous", "tailLines", "sinceSeconds", "sinceTime", "timestamps", "limitBytes", "stream");

    private Target() {}

    /**
     * The container that a request names, or the one that is meant if it names none.
     *
     * @throws ApiException 400 that lists the names, if none is meant or the name is not one of them
     */
    static String container(ObjectNode pod, String asked) {
        List<String> containers = names(pod, "containers");
        List<String> init = names(pod, "initContainers");
        List<String> all = new ArrayList<>(containers);
        all.addAll(init);
        all.addAll(names(pod, "ephemeralContainers"));
        String podName = Json.text(pod, "metadata", "name");
        if (!asked.isEmpty()) {
            if (all.contains(asked)) {
                return asked;
            }
            throw refused("container " + asked + " is not valid for pod " + podName);
        }
        String annotated = Json.text(pod, "metadata", "annotations", DEFAULT_CONTAINER);
        if (all.contains(annotated)) {
            return annotated;
        }
        if (containers.size() == 1) {
            return containers.getFirst();
        }
        String choices = ", choose one of: [" + String.join(" ", containers) + "]";
        String more = init.isEmpty() ? "" : " or one of the init containers: [" + String.join(" ", init) + "]";
        throw refused("a container name must be specified for pod " + podName + choices + more);
    }

    /** The node that a pod runs on. */
    static String nodeName(ObjectNode pod) {
        String nodeName = Json.text(pod, "spec", "nodeName");
        if (nodeName.isEmpty()) {
            throw refused("pod " + Json.text(pod, "metadata", "name") + " does not have a host assigned");
        }
        return nodeName;
    }

    /** Whether a pod is over: nothing can be run in it any more. */
    static void requireNotOver(ObjectNode pod) {
        String phase = Json.text(pod, "status", "phase");
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            throw refused("cannot exec into a container in a completed pod; current phase is " + phase);
        }
    }

    /** Path and query on the node for a container's log. */
    static String logPath(String namespace, String pod, String container, Map<String, List<String>> query) {
        Query node = new Query();
        LOG_OPTIONS.forEach(option -> query.getOrDefault(option, List.of()).forEach(value -> node.add(option, value)));
        return "/containerLogs/" + encode(namespace) + "/" + encode(pod) + "/" + encode(container) + node;
    }

    /** Path and query on the node for exec and attach. */
    static String commandPath(
            String verb, String namespace, String pod, String container, Map<String, List<String>> query) {
        Query node = new Query();
        query.getOrDefault("command", List.of()).forEach(word -> node.add("command", word));
        flag(query, "stdin", node, "input");
        flag(query, "stdout", node, "output");
        flag(query, "stderr", node, "error");
        flag(query, "tty", node, "tty");
        return "/" + verb + "/" + encode(namespace) + "/" + encode(pod) + "/" + encode(container) + node;
    }

    /** Path and query on the node for port-forward. */
    static String portForwardPath(String namespace, String pod, Map<String, List<String>> query) {
        Query node = new Query();
        query.getOrDefault("ports", List.of()).forEach(ports -> node.add("ports", ports));
        return "/portForward/" + encode(namespace) + "/" + encode(pod) + node;
    }

    static ApiException refused(String message) {
        return new ApiException(Status.badRequest(message));
    }

    private static void flag(Map<String, List<String>> query, String name, Query node, String nodeName) {
        List<String> values = query.getOrDefault(name, List.of());
        if (!values.isEmpty()
                && !values.getFirst().equals("false")
                && !values.getFirst().equals("0")) {
            node.add(nodeName, "1");
        }
    }

    private static List<String> names(ObjectNode pod, String field) {
        List<String> names = new ArrayList<>();
        for (JsonNode container : Json.items(pod, "spec", field)) {
            names.add(Json.text(container, "name"));
        }
        return names;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static final class Query {
        private final StringBuilder text = new StringBuilder();

        void add(String name, String value) {
            text.append(text.isEmpty() ? '?' : '&').append(name).append('=').append(encode(value));
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
