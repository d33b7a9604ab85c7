package io.quarterdeck.machinery.read;

import io.quarterdeck.model.KubeObject;
import java.util.List;

/** Objects reduced to their metadata, cut out of the stored bytes without parsing them. */
public final class MetadataShape implements Shape {

    private static final String API_VERSION = "meta.k8s.io/v1";
    private static final byte[] HEAD =
            Ascii.bytes("{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"" + API_VERSION + "\",");
    private static final byte[] METADATA = Ascii.bytes("\"metadata\":{");

    @Override
    public byte[] object(KubeObject object) {
        return cut(object.json());
    }

    /** The {@code PartialObjectMetadata} of an object's canonical JSON. */
    public static byte[] cut(byte[] json) {
        int start = 0;
        while (!Ascii.at(json, start, METADATA)) {
            start++;
        }
        int end = endOfObject(json, start + METADATA.length - 1);
        byte[] part = new byte[HEAD.length + end - start + 1];
        System.arraycopy(HEAD, 0, part, 0, HEAD.length);
        System.arraycopy(json, start, part, HEAD.length, end - start);
        part[part.length - 1] = '}';
        return part;
    }

    /** The offset behind the brace that closes the one at {@code open}. */
    private static int endOfObject(byte[] json, int open) {
        int depth = 0;
        boolean text = false;
        for (int i = open; ; i++) {
            byte c = json[i];
            if (text) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    text = false;
                }
            } else if (c == '"') {
                text = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
                if (depth == 0) {
                    return i + 1;
                }
            }
        }
    }

    @Override
    public List<byte[]> list(Page page) {
        return PlainShape.join(page, API_VERSION, "PartialObjectMetadataList", this);
    }

    @Override
    public byte[] bookmark(long revision, boolean initialEnd) {
        return PlainShape.bookmark(API_VERSION, "PartialObjectMetadata", revision, initialEnd);
    }
}
