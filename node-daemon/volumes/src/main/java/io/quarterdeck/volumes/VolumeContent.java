package io.quarterdeck.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import io.quarterdeck.volumes.AtomicFolder.Content;
import io.quarterdeck.volumes.ConfigSource.Token;
import io.quarterdeck.volumes.ConfigSource.TokenRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files of config map, secret, downward and projected volumes, gathered from where they come from. */
final class VolumeContent {

    private static final int MODE_DEFAULT = 0644;

    private static final Duration TOKEN_LIFETIME_DEFAULT = Duration.ofHours(1);

    /** A token is renewed when this part of its life is over, and at the latest after a day; as upstream. */
    private static final double TOKEN_RENEW_AT = 0.8;

    private static final Duration TOKEN_RENEW_AFTER_MAX = Duration.ofHours(24);

    private final ConfigSource source;
    private final DownwardFields fields;
    private final Instant now;
    private final Map<String, HeldToken> tokens;
    private final Map<String, Content> files = new TreeMap<>();

    /** A token in use and when it should be renewed. */
    record HeldToken(String text, Instant renewAt) {}

    /** @param tokens those in use, by volume and path; renewed ones are put there */
    VolumeContent(ConfigSource source, DownwardFields fields, Instant now, Map<String, HeldToken> tokens) {
        this.source = source;
        this.fields = fields;
        this.now = now;
        this.tokens = tokens;
    }

    /** Whether the content of this volume comes from the API and is written here. */
    static boolean supports(JsonNode volume) {
        return volume.has("configMap") || volume.has("secret") || volume.has("downwardAPI") || volume.has("projected");
    }

    Map<String, Content> gather(JsonNode volume) throws VolumeException {
        if (volume.has("configMap")) {
            JsonNode map = volume.path("configMap");
            entries(map, "configmap", Json.text(map, "name"), mode(map, MODE_DEFAULT));
        } else if (volume.has("secret")) {
            JsonNode secret = volume.path("secret");
            entries(secret, "secret", Json.text(secret, "secretName"), mode(secret, MODE_DEFAULT));
        } else if (volume.has("downwardAPI")) {
            JsonNode downward = volume.path("downwardAPI");
            downward(downward, mode(downward, MODE_DEFAULT));
        } else {
            JsonNode projected = volume.path("projected");
            int mode = mode(projected, MODE_DEFAULT);
            for (JsonNode part : Json.items(projected, "sources")) {
                project(Json.text(volume, "name"), part, mode);
            }
        }
        return files;
    }

    private void project(String volume, JsonNode part, int mode) throws VolumeException {
        if (part.has("configMap")) {
            entries(part.path("configMap"), "configmap", Json.text(part, "configMap", "name"), mode);
        } else if (part.has("secret")) {
            entries(part.path("secret"), "secret", Json.text(part, "secret", "name"), mode);
        } else if (part.has("downwardAPI")) {
            downward(part.path("downwardAPI"), mode);
        } else if (part.has("serviceAccountToken")) {
            token(volume, part.path("serviceAccountToken"), mode);
        } else {
            throw new VolumeException("projected volume \"" + volume + "\" has a source of an unknown kind");
        }
    }

    private void entries(JsonNode reference, String kind, String name, int mode) throws VolumeException {
        String namespace = Json.text(fields.pod(), "metadata", "namespace");
        boolean optional = reference.path("optional").asBoolean(false);
        Optional<Map<String, byte[]>> found =
                kind.equals("secret") ? source.secret(namespace, name) : source.configMap(namespace, name);
        if (found.isEmpty()) {
            if (optional) {
                return;
            }
            throw new VolumeException(kind + " \"" + name + "\" not found");
        }
        List<JsonNode> items = Json.items(reference, "items");
        if (items.isEmpty()) {
            found.get().forEach((key, bytes) -> files.put(key, new Content(bytes, mode)));
        }
        for (JsonNode item : items) {
            byte[] bytes = found.get().get(Json.text(item, "key"));
            if (bytes != null) {
                files.put(
                        path(Json.text(item, "path")),
                        new Content(bytes, item.path("mode").asInt(mode)));
            } else if (!optional) {
                throw new VolumeException(kind + " references non-existent " + kind.replace("map", "") + " key: "
                        + Json.text(item, "key"));
            }
        }
    }

    private void downward(JsonNode downward, int mode) throws VolumeException {
        for (JsonNode item : Json.items(downward, "items")) {
            Optional<String> value = item.has("fieldRef")
                    ? fields.field(Json.text(item, "fieldRef", "fieldPath"))
                    : fields.resource(item.path("resourceFieldRef"), "");
            String text = value.orElseThrow(
                    () -> new VolumeException("downwardAPI item \"" + Json.text(item, "path") + "\" names no field"));
            files.put(
                    path(Json.text(item, "path")),
                    new Content(
                            text.getBytes(StandardCharsets.UTF_8),
                            item.path("mode").asInt(mode)));
        }
    }

    private void token(String volume, JsonNode request, int mode) throws VolumeException {
        String path = path(Json.text(request, "path"));
        String name = volume + "/" + path;
        HeldToken held = tokens.get(name);
        if (held == null || !now.isBefore(held.renewAt())) {
            long seconds = request.path("expirationSeconds").asLong(TOKEN_LIFETIME_DEFAULT.toSeconds());
            Token token = source.token(new TokenRequest(
                    Json.text(fields.pod(), "metadata", "namespace"),
                    serviceAccount(),
                    Json.text(request, "audience"),
                    Duration.ofSeconds(seconds),
                    Json.text(fields.pod(), "metadata", "name"),
                    Json.text(fields.pod(), "metadata", "uid")));
            held = new HeldToken(token.text(), renewAt(token.expiresAt()));
            tokens.put(name, held);
        }
        files.put(path, new Content(held.text().getBytes(StandardCharsets.UTF_8), mode));
    }

    private Instant renewAt(Instant expiresAt) {
        Duration life = Duration.between(now, expiresAt);
        Duration renew = Duration.ofMillis((long) (life.toMillis() * TOKEN_RENEW_AT));
        return now.plus(renew.compareTo(TOKEN_RENEW_AFTER_MAX) > 0 ? TOKEN_RENEW_AFTER_MAX : renew);
    }

    private String serviceAccount() {
        String name = Json.text(fields.pod(), "spec", "serviceAccountName");
        return name.isEmpty() ? "default" : name;
    }

    private static String path(String path) throws VolumeException {
        if (path.isEmpty()
                || path.startsWith("/")
                || List.of(path.split("/", -1)).contains("..")) {
            throw new VolumeException("path \"" + path + "\" must be relative and may not contain '..'");
        }
        return path;
    }

    private static int mode(JsonNode reference, int otherwise) {
        return reference.path("defaultMode").asInt(otherwise);
    }
}
