package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import io.quarterdeck.model.Status;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether a user's definition can be served: its names, its conversion, its versions, and that each schema is structural. */
final class DefinitionCheck {

    private static final List<String> SCOPES = List.of("Cluster", "Namespaced");

    private final Faults faults = new Faults();

    List<Status.Cause> check(ObjectNode definition) {
        JsonNode spec = Json.at(definition, "spec");
        FieldPath path = FieldPath.ROOT.child("spec");
        names(definition, spec, path);
        new ConversionCheck(faults).check(Json.at(spec, "conversion"), path.child("conversion"));
        if (Json.at(spec, "preserveUnknownFields").asBoolean()) {
            faults.invalid(
                    path.child("preserveUnknownFields").toString(),
                    Json.at(spec, "preserveUnknownFields"),
                    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
                            + " spec.versions[*].schema instead");
        }
        versions(spec, path.child("versions"));
        return faults.causes();
    }

    private void versions(JsonNode spec, FieldPath path) {
        List<JsonNode> versions = Json.items(spec, "versions");
        Set<String> seen = new HashSet<>();
        int stored = 0;
        for (int i = 0; i < versions.size(); i++) {
            FieldPath place = path.element(i);
            String name = Json.text(versions.get(i), "name");
            String fault = Names.label1035Fault(name);
            if (!fault.isEmpty()) {
                faults.invalid(place.child("name").toString(), name, fault);
            } else if (!seen.add(name)) {
                faults.duplicate(place.child("name").toString(), name);
            }
            stored += Json.at(versions.get(i), "storage").asBoolean() ? 1 : 0;
            new VersionCheck(faults).check(versions.get(i), place);
        }
        if (stored != 1) {
            faults.invalid(
                    path.toString(),
                    Json.at(spec, "versions"),
                    "must have exactly one version marked as storage version");
        }
    }

    private void names(ObjectNode definition, JsonNode spec, FieldPath path) {
        String group = Json.text(spec, "group");
        String scope = Json.text(spec, "scope");
        FieldPath names = path.child("names");
        required(path.child("group"), group);
        required(path.child("scope"), scope);
        required(names.child("plural"), Json.text(spec, "names", "plural"));
        required(names.child("kind"), Json.text(spec, "names", "kind"));
        boolean domain = group.indexOf('.') >= 0 && Names.subdomainFault(group).isEmpty();
        if (!group.isEmpty() && !domain) {
            faults.invalid(path.child("group").toString(), group, "should be a domain with at least one dot");
        }
        if (!scope.isEmpty() && !SCOPES.contains(scope)) {
            faults.unsupported(path.child("scope").toString(), scope, SCOPES);
        }
        for (String field : List.of("plural", "singular")) {
            label(names.child(field), Json.text(spec, "names", field));
        }
        for (String field : List.of("kind", "listKind")) {
            String kind = Json.text(spec, "names", field);
            // Kinds are written in capitals, and are labels otherwise.
            String fault = kind.isEmpty() ? "" : Names.label1035Fault(kind.toLowerCase(Locale.ROOT));
            faults.invalidIf(fault, names.child(field).toString(), kind);
        }
        for (String field : List.of("shortNames", "categories")) {
            List<JsonNode> words = Json.items(spec, "names", field);
            for (int i = 0; i < words.size(); i++) {
                label(names.child(field).element(i), words.get(i).asText());
            }
        }
        if (!Json.text(spec, "names", "kind").isEmpty()
                && Json.text(spec, "names", "kind").equals(Json.text(spec, "names", "listKind"))) {
            faults.invalid(
                    names.child("listKind").toString(),
                    Json.text(spec, "names", "listKind"),
                    "kind and listKind may not be the same");
        }
        whole(definition, spec);
    }

    private void whole(ObjectNode definition, JsonNode spec) {
        String plural = Json.text(spec, "names", "plural");
        String group = Json.text(spec, "group");
        String name = Json.text(definition, "metadata", "name");
        if (!plural.isEmpty() && !group.isEmpty() && !name.equals(plural + "." + group)) {
            faults.invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group");
        }
    }

    private void label(FieldPath path, String text) {
        if (!text.isEmpty()) {
            faults.invalidIf(Names.label1035Fault(text), path.toString(), text);
        }
    }

    private void required(FieldPath path, String value) {
        if (value.isEmpty()) {
            faults.required(path.toString(), "");
        }
    }
}
