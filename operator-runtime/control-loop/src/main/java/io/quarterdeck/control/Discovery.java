package io.quarterdeck.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which kinds the API serves, built-in and users' alike. */
public final class Discovery {

    private static final List<String> CORE = List.of("v1");

    private final ApiClient api;

    public Discovery(ApiClient api) {
        this.api = api;
    }

    /**
     * One kind, at the version that the API prefers.
     *
     * @param verbs what may be done with it, such as {@code list}
     */
    public record ServedKind(ResourceType type, Set<String> verbs) {

        public ServedKind {
            verbs = Set.copyOf(verbs);
        }

        /** Whether it is made of objects that are kept: some kinds, such as reviews, are only questions. */
        public boolean isKept() {
            return verbs.contains("list") && verbs.contains("watch") && verbs.contains("delete");
        }
    }

    /** Every kind once, in the API's order of groups; subresources are left out. */
    public List<ServedKind> kinds() {
        List<ServedKind> kinds = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        read("", CORE, kinds, seen);
        for (JsonNode group : Json.items(api.getDocument("/apis"), "groups")) {
            List<String> versions = new ArrayList<>();
            versions.add(Json.text(group, "preferredVersion", "version"));
            Json.items(group, "versions").forEach(version -> versions.add(Json.text(version, "version")));
            read(Json.text(group, "name"), versions.stream().distinct().toList(), kinds, seen);
        }
        return kinds;
    }

    private void read(String group, List<String> versions, List<ServedKind> kinds, Set<String> seen) {
        for (String version : versions) {
            String path = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
            for (JsonNode resource : Json.items(api.getDocument(path), "resources")) {
                String plural = Json.text(resource, "name");
                if (plural.indexOf('/') < 0 && seen.add(plural + "." + group)) {
                    Set<String> verbs = new HashSet<>();
                    Json.items(resource, "verbs").forEach(verb -> verbs.add(verb.asText()));
                    boolean namespaced = Json.at(resource, "namespaced").asBoolean(false);
                    ResourceType type =
                            new ResourceType(group, version, plural, Json.text(resource, "kind"), namespaced);
                    kinds.add(new ServedKind(type, verbs));
                }
            }
        }
    }
}
