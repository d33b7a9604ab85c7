package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Resources;
import io.quarterdeck.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a definition gets the names that it asks for. Within a group a name means one thing: whoever has it first keeps it,
 * and a definition that asks for it as well waits, unserved, until it is free.
 */
public final class Naming {

    /** The finalizer of a deleted definition whose objects have not gone. */
    public static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

    private static final String ESTABLISHED = "Established";
    private static final String ACCEPTED = "NamesAccepted";

    private final Set<String> resources = new HashSet<>();
    private final Set<String> kinds = new HashSet<>();

    private Naming() {}

    /**
     * Sets the accepted names and the two conditions in a definition's status, as they follow from what the others have.
     *
     * @param others the definitions of its group; itself does not count
     * @param builtIn kinds that are always there
     * @param now as a timestamp
     */
    public static void decide(
            ObjectNode definition, Collection<ObjectNode> others, Collection<Kind> builtIn, String now) {
        Naming taken = new Naming();
        String group = Json.text(definition, "spec", "group");
        String name = Json.text(definition, "metadata", "name");
        for (Kind kind : builtIn) {
            if (kind.builtIn() && kind.type().group().equals(group)) {
                taken.take(kind);
            }
        }
        for (ObjectNode other : others) {
            boolean counts = Json.text(other, "spec", "group").equals(group)
                    && !Json.text(other, "metadata", "name").equals(name);
            if (counts) {
                taken.take(Json.at(other, "status", "acceptedNames"));
            }
        }
        taken.decide(definition, now);
    }

    /** The definitions of a group. Their names end in it, so those of others are not read, of which there may be thousands. */
    public static List<ObjectNode> ofGroup(Store store, String group) {
        List<ObjectNode> definitions = new ArrayList<>();
        for (Iterator<KubeObject> all = store.snapshot(Resources.CUSTOM_RESOURCE_DEFINITIONS.resource())
                        .all();
                all.hasNext(); ) {
            KubeObject definition = all.next();
            String name = definition.key().name();
            if (name.substring(name.indexOf('.') + 1).equals(group)) {
                definitions.add(definition.tree());
            }
        }
        return definitions;
    }

    /** Whether a definition's kind is to be served. */
    public static boolean isEstablished(JsonNode definition) {
        return Json.text(Json.condition(definition, ESTABLISHED), "status").equals("True");
    }

    /** Whether a definition waits for a name. */
    public static boolean waits(JsonNode definition) {
        return Json.text(Json.condition(definition, ACCEPTED), "status").equals("False");
    }

    private void take(Kind kind) {
        resources.add(kind.type().plural());
        resources.add(kind.singular());
        resources.addAll(kind.shortNames());
        kinds.add(kind.type().kind());
        kinds.add(kind.listKind());
    }

    private void take(JsonNode names) {
        resources.add(Json.text(names, "plural"));
        resources.add(Json.text(names, "singular"));
        Json.items(names, "shortNames").forEach(word -> resources.add(word.asText()));
        kinds.add(Json.text(names, "kind"));
        kinds.add(Json.text(names, "listKind"));
    }

    private void decide(ObjectNode definition, String now) {
        JsonNode wanted = Json.at(definition, "spec", "names");
        ObjectNode accepted = Json.ensureObject(definition, "status", "acceptedNames");
        String reason = "";
        String conflict = "";
        for (String field : List.of("plural", "singular", "shortNames", "kind", "listKind")) {
            Set<String> taken = field.equals("kind") || field.equals("listKind") ? kinds : resources;
            String clash = clash(wanted, field, taken);
            if (clash.isEmpty()) {
                accept(wanted, accepted, field);
            } else {
                String start = field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
                reason = start + "Conflict";
                conflict = "\"" + clash + "\" is already in use";
            }
        }
        accept(wanted, accepted, "categories");
        // A required field even where nothing is accepted.
        for (String field : List.of("plural", "kind")) {
            if (!accepted.has(field)) {
                accepted.put(field, "");
            }
        }
        conditions(definition, reason, conflict, now);
    }

    private static void conditions(ObjectNode definition, String reason, String conflict, String now) {
        if (reason.isEmpty()) {
            Conditions.set(definition, ACCEPTED, true, "NoConflicts", "no conflicts found", now);
            if (!isEstablished(definition)) {
                Conditions.set(
                        definition,
                        ESTABLISHED,
                        true,
                        "InitialNamesAccepted",
                        "the initial names have been accepted",
                        now);
            }
            return;
        }
        Conditions.set(definition, ACCEPTED, false, reason, conflict, now);
        // What was served once goes on under the names that it has.
        if (!isEstablished(definition)) {
            Conditions.set(definition, ESTABLISHED, false, "NotAccepted", "not all names are accepted", now);
        }
    }

    private static void accept(JsonNode wanted, ObjectNode accepted, String field) {
        JsonNode value = wanted.get(field);
        if (value == null) {
            accepted.remove(field);
        } else {
            accepted.set(field, value.deepCopy());
        }
    }

    /** The first name that is taken; empty if none is. */
    private static String clash(JsonNode wanted, String field, Set<String> taken) {
        JsonNode value = Json.at(wanted, field);
        if (value instanceof ArrayNode words) {
            for (JsonNode word : words) {
                if (taken.contains(word.asText())) {
                    return word.asText();
                }
            }
            return "";
        }
        String text = value.asText("");
        return !text.isEmpty() && taken.contains(text) ? text : "";
    }
}
