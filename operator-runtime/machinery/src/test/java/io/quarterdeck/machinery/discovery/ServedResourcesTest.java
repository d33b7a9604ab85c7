package io.quarterdeck.machinery.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Holds what is served against what a Kubernetes v1.35 API server says of its stable versions. */
class ServedResourcesTest {

    /** One line of the reference, and one resource of ours in the same words. */
    private record Facts(
            String singular, String kind, String scope, String verbs, String shortNames, String categories) {}

    private final Discovery discovery = new Discovery(BuiltInKinds.load(), "192.0.2.1:6443");

    @Test
    void everythingIsServedAsKubernetesDoes() throws IOException {
        Map<String, Facts> wanted = new LinkedHashMap<>();
        reference()
                .forEach((key, line) ->
                        wanted.put(key, new Facts(line[3], line[4], line[5], line[6], line[7], line[8])));
        Map<String, Facts> served = served();
        assertThat(served.keySet()).containsExactlyInAnyOrderElementsOf(wanted.keySet());
        wanted.forEach((key, facts) -> assertThat(served.get(key)).as(key).isEqualTo(facts));
    }

    @Test
    void groupsStandInTheOrderInWhichShortNamesAreLookedUp() throws IOException {
        List<String> groups = Json.items(get("/apis"), "groups").stream()
                .map(group -> Json.text(group, "name"))
                .toList();
        assertThat(reference().values().stream().map(line -> line[0]).distinct().filter(groups::contains))
                .containsExactlyElementsOf(groups);
    }

    @Test
    void storageHashesAgree() throws IOException {
        Map<String, String> wanted = new LinkedHashMap<>();
        reference().forEach((key, line) -> {
            if (!line[9].isEmpty()) {
                wanted.put(line[2], line[9]);
            }
        });
        Map<String, String> served = new LinkedHashMap<>();
        for (JsonNode resource : Json.items(get("/api/v1"), "resources")) {
            served.put(Json.text(resource, "name"), Json.text(resource, "storageVersionHash"));
        }
        assertThat(wanted).isNotEmpty();
        assertThat(served).containsAllEntriesOf(wanted);
    }

    /** Lines by group, version and resource. */
    private static Map<String, String[]> reference() throws IOException {
        String name = "resources-1.35.tsv";
        try (InputStream stream = Objects.requireNonNull(ServedResourcesTest.class.getResourceAsStream(name), name)) {
            Map<String, String[]> lines = new LinkedHashMap<>();
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().filter(one -> !one.startsWith("#")).toList()) {
                String[] words = line.split("\t", -1);
                lines.put((words[0].isEmpty() ? "" : words[0] + "/") + words[1] + "/" + words[2], words);
            }
            return lines;
        }
    }

    private Map<String, Facts> served() {
        List<String> versions = new ArrayList<>(List.of("v1"));
        for (JsonNode group : Json.items(get("/apis"), "groups")) {
            Json.items(group, "versions").forEach(version -> versions.add(Json.text(version, "groupVersion")));
        }
        Map<String, Facts> served = new LinkedHashMap<>();
        for (String version : versions) {
            JsonNode list = get((version.equals("v1") ? "/api/" : "/apis/") + version);
            for (JsonNode resource : Json.items(list, "resources")) {
                served.put(version + "/" + Json.text(resource, "name"), facts(resource));
            }
        }
        return served;
    }

    private static Facts facts(JsonNode resource) {
        String group = Json.text(resource, "group");
        String foreign = group.isEmpty() ? "" : group + "/" + Json.text(resource, "version") + " ";
        return new Facts(
                Json.text(resource, "singularName"),
                foreign + Json.text(resource, "kind"),
                Json.at(resource, "namespaced").asBoolean() ? "Namespaced" : "Cluster",
                joined(resource, "verbs"),
                joined(resource, "shortNames"),
                joined(resource, "categories"));
    }

    private static String joined(JsonNode resource, String field) {
        return String.join(
                ",", Json.items(resource, field).stream().map(JsonNode::asText).toList());
    }

    private JsonNode get(String path) {
        return Json.parse(discovery.answer(path, "").orElseThrow().pieces().getFirst());
    }
}
