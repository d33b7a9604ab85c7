package io.quarterdeck.store.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.quarterdeck.model.Header;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.OwnerReference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Objects as they lie on a disk or in etcd: the canonical JSON without its revision, which the store knows itself, and
 * beside it the header's selectable fields, which only the kind could tell from the JSON. All else of the header is read
 * from the JSON's metadata, and nothing behind that is parsed.
 *
 * <p>For one thread at a time. Keeps texts that it has seen, so that equal ones of many objects are one.
 */
public final class StoredObject {

    /** Namespaces, label keys and most label values are few; what does not fit is only not shared. */
    private static final int TEXTS_MAX = 10_000;

    private static final JsonFactory FACTORY = new JsonFactory();

    private final Map<String, String> texts = new HashMap<>();

    /** The selectable fields as a JSON object; empty if there are none. */
    public static byte[] encodeFields(Header header) {
        return header.fields().isEmpty() ? new byte[0] : Json.encode(Json.of(header.fields()));
    }

    /** Both as two lines of JSON, the second absent where there are no fields: readable with any tool. */
    public static byte[] encode(Header header, byte[] draft) {
        byte[] fields = encodeFields(header);
        if (fields.length == 0) {
            return draft;
        }
        byte[] both = Arrays.copyOf(draft, draft.length + 1 + fields.length);
        both[draft.length] = '\n';
        System.arraycopy(fields, 0, both, draft.length + 1, fields.length);
        return both;
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if it is no object
     */
    public KubeObject decode(byte[] stored, long revision) {
        int end = 0;
        while (end < stored.length && stored[end] != '\n') {
            end++;
        }
        byte[] draft = end == stored.length ? stored : Arrays.copyOf(stored, end);
        byte[] fields = end == stored.length ? new byte[0] : Arrays.copyOfRange(stored, end + 1, stored.length);
        return decode(draft, fields, revision);
    }

    /**
     * Makes an object of its JSON without revision and its selectable fields.
     *
     * @throws IllegalArgumentException if it is no object
     */
    public KubeObject decode(byte[] draft, byte[] fields, long revision) {
        try (JsonParser parser = FACTORY.createParser(draft)) {
            Map<String, String> selectable = fields.length == 0 ? Map.of() : readFields(fields);
            return KubeObject.commit(header(parser, selectable), draft, revision);
        } catch (IOException e) {
            throw new IllegalArgumentException("no object: " + e.getMessage(), e);
        }
    }

    private Map<String, String> readFields(byte[] fields) throws IOException {
        try (JsonParser parser = FACTORY.createParser(fields)) {
            parser.nextToken();
            return readTexts(parser);
        }
    }

    private Header header(JsonParser parser, Map<String, String> fields) throws IOException {
        expect(parser.nextToken(), JsonToken.START_OBJECT);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("metadata")) {
                expect(value, JsonToken.START_OBJECT);
                return metadata(parser, fields);
            }
            parser.skipChildren();
        }
        throw new IllegalArgumentException("no object: it has no metadata");
    }

    private Header metadata(JsonParser parser, Map<String, String> fields) throws IOException {
        String name = "";
        String namespace = "";
        String uid = "";
        Map<String, String> labels = Map.of();
        List<OwnerReference> owners = List.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "name" -> name = parser.getText();
                case "namespace" -> namespace = shared(parser.getText());
                case "uid" -> uid = parser.getText();
                case "labels" -> labels = readTexts(parser);
                case "ownerReferences" -> owners = readOwners(parser);
                default -> parser.skipChildren();
            }
        }
        return new Header(new ObjectKey(namespace, name), uid, labels, owners, fields);
    }

    private Map<String, String> readTexts(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return Map.of();
        }
        Map<String, String> map = new LinkedHashMap<>(4);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = shared(parser.currentName());
            parser.nextToken();
            map.put(key, shared(parser.getText()));
            parser.skipChildren();
        }
        return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(map);
    }

    private List<OwnerReference> readOwners(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return List.of();
        }
        List<OwnerReference> owners = new ArrayList<>(1);
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            Map<String, String> owner = readTexts(parser);
            owners.add(new OwnerReference(
                    owner.getOrDefault("apiVersion", ""),
                    owner.getOrDefault("kind", ""),
                    owner.getOrDefault("name", ""),
                    owner.getOrDefault("uid", ""),
                    owner.getOrDefault("controller", "").equals("true"),
                    owner.getOrDefault("blockOwnerDeletion", "").equals("true")));
        }
        return owners;
    }

    private String shared(String text) {
        String known = texts.get(text);
        if (known != null) {
            return known;
        }
        if (texts.size() < TEXTS_MAX) {
            texts.put(text, text);
        }
        return text;
    }

    private static void expect(JsonToken actual, JsonToken expected) {
        if (actual != expected) {
            throw new IllegalArgumentException("no object: it begins with " + actual);
        }
    }
}
