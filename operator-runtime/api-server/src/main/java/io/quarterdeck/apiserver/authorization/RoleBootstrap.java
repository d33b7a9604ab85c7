package io.quarterdeck.apiserver.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.List;
import java.util.Optional;

/**
 * Decides what a stored role or binding lacks of what every cluster has. Pure. What an administrator has added stays; what
 * is missing comes back, unless they have said that the object is not to be updated.
 */
public final class RoleBootstrap {

    static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

    private RoleBootstrap() {}

    /** The object as it should be; empty if it may stay as it is. */
    public static Optional<ObjectNode> correct(ObjectNode stored, ObjectNode wanted) {
        if (Json.textMap(stored, "metadata", "annotations")
                .getOrDefault(AUTO_UPDATE, "")
                .equals("false")) {
            return Optional.empty();
        }
        ObjectNode next = stored.deepCopy();
        for (String field : List.of("labels", "annotations")) {
            Json.textMap(wanted, "metadata", field)
                    .forEach((name, value) ->
                            Json.ensureObject(next, "metadata", field).put(name, value));
        }
        addMissingRules(next, wanted);
        addMissingSubjects(next, wanted);
        if (wanted.has("aggregationRule")) {
            next.set("aggregationRule", wanted.get("aggregationRule"));
        }
        return next.equals(stored) ? Optional.empty() : Optional.of(next);
    }

    /** Whether the role that a stored binding names is another than it should be: it cannot be changed, only replaced. */
    public static boolean bindsAnother(ObjectNode stored, ObjectNode wanted) {
        return wanted.has("roleRef") && !Json.at(wanted, "roleRef").equals(Json.at(stored, "roleRef"));
    }

    private static void addMissingRules(ObjectNode next, ObjectNode wanted) {
        List<Rule> missing = Coverage.missing(Rule.ofRole(next), Rule.ofRole(wanted));
        if (!missing.isEmpty()) {
            ArrayNode rules = next.withArray("rules");
            missing.forEach(rule -> rules.add(rule.toJson()));
        }
    }

    private static void addMissingSubjects(ObjectNode next, ObjectNode wanted) {
        List<JsonNode> present = Json.items(next, "subjects");
        for (JsonNode subject : Json.items(wanted, "subjects")) {
            if (!present.contains(subject)) {
                next.withArray("subjects").add(subject.deepCopy());
            }
        }
    }
}
