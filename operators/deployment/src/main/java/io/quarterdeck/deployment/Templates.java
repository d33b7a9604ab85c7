package io.quarterdeck.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;

/** Tells pod templates apart: brings them into one form, and names them by a hash. Pure. */
final class Templates {

    static final String HASH_LABEL = "pod-template-hash";

    /** No vowels and no look-alikes: a hash stands in names that people read aloud and must spell no word. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    /** 47 bits: a collision within one Deployment's history is as good as impossible, and is counted anyway. */
    private static final int HASH_LENGTH = 10;

    private Templates() {}

    /** A template without absent values spelled as null and without the hash label: equal if the pods would be. */
    static ObjectNode normal(JsonNode template) {
        ObjectNode normal = template instanceof ObjectNode object ? object.deepCopy() : Json.object();
        dropNulls(normal);
        if (Json.at(normal, "metadata", "labels") instanceof ObjectNode labels) {
            labels.remove(HASH_LABEL);
        }
        return normal;
    }

    /** The hash of a {@link #normal} template; {@code collisions} makes it another one. */
    static String hash(ObjectNode normal, int collisions) {
        MessageDigest digest = sha256();
        StringBuilder text = new StringBuilder();
        write(normal, text);
        digest.update(text.toString().getBytes(StandardCharsets.UTF_8));
        byte[] bytes = digest.digest(Integer.toString(collisions).getBytes(StandardCharsets.US_ASCII));
        long number = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            number = number << Byte.SIZE | (bytes[i] & 0xff);
        }
        StringBuilder hash = new StringBuilder();
        for (int i = 0; i < HASH_LENGTH; i++) {
            hash.append(ALPHABET.charAt((int) Long.remainderUnsigned(number, ALPHABET.length())));
            number = Long.divideUnsigned(number, ALPHABET.length());
        }
        return hash.toString();
    }

    /** Fields in the order of their names: the order in a document says nothing. */
    private static void write(JsonNode node, StringBuilder text) {
        if (node.isObject()) {
            text.append('{');
            Map<String, JsonNode> sorted = new TreeMap<>();
            node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
            sorted.forEach((name, value) -> {
                text.append(name).append(':');
                write(value, text);
            });
            text.append('}');
        } else if (node.isArray()) {
            text.append('[');
            node.forEach(item -> write(item, text));
            text.append(']');
        } else {
            text.append(node).append(',');
        }
    }

    private static void dropNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(field -> field.getValue().isNull());
        }
        node.forEach(Templates::dropNulls);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
