package io.quarterdeck.apiserver.protobuf;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.apiserver.protobuf.Shapes.Place;
import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.machinery.wire.Accept;
import io.quarterdeck.model.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Writes answers and events, given as the machinery's JSON, in Kubernetes' protobuf encoding. */
final class ProtobufWriter {

    static final String MEDIA_TYPE = Accept.Encoding.PROTOBUF.mediaType();

    /** As deep as any object that was taken in. */
    private static final int DEPTH_MAX = 500;

    private static final String ITEMS = "items";

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
            .build());

    private final Shapes shapes;
    private final MessageWriter messages;

    ProtobufWriter(Shapes shapes) {
        this.shapes = shapes;
        this.messages = new MessageWriter(shapes);
    }

    /**
     * The same answer, if it is JSON of a kind that has a message. A list is read and written item by item, so that no
     * more than one object is held as a tree.
     */
    ApiAnswer answer(ApiAnswer answer) {
        if (!answer.contentType().equals(ApiAnswer.JSON)) {
            return answer;
        }
        ObjectNode head = Json.object();
        ArrayDeque<byte[]> items = new ArrayDeque<>();
        try (JsonParser parser = MAPPER.createParser(stream(answer.pieces()))) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String field = parser.currentName();
                Place place = place(head, field);
                if (parser.nextToken() == JsonToken.START_ARRAY && place != null && field.equals(ITEMS)) {
                    items(parser, place, items);
                } else {
                    JsonNode value = parser.readValueAsTree();
                    head.set(field, value);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("an answer of ours is no JSON", e);
        }
        if (shapes.places(name(head)) == null) {
            return answer;
        }
        return new ApiAnswer(answer.code(), MEDIA_TYPE, enveloped(head, items), answer.warnings());
    }

    private static InputStream stream(List<byte[]> pieces) {
        return pieces.size() == 1
                ? new ByteArrayInputStream(pieces.getFirst())
                : new SequenceInputStream(Collections.enumeration(
                        pieces.stream().map(ByteArrayInputStream::new).toList()));
    }

    /** Where a list has its items; null before it has said what it is a list of. */
    private @org.jspecify.annotations.Nullable Place place(ObjectNode head, String field) {
        var places = Json.text(head, "kind").endsWith("List") ? shapes.places(name(head)) : null;
        return places == null ? null : places.get(field);
    }

    private void items(JsonParser parser, Place place, ArrayDeque<byte[]> items) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            ObjectNode item = parser.readValueAsTree();
            BackwardOutput out = new BackwardOutput();
            messages.message(place.field().type(), item, out);
            out.partHead(place.number(), 0);
            items.add(out.toBytes());
        }
    }

    /** The magic, and an Unknown that says what the bytes in it are. */
    private List<byte[]> enveloped(ObjectNode head, ArrayDeque<byte[]> items) {
        BackwardOutput out = new BackwardOutput();
        messages.message(name(head), head, out);
        long length = out.length();
        for (byte[] item : items) {
            length += item.length;
        }
        out.varint(length);
        out.varint((2 << 3) | 2);
        int before = out.length();
        out.text(2, Json.text(head, "kind"));
        out.text(1, Json.text(head, "apiVersion"));
        out.partHead(1, before);
        out.raw(ProtobufBody.MAGIC);
        List<byte[]> pieces = new ArrayList<>(items.size() + 1);
        pieces.add(out.toBytes());
        pieces.addAll(items);
        return pieces;
    }

    /**
     * One event of a watch: four bytes of length, and a WatchEvent with the object in an envelope of its own.
     *
     * @param json the event as {@code {"type": ..., "object": ...}}
     */
    List<byte[]> event(List<byte[]> json) {
        ObjectNode event;
        try (JsonParser parser = MAPPER.createParser(stream(json))) {
            event = parser.readValueAsTree();
        } catch (IOException e) {
            throw new IllegalStateException("an event of ours is no JSON", e);
        }
        BackwardOutput out = new BackwardOutput();
        out.raw(enveloped((ObjectNode) event.get("object"), new ArrayDeque<>()).getFirst());
        out.partHead(1, 0);
        out.partHead(2, 0);
        out.text(1, Json.text(event, "type"));
        byte[] message = out.toBytes();
        return List.of(ByteBuffer.allocate(Integer.BYTES).putInt(message.length).array(), message);
    }

    private static String name(ObjectNode object) {
        return MessageNames.of(Json.text(object, "apiVersion"), Json.text(object, "kind"));
    }
}
