package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.cel.ExpressionCheck;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.machinery.kinds.Schema;
import io.quarterdeck.model.Json;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says in the status of a policy where its expressions do not fit the kinds that it is about. Nothing is refused for it: the
 * policy may be about versions that come later. Done when the policy is written, once a generation, with the kinds that are
 * served then.
 */
public final class TypeChecking {

    /** Upstream's limit: who matches more kinds than these writes expressions that look before they leap. */
    private static final int KINDS_MAX = 10;

    private final KindRegistry kinds;

    public TypeChecking(KindRegistry kinds) {
        this.kinds = kinds;
    }

    /** Sets {@code status.observedGeneration} and {@code status.typeChecking}, unless they are of this generation. */
    public void report(ObjectNode policy) {
        long generation = Json.at(policy, "metadata", "generation").asLong(0);
        if (Json.at(policy, "status", "observedGeneration").asLong(0) == generation) {
            return;
        }
        ObjectNode status = Json.ensureObject(policy, "status");
        status.put("observedGeneration", generation);
        ObjectNode typeChecking = status.putObject("typeChecking");
        Map<String, String> warnings = warnings(policy);
        if (!warnings.isEmpty()) {
            ArrayNode list = typeChecking.putArray("expressionWarnings");
            warnings.forEach(
                    (path, warning) -> list.addObject().put("fieldRef", path).put("warning", warning));
        }
    }

    /** Warnings by field, in the order of the fields. */
    private Map<String, String> warnings(ObjectNode policy) {
        List<AdmissionExpressions.Field> fields = AdmissionExpressions.ofPolicy(policy);
        Optional<Schema> parameters = Optional.of(Json.at(policy, "spec", "paramKind"))
                .filter(JsonNode::isObject)
                .flatMap(kind -> PolicyParameters.kind(kinds, kind))
                .map(Kind::schema);
        Map<String, String> warnings = new LinkedHashMap<>();
        for (Kind kind : subjects(policy)) {
            Map<String, Schema> typed = new HashMap<>(Map.of("object", kind.schema(), "oldObject", kind.schema()));
            parameters.ifPresent(schema -> typed.put("params", schema));
            ExpressionCheck check = new ExpressionCheck(typed);
            String name = kind.type().group() + "/" + kind.type().version() + ", Kind="
                    + kind.type().kind();
            for (AdmissionExpressions.Field field : fields) {
                field.fault(check)
                        .ifPresent(why -> warnings.merge(field.path(), name + ": " + why + "\n", String::concat));
            }
        }
        return warnings;
    }

    /** The kinds that the policy names, without those that only a wildcard means. */
    private Set<Kind> subjects(ObjectNode policy) {
        Set<Kind> found = new LinkedHashSet<>();
        for (JsonNode entry : Json.items(policy, "spec", "matchConstraints", "resourceRules")) {
            WebhookRule rule = WebhookRule.of(entry);
            for (String group : rule.groups()) {
                for (String version : rule.versions()) {
                    rule.resources()
                            .forEach(plural -> kinds.byPlural(group, version, plural)
                                    .filter(_ -> found.size() < KINDS_MAX)
                                    .ifPresent(found::add));
                }
            }
        }
        return found;
    }
}
