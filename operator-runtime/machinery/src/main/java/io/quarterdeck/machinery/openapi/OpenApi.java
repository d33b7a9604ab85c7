package io.quarterdeck.machinery.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Compressed;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.machinery.kinds.SchemaTexts;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** The OpenAPI documents of all that is served. Safe for any number of threads; the first call for a document costs. */
public final class OpenApi {

    private static final String INDEX = "";
    private static final String VERSION_2 = "v2";

    private final KindRegistry registry;
    private volatile Cache cache = new Cache(-1, new ConcurrentHashMap<>());

    private record Cache(long generation, Map<String, byte[]> packed) {}

    public OpenApi(KindRegistry registry) {
        this.registry = registry;
    }

    /** {@code /openapi/v3}: the paths of all documents, each with a hash of what it says. */
    public byte[] v3Index() {
        Cache current = current();
        byte[] packed = current.packed.computeIfAbsent(INDEX, _ -> Compressed.of(Json.encode(index())));
        return Compressed.restore(packed);
    }

    /** The document of {@code api/v1} or {@code apis/<group>/<version>}; empty if nothing is served there. */
    public Optional<byte[]> v3(String groupVersionPath) {
        // The cache before the kinds: were a kind to change in between, an old document could end up in the new cache.
        Cache current = current();
        List<Kind> kinds = byPath().get(groupVersionPath);
        if (kinds == null) {
            return Optional.empty();
        }
        byte[] packed = current.packed.computeIfAbsent(groupVersionPath, _ -> {
            DocumentBuilder builder = new DocumentBuilder(SchemaTexts.read());
            kinds.forEach(builder::add);
            return Compressed.of(Json.encode(builder.v3()));
        });
        return Optional.of(Compressed.restore(packed));
    }

    /** {@code /openapi/v2} as JSON: everything in one Swagger 2.0 document. */
    public byte[] v2() {
        byte[] packed = current().packed.computeIfAbsent(VERSION_2, _ -> {
            DocumentBuilder builder = new DocumentBuilder(SchemaTexts.read());
            byPath().values().forEach(kinds -> kinds.forEach(builder::add));
            return Compressed.of(Json.encode(Swagger.of(builder.v3())));
        });
        return Compressed.restore(packed);
    }

    /** {@code /openapi/v2} in another encoding than JSON, which is made once and kept under its name. */
    public byte[] v2(String encoding, UnaryOperator<byte[]> encoder) {
        // The cache before the document, which may be a newer one's.
        Cache current = current();
        byte[] json = v2();
        byte[] packed =
                current.packed.computeIfAbsent(VERSION_2 + "+" + encoding, _ -> Compressed.of(encoder.apply(json)));
        return Compressed.restore(packed);
    }

    private Cache current() {
        long generation = registry.generation();
        Cache current = cache;
        if (current.generation != generation) {
            current = new Cache(generation, new ConcurrentHashMap<>());
            cache = current;
        }
        return current;
    }

    private Map<String, List<Kind>> byPath() {
        Map<String, List<Kind>> byPath = new TreeMap<>();
        for (Kind kind : registry.all()) {
            if (!kind.verbs().isEmpty()) {
                String root = kind.type().group().isEmpty() ? "api/" : "apis/";
                byPath.computeIfAbsent(root + kind.type().apiVersion(), _ -> new ArrayList<>())
                        .add(kind);
            }
        }
        return byPath;
    }

    private ObjectNode index() {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        byPath().forEach((path, kinds) ->
                paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + hash(kinds)));
        return index;
    }

    private static String hash(List<Kind> kinds) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Kind kind : kinds) {
                String facts = kind.type() + kind.verbs().toString() + kind.subresources();
                digest.update(facts.getBytes(StandardCharsets.UTF_8));
                digest.update(SchemaTexts.fingerprint(kind));
            }
            return HexFormat.of().formatHex(digest.digest()).toUpperCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
