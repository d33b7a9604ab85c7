package io.quarterdeck.apiserver.protobuf;

import io.quarterdeck.machinery.WatchStream;
import java.util.List;

/** A watch whose events are written in protobuf. */
final class ProtobufWatch implements WatchStream {

    private static final String CONTENT_TYPE = ProtobufWriter.MEDIA_TYPE + ";stream=watch";

    private final WatchStream inJson;
    private final ProtobufWriter writer;

    ProtobufWatch(WatchStream inJson, ProtobufWriter writer) {
        this.inJson = inJson;
        this.writer = writer;
    }

    @Override
    public String contentType() {
        return CONTENT_TYPE;
    }

    @Override
    public List<List<byte[]>> poll(int max) {
        return inJson.poll(max).stream().map(writer::event).toList();
    }

    @Override
    public boolean ended() {
        return inJson.ended();
    }

    @Override
    public List<byte[]> bookmark() {
        List<byte[]> bookmark = inJson.bookmark();
        return bookmark.isEmpty() ? bookmark : writer.event(bookmark);
    }

    @Override
    public void close() {
        inJson.close();
    }
}
