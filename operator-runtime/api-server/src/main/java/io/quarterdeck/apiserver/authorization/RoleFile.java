package io.quarterdeck.apiserver.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarterdeck.apiserver.access.Groups;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The roles and bindings that every cluster has, as {@code roles.yaml} says.
 *
 * @param objects each with its kind, roles before the bindings that name them
 * @param operators the names of our operators that have a role of their own
 */
public record RoleFile(List<ObjectNode> objects, Set<String> operators) {

    /** Where our operators' accounts, and the few roles that are no ClusterRoles, live. */
    private static final String SYSTEM = "kube-system";

    private static final String AGGREGATE = "rbac.authorization.k8s.io/aggregate-to-";
    private static final String EVENTS = "create,patch,update events events.k8s.io:events";

    public RoleFile {
        objects = List.copyOf(objects);
        operators = Set.copyOf(operators);
    }

    /** Reads them; takes some milliseconds. */
    public static RoleFile load() {
        try (InputStream in = RoleFile.class.getResourceAsStream("roles.yaml")) {
            if (in == null) {
                throw new IllegalStateException("this build has no roles.yaml");
            }
            return of(new YAMLMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RoleFile of(JsonNode file) {
        List<ObjectNode> roles = new ArrayList<>();
        List<ObjectNode> bindings = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : Json.at(file, "clusterRoles").properties()) {
            JsonNode said = entry.getValue();
            roles.add(clusterRole(entry.getKey(), said));
            if (said.has("to")) {
                bindings.add(binding(Resources.CLUSTER_ROLE_BINDINGS, entry.getKey(), said));
            }
        }
        for (Map.Entry<String, JsonNode> entry : Json.at(file, "roles").properties()) {
            JsonNode said = entry.getValue();
            roles.add(role(Resources.ROLES, entry.getKey(), Json.items(said, "rules")));
            if (said.has("to")) {
                bindings.add(binding(Resources.ROLE_BINDINGS, entry.getKey(), said));
            }
        }
        Set<String> operators = new TreeSet<>();
        for (Map.Entry<String, JsonNode> entry : Json.at(file, "operators").properties()) {
            operators.add(entry.getKey());
            String account = entry.getKey() + "-controller";
            String name = "system:controller:" + account;
            ObjectNode role = role(Resources.CLUSTER_ROLES, name, Json.items(entry.getValue()));
            addRules(role.withArray("rules"), EVENTS);
            roles.add(role);
            ObjectNode to = Json.object();
            to.putArray("to").add("account:" + SYSTEM + "/" + account);
            bindings.add(binding(Resources.CLUSTER_ROLE_BINDINGS, name, to));
        }
        bindings.add(unlisted());
        roles.addAll(bindings);
        return new RoleFile(roles, operators);
    }

    /** An operator that the file does not know yet must work all the same. */
    private static ObjectNode unlisted() {
        ObjectNode to = Json.object();
        to.putArray("to").add("group:" + Groups.OPERATORS);
        ObjectNode binding = binding(Resources.CLUSTER_ROLE_BINDINGS, Groups.OPERATORS, to);
        Json.ensureObject(binding, "roleRef").put("name", "cluster-admin");
        return binding;
    }

    private static ObjectNode clusterRole(String name, JsonNode said) {
        ObjectNode role = role(Resources.CLUSTER_ROLES, name, Json.items(said, "rules"));
        for (JsonNode into : Json.items(said, "into")) {
            Json.ensureObject(role, "metadata", "labels").put(AGGREGATE + into.asText(), "true");
        }
        String from = Json.text(said, "from");
        if (!from.isEmpty()) {
            role.putObject("aggregationRule")
                    .putArray("clusterRoleSelectors")
                    .addObject()
                    .putObject("matchLabels")
                    .put(AGGREGATE + from, "true");
        }
        return role;
    }

    private static ObjectNode role(ResourceType type, String name, List<JsonNode> lines) {
        ObjectNode role = object(type, name);
        ArrayNode rules = role.putArray("rules");
        lines.forEach(line -> addRules(rules, line.asText()));
        return role;
    }

    private static void addRules(ArrayNode rules, String line) {
        RuleText.parse(line).forEach(rule -> rules.add(rule.toJson()));
    }

    private static ObjectNode binding(ResourceType type, String name, JsonNode said) {
        ObjectNode binding = object(type, name);
        String group = type.group();
        binding.putObject("roleRef")
                .put("apiGroup", group)
                .put("kind", type.namespaced() ? "Role" : "ClusterRole")
                .put("name", name);
        ArrayNode subjects = binding.putArray("subjects");
        for (JsonNode to : Json.items(said, "to")) {
            String text = to.asText();
            String subject = text.substring(text.indexOf(':') + 1);
            switch (text.substring(0, text.indexOf(':'))) {
                case "user" ->
                    subjects.addObject()
                            .put("apiGroup", group)
                            .put("kind", "User")
                            .put("name", subject);
                case "group" ->
                    subjects.addObject()
                            .put("apiGroup", group)
                            .put("kind", "Group")
                            .put("name", subject);
                case "account" ->
                    subjects.addObject()
                            .put("kind", "ServiceAccount")
                            .put("name", subject.substring(subject.indexOf('/') + 1))
                            .put("namespace", subject.substring(0, subject.indexOf('/')));
                default -> throw new IllegalArgumentException("no kind of subject: " + text);
            }
        }
        return binding;
    }

    private static ObjectNode object(ResourceType type, String name) {
        ObjectNode object = Json.object().put("apiVersion", type.apiVersion()).put("kind", type.kind());
        ObjectNode metadata = object.putObject("metadata").put("name", name);
        if (type.namespaced()) {
            metadata.put("namespace", SYSTEM);
        }
        metadata.putObject("labels").put("kubernetes.io/bootstrapping", "rbac-defaults");
        metadata.putObject("annotations").put(RoleBootstrap.AUTO_UPDATE, "true");
        return object;
    }
}
