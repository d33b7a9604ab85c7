package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.Locale;
import java.util.Set;

/** Defaults that depend on more than the values of sibling fields. */
enum DefaultRule {
    /** An image that may change behind its name is pulled always, any other if it is not there. */
    IMAGE_PULL_POLICY("image-pull-policy"),
    /** A limit without a request is its own request. */
    REQUESTS_FROM_LIMITS("requests-from-limits"),
    /** A volume that names no source is an empty directory. */
    EMPTY_VOLUME("empty-volume"),
    /** On the host's network a container's port is the host's. */
    HOST_PORTS("host-ports"),
    /** The account's name is kept under its old name, too. */
    SERVICE_ACCOUNT_NAMES("service-account-names"),
    /** A service's port leads to the port of the same number. */
    TARGET_PORT("target-port"),
    /** A definition's singular name and list kind follow from its kind. */
    DEFINITION_NAMES("definition-names"),
    /** A policy without types is about incoming traffic, and about outgoing if it says anything of that. */
    POLICY_TYPES("policy-types"),
    /** A ReplicationController is labelled like its pods, and selects those labels. */
    TEMPLATE_LABELS("template-labels"),
    /** How many pods a job needs, and how often they may fail. */
    JOB_COUNTS("job-counts"),
    /** How fast an autoscaler goes up and down. */
    SCALING_POLICIES("scaling-policies"),
    /** What a container gets that says nothing follows from what it may get. */
    LIMIT_RANGE("limit-range");

    private static final Set<String> NO_VOLUME_SOURCE = Set.of("name");

    private final String text;

    DefaultRule(String text) {
        this.text = text;
    }

    static DefaultRule of(String text) {
        for (DefaultRule rule : values()) {
            if (rule.text.equals(text)) {
                return rule;
            }
        }
        throw new IllegalArgumentException("no rule for defaults is called " + text);
    }

    void apply(ObjectNode object) {
        switch (this) {
            case IMAGE_PULL_POLICY -> imagePullPolicy(object);
            case REQUESTS_FROM_LIMITS -> requestsFromLimits(object);
            case EMPTY_VOLUME -> emptyVolume(object);
            case HOST_PORTS -> hostPorts(object);
            case SERVICE_ACCOUNT_NAMES -> serviceAccountNames(object);
            case TARGET_PORT -> targetPort(object);
            case DEFINITION_NAMES -> definitionNames(object);
            case POLICY_TYPES -> policyTypes(object);
            case TEMPLATE_LABELS -> WorkloadDefaults.templateLabels(object);
            case JOB_COUNTS -> WorkloadDefaults.jobCounts(object);
            case SCALING_POLICIES -> WorkloadDefaults.scalingPolicies(object);
            case LIMIT_RANGE -> WorkloadDefaults.limitRange(object);
        }
    }

    private static void imagePullPolicy(ObjectNode container) {
        String image = Json.text(container, "image");
        if (!Json.text(container, "imagePullPolicy").isEmpty()) {
            return;
        }
        String name = image.substring(image.lastIndexOf('/') + 1);
        boolean moves = !name.contains("@") && (!name.contains(":") || name.endsWith(":latest"));
        container.put("imagePullPolicy", moves ? "Always" : "IfNotPresent");
    }

    private static void requestsFromLimits(ObjectNode container) {
        JsonNode limits = Json.at(container, "resources", "limits");
        if (limits.isEmpty()) {
            return;
        }
        ObjectNode requests = Json.ensureObject(container, "resources", "requests");
        limits.properties().forEach(limit -> {
            if (!requests.has(limit.getKey())) {
                requests.set(limit.getKey(), limit.getValue());
            }
        });
    }

    private static void emptyVolume(ObjectNode volume) {
        boolean sourceless = volume.properties().stream()
                .allMatch(field -> NO_VOLUME_SOURCE.contains(field.getKey())
                        || field.getValue().isNull());
        if (sourceless) {
            volume.putObject("emptyDir");
        }
    }

    private static void hostPorts(ObjectNode podSpec) {
        if (!Json.at(podSpec, "hostNetwork").asBoolean()) {
            return;
        }
        for (String list : Set.of("containers", "initContainers")) {
            for (JsonNode container : Json.items(podSpec, list)) {
                for (JsonNode port : Json.items(container, "ports")) {
                    if (port instanceof ObjectNode object
                            && Json.at(port, "hostPort").asInt(0) == 0) {
                        object.set("hostPort", Json.at(port, "containerPort"));
                    }
                }
            }
        }
    }

    private static void serviceAccountNames(ObjectNode podSpec) {
        String name = Json.text(podSpec, "serviceAccountName");
        String old = Json.text(podSpec, "serviceAccount");
        if (name.isEmpty() && !old.isEmpty()) {
            podSpec.put("serviceAccountName", old);
        } else if (!name.isEmpty()) {
            podSpec.put("serviceAccount", name);
        }
    }

    private static void targetPort(ObjectNode port) {
        JsonNode target = Json.at(port, "targetPort");
        boolean unset = target.isMissingNode()
                || target.isNull()
                || (target.isTextual() && target.asText().isEmpty())
                || (target.isNumber() && target.asInt() == 0);
        if (unset && port.hasNonNull("port")) {
            port.set("targetPort", port.get("port"));
        }
    }

    private static void policyTypes(ObjectNode policy) {
        if (!Json.at(policy, "policyTypes").isEmpty()) {
            return;
        }
        ArrayNode types = policy.putArray("policyTypes").add("Ingress");
        if (!Json.items(policy, "egress").isEmpty()) {
            types.add("Egress");
        }
    }

    private static void definitionNames(ObjectNode names) {
        String kind = Json.text(names, "kind");
        if (Json.text(names, "singular").isEmpty()) {
            names.put("singular", kind.toLowerCase(Locale.ROOT));
        }
        if (Json.text(names, "listKind").isEmpty()) {
            names.put("listKind", kind + "List");
        }
    }
}
