package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.read.MetadataShape;
import io.quarterdeck.machinery.read.Page;
import io.quarterdeck.machinery.read.PlainShape;
import io.quarterdeck.machinery.read.Shape;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Status;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Objects as rows of a {@code meta.k8s.io/v1} Table. Ages are those of the moment in which a row is made. */
public final class TableShape implements Shape {

    /** What each row carries of its object beside the cells. */
    public enum Include {
        NONE,
        METADATA,
        OBJECT;

        /**
         * Reads the query parameter {@code includeObject}; absent means the metadata.
         *
         * @throws ApiException 400 if it is none of the three words
         */
        public static Include parse(String text) {
            return switch (text) {
                case "None" -> NONE;
                case "", "Metadata" -> METADATA;
                case "Object" -> OBJECT;
                default ->
                    throw new ApiException(Status.badRequest("Unable to convert to Table as requested: includeObject:"
                            + " Unsupported value: \"" + text
                            + "\": supported values: \"None\", \"Metadata\", \"Object\""));
            };
        }
    }

    private static final String HEAD = "{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":";
    private static final byte[] COMMA = bytes(",");
    private static final byte[] CLOSE_ROW = bytes("}");
    private static final byte[] TAIL = bytes("]}\n");

    private final Columns columns;
    private final PlainShape whole;
    private final Include include;
    private final InstantSource clock;
    private boolean definitionsSent;

    public TableShape(Kind kind, Include include, InstantSource clock) {
        this.columns = new Columns(kind);
        this.whole = new PlainShape(kind);
        this.include = include;
        this.clock = clock;
    }

    /** A table of one row. Of the events of a watch only the first says again what the columns are. */
    @Override
    public byte[] object(KubeObject object) {
        byte[] head = bytes(head("{\"resourceVersion\":\"" + object.revision() + "\"}"));
        List<byte[]> pieces = new ArrayList<>(List.of(head));
        addRow(object, pieces);
        pieces.add(bytes("]}"));
        return join(pieces);
    }

    @Override
    public List<byte[]> list(Page page) {
        List<byte[]> pieces = new ArrayList<>(4 * page.objects().size() + 2);
        pieces.add(bytes(head(PlainShape.metadata(page))));
        for (KubeObject object : page.objects()) {
            if (pieces.size() > 1) {
                pieces.add(COMMA);
            }
            addRow(object, pieces);
        }
        pieces.add(TAIL);
        return pieces;
    }

    @Override
    public byte[] bookmark(long revision, boolean initialEnd) {
        String annotations = initialEnd ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "";
        String metadata = "{\"resourceVersion\":\"" + revision + "\"" + annotations + "}";
        return bytes(
                HEAD + "{\"resourceVersion\":\"" + revision + "\"},\"columnDefinitions\":null,\"rows\":[{\"cells\":[],"
                        + "\"object\":{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":"
                        + metadata + "}}]}");
    }

    private String head(String metadata) {
        String definitions = definitionsSent ? "null" : columns.definitions().toString();
        definitionsSent = true;
        return HEAD + metadata + ",\"columnDefinitions\":" + definitions + ",\"rows\":[";
    }

    private void addRow(KubeObject object, List<byte[]> pieces) {
        ObjectNode tree = object.tree();
        String cells = columns.cells(tree, clock.instant()).toString();
        pieces.add(bytes("{\"cells\":" + cells + ",\"object\":"));
        pieces.add(
                switch (include) {
                    case NONE -> bytes("null");
                    case METADATA -> MetadataShape.cut(object.json());
                    case OBJECT -> whole.object(object);
                });
        pieces.add(CLOSE_ROW);
    }

    private static byte[] join(List<byte[]> pieces) {
        int length = pieces.stream().mapToInt(piece -> piece.length).sum();
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, whole, at, piece.length);
            at += piece.length;
        }
        return whole;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
