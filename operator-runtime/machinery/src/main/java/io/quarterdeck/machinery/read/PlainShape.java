package io.quarterdeck.machinery.read;

import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.model.KubeObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Objects as they are.
 *
 * <p>Hot path: an object's bytes go out as they were stored. Only an object of a user's kind that was stored at another
 * version has its {@code apiVersion} exchanged on the way.
 */
public final class PlainShape implements Shape {

    private static final byte[] COMMA = Ascii.bytes(",");
    private static final byte[] TAIL = Ascii.bytes("]}\n");

    private final Kind kind;
    private final byte[] prefix;
    private final String listApiVersion;
    private final String listKind;

    public PlainShape(Kind kind) {
        this.kind = kind;
        this.prefix = Ascii.bytes("{\"apiVersion\":\"" + kind.type().apiVersion() + "\"");
        this.listApiVersion = kind.type().apiVersion();
        this.listKind = kind.listKind();
    }

    @Override
    public byte[] object(KubeObject object) {
        byte[] json = object.json();
        return kind.builtIn() || Ascii.at(json, 0, prefix) ? json : atVersion(json);
    }

    private byte[] atVersion(byte[] json) {
        int end = 0;
        for (int quotes = 0; quotes < 4; end++) {
            quotes += json[end] == '"' ? 1 : 0;
        }
        byte[] changed = new byte[prefix.length + json.length - end];
        System.arraycopy(prefix, 0, changed, 0, prefix.length);
        System.arraycopy(json, end, changed, prefix.length, json.length - end);
        return changed;
    }

    @Override
    public List<byte[]> list(Page page) {
        return join(page, listApiVersion, listKind, this);
    }

    @Override
    public byte[] bookmark(long revision, boolean initialEnd) {
        return bookmark(kind.type().apiVersion(), kind.type().kind(), revision, initialEnd);
    }

    static List<byte[]> join(Page page, String apiVersion, String listKind, Shape shape) {
        List<KubeObject> objects = page.objects();
        List<byte[]> pieces = new ArrayList<>(2 * objects.size() + 2);
        pieces.add(Ascii.bytes("{\"kind\":\"" + listKind + "\",\"apiVersion\":\"" + apiVersion + "\",\"metadata\":"
                + metadata(page) + ",\"items\":["));
        for (int i = 0; i < objects.size(); i++) {
            if (i > 0) {
                pieces.add(COMMA);
            }
            pieces.add(shape.object(objects.get(i)));
        }
        pieces.add(TAIL);
        return pieces;
    }

    /** A list's metadata as JSON. */
    public static String metadata(Page page) {
        StringBuilder json = new StringBuilder(96);
        json.append("{\"resourceVersion\":\"").append(page.revision()).append('"');
        if (!page.next().isEmpty()) {
            json.append(",\"continue\":\"").append(page.next()).append('"');
            if (page.remaining() >= 0) {
                json.append(",\"remainingItemCount\":").append(page.remaining());
            }
        }
        return json.append('}').toString();
    }

    static byte[] bookmark(String apiVersion, String kind, long revision, boolean initialEnd) {
        String annotations = initialEnd ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "";
        return Ascii.bytes("{\"apiVersion\":\"" + apiVersion + "\",\"kind\":\"" + kind
                + "\",\"metadata\":{\"resourceVersion\":\"" + revision + "\"" + annotations + "}}");
    }
}
