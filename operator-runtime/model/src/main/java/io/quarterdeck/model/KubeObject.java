package io.quarterdeck.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * One object at one revision: its canonical UTF-8 JSON beside its {@link Header}. Immutable and shared freely.
 *
 * <p>Canonical means: {@code apiVersion}, {@code kind} and {@code metadata} stand first, and
 * {@code metadata.resourceVersion} is the first field of the metadata. So the revision, which only the store knows, is
 * spliced in without parsing.
 *
 * <p>Hot path: the arrays go to sockets as they are and are never copied; nobody may write to them.
 */
public final class KubeObject {

    private static final byte[] METADATA = "\"metadata\":{".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION_HEAD = "\"resourceVersion\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION_TAIL = "\",".getBytes(StandardCharsets.US_ASCII);

    private final Header header;
    private final long revision;
    private final byte[] json;

    private KubeObject(Header header, long revision, byte[] json) {
        this.header = header;
        this.revision = revision;
        this.json = json;
    }

    /**
     * An object as a client or another process sent it, revision and all.
     *
     * @throws IllegalArgumentException if {@code metadata.resourceVersion} is absent or no number
     */
    public static KubeObject parse(JsonNode tree) {
        String revision = Json.text(tree, "metadata", "resourceVersion");
        return new KubeObject(Header.of(tree, java.util.List.of()), Long.parseLong(revision), Json.encode(tree));
    }

    /**
     * The object that a store makes of a draft when it commits it.
     *
     * @param draft canonical JSON without {@code metadata.resourceVersion}
     */
    public static KubeObject commit(Header header, byte[] draft, long revision) {
        return new KubeObject(header, revision, splice(draft, revision));
    }

    /** Encodes an object canonically and without its revision: the form that {@link #commit} takes. */
    public static byte[] encodeDraft(ObjectNode object) {
        ObjectNode canonical = Json.object();
        canonical.set("apiVersion", Objects.requireNonNull(object.get("apiVersion"), "apiVersion"));
        canonical.set("kind", Objects.requireNonNull(object.get("kind"), "kind"));
        ObjectNode metadata =
                Json.object().setAll((ObjectNode) Objects.requireNonNull(object.get("metadata"), "metadata"));
        metadata.remove("resourceVersion");
        canonical.set("metadata", metadata);
        object.properties().forEach(field -> {
            if (!canonical.has(field.getKey())) {
                canonical.set(field.getKey(), field.getValue());
            }
        });
        return Json.encode(canonical);
    }

    /** The same object at a later revision: what a DELETED event carries. */
    public KubeObject at(long laterRevision) {
        int from = indexOf(json, METADATA) + METADATA.length;
        int start = from + VERSION_HEAD.length;
        int end = start;
        while (json[end] != '"') {
            end++;
        }
        byte[] digits = Long.toString(laterRevision).getBytes(StandardCharsets.US_ASCII);
        byte[] changed = new byte[start + digits.length + json.length - end];
        System.arraycopy(json, 0, changed, 0, start);
        System.arraycopy(digits, 0, changed, start, digits.length);
        System.arraycopy(json, end, changed, start + digits.length, json.length - end);
        return new KubeObject(header, laterRevision, changed);
    }

    public Header header() {
        return header;
    }

    public ObjectKey key() {
        return header.key();
    }

    public long revision() {
        return revision;
    }

    /** The JSON, revision included. Shared: not to be written to. */
    public byte[] json() {
        return json;
    }

    /** A tree of the object that belongs to the caller, parsed anew at each call. */
    public ObjectNode tree() {
        return Json.parseObject(json);
    }

    @Override
    public String toString() {
        return header.key() + "@" + revision;
    }

    private static byte[] splice(byte[] draft, long revision) {
        int at = indexOf(draft, METADATA) + METADATA.length;
        byte[] digits = Long.toString(revision).getBytes(StandardCharsets.US_ASCII);
        byte[] json = new byte[draft.length + VERSION_HEAD.length + digits.length + VERSION_TAIL.length];
        System.arraycopy(draft, 0, json, 0, at);
        System.arraycopy(VERSION_HEAD, 0, json, at, VERSION_HEAD.length);
        int next = at + VERSION_HEAD.length;
        System.arraycopy(digits, 0, json, next, digits.length);
        next += digits.length;
        System.arraycopy(VERSION_TAIL, 0, json, next, VERSION_TAIL.length);
        next += VERSION_TAIL.length;
        System.arraycopy(draft, at, json, next, draft.length - at);
        return json;
    }

    /** The first place of a pattern. apiVersion and kind are plain names, so the first "metadata" is the object's own. */
    private static int indexOf(byte[] text, byte[] pattern) {
        outer:
        for (int i = 0; i <= text.length - pattern.length; i++) {
            for (int j = 0; j < pattern.length; j++) {
                if (text[i + j] != pattern[j]) {
                    continue outer;
                }
            }
            return i;
        }
        throw new IllegalArgumentException("no canonical object: it has no metadata");
    }
}
