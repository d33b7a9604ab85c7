package io.quarterdeck.apiserver.http;

import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.List;

/** Where a watch's frames go. On the connection's event loop. */
interface WatchSink {

    /** Sends the head, if there is one, and says whom to tell when nothing more can be sent. */
    void begin(String contentType, Runnable gone);

    boolean closed();

    /** Whether the reader is behind; {@code drained} is called once when it has caught up, if it is. */
    boolean full(Runnable drained);

    void write(List<List<byte[]>> frames);

    /** Everything was sent. */
    void end();

    /** Nothing more will be sent, and the reader is to know that something is missing. */
    void abort();

    /** The body of an answer: frames follow each other without a break. */
    final class Body implements WatchSink {

        private final HttpServerResponse response;
        private final Outstanding outstanding = new Outstanding();

        Body(HttpServerResponse response) {
            this.response = response;
        }

        @Override
        public void begin(String contentType, Runnable gone) {
            response.setStatusCode(200).setChunked(true);
            response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
            response.putHeader("cache-control", "no-cache, private");
            response.exceptionHandler(failure -> gone.run());
            response.closeHandler(closed -> gone.run());
            response.writeHead();
        }

        @Override
        public boolean closed() {
            return response.closed();
        }

        @Override
        public boolean full(Runnable drained) {
            return outstanding.full(drained);
        }

        @Override
        public void write(List<List<byte[]>> frames) {
            List<byte[]> pieces =
                    new ArrayList<>(frames.size() * frames.getFirst().size());
            frames.forEach(pieces::addAll);
            Buffer buffer = AnswerWriter.whole(pieces);
            int length = buffer.length();
            outstanding.written(length);
            response.write(buffer).onComplete(left -> outstanding.left(length));
        }

        @Override
        public void end() {
            if (!response.ended() && !response.closed()) {
                response.end();
            }
        }

        @Override
        public void abort() {
            response.reset();
        }
    }

    /** A WebSocket: each frame is a message, of text if it is JSON. */
    final class Socket implements WatchSink {

        /** Binary frames begin with their length, which a message has already. */
        private static final int LENGTH = Integer.BYTES;

        private final ServerWebSocket socket;
        private final Outstanding outstanding = new Outstanding();
        private boolean text;

        Socket(ServerWebSocket socket) {
            this.socket = socket;
        }

        @Override
        public void begin(String contentType, Runnable gone) {
            text = contentType.startsWith("application/json");
            socket.exceptionHandler(failure -> gone.run());
            socket.closeHandler(closed -> gone.run());
        }

        @Override
        public boolean closed() {
            return socket.isClosed();
        }

        @Override
        public boolean full(Runnable drained) {
            return outstanding.full(drained);
        }

        @Override
        public void write(List<List<byte[]>> frames) {
            for (List<byte[]> frame : frames) {
                Buffer message = BufferImpl.buffer(Unpooled.wrappedBuffer(frame.toArray(byte[][]::new)));
                int length = message.length();
                Future<Void> written = text
                        ? socket.writeTextMessage(message.toString())
                        : socket.writeBinaryMessage(message.slice(LENGTH, length));
                outstanding.written(length);
                written.onComplete(left -> outstanding.left(length));
            }
        }

        @Override
        public void end() {
            if (!socket.isClosed()) {
                socket.close();
            }
        }

        @Override
        public void abort() {
            end();
        }
    }
}
