package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** The kinds of {@code crds/}, from the resource that its build makes of the YAML files and the generated schemas. */
public final class BuiltInKinds {

    private static final String FOLDER = "/io/quarterdeck/crds/";
    private static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private BuiltInKinds() {}

    /** A registry that serves the built-in kinds. Each call makes one of its own; the schemas are shared. */
    public static Kinds load() {
        return new Kinds(Loaded.ONCE.kinds);
    }

    /** What {@code metadata} is in every kind. */
    static Schema objectMeta() {
        return Loaded.ONCE.objectMeta;
    }

    /** Read once a process: it is immutable, and parsing it is a good part of the start. */
    private record Loaded(List<Kind> kinds, Schema objectMeta, byte[] fingerprint) {

        private static final Loaded ONCE = read();

        private static Loaded read() {
            byte[] bytes = bytes("kinds.json");
            JsonNode resource = Json.parse(bytes);
            ShapeReader reader = ShapeReader.builtIn(Json.at(resource, "definitions"));
            DefinitionReader definitions =
                    new DefinitionReader(true, schema -> reader.named(Json.text(schema, Extensions.MODEL)));
            List<Kind> kinds = new ArrayList<>();
            for (JsonNode kind : Json.items(resource, "kinds")) {
                if (kind instanceof ObjectNode definition) {
                    kinds.addAll(definitions.read(definition));
                }
            }
            return new Loaded(List.copyOf(kinds), reader.named(OBJECT_META), crc(bytes));
        }
    }

    /** Changes whenever the resource does. */
    static byte[] fingerprint() {
        return Loaded.ONCE.fingerprint;
    }

    private static byte[] crc(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return ByteBuffer.allocate(Long.BYTES).putLong(sum.getValue()).array();
    }

    static JsonNode resource(String name) {
        return Json.parse(bytes(name));
    }

    private static byte[] bytes(String name) {
        try (InputStream stream = BuiltInKinds.class.getResourceAsStream(FOLDER + name)) {
            if (stream == null) {
                throw new IllegalStateException(FOLDER + name + " is not on the class path; the module crds makes it");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
