package io.quarterdeck.node;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.netty.util.ReferenceCountUtil;
import io.quarterdeck.cri.ContainerRuntime.Streams;
import io.quarterdeck.node.NodeServer.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Newer clients' WebSocket protocols onto the SPDY/3.1 that the container runtime speaks.
 *
 * <p>{@code v5.channel.k8s.io} puts the streams of a process into messages that begin with the stream's number, and can
 * say that one of them is closed, which the runtime's own WebSocket cannot. {@code SPDY/3.1+portforward.k8s.io} carries
 * SPDY's bytes in messages as they are.
 */
final class StreamTranslator {

    static final String REMOTE_COMMAND = "v5.channel.k8s.io";
    static final String PORT_FORWARD = "SPDY/3.1+portforward.k8s.io";

    private static final Logger LOG = Logger.getLogger(StreamTranslator.class);

    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int ERROR = 3;
    private static final int RESIZE = 4;
    private static final int CLOSE_SIGNAL = 255;
    private static final int NORMAL_CLOSURE = 1000;
    private static final int BLOCK = 16 << 10;

    private final WebSocket client;
    private final SpdyServer server;
    private final Map<Integer, Integer> spdyIds = new HashMap<>();
    private final Map<Integer, Integer> channels = new HashMap<>();
    private final EmbeddedChannel encoder = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
    private final ReentrantLock sending = new ReentrantLock();

    private StreamTranslator(WebSocket client, SpdyServer server) {
        this.client = client;
        this.server = server;
    }

    /** Carries SPDY's bytes between a WebSocket and the runtime, until either side ends. */
    static void portForward(HttpRequest request, Connection connection, URI target)
            throws IOException, InterruptedException {
        try (SpdyServer server = SpdyServer.connect(target, "portforward.k8s.io")) {
            WebSocket client = WebSocket.accept(request, connection, PORT_FORWARD);
            Thread up = Thread.ofVirtual()
                    .name("stream up")
                    .start(() -> upwards(server, () -> {
                        Optional<byte[]> message = client.read();
                        while (message.isPresent()) {
                            server.out().write(message.get());
                            message = client.read();
                        }
                    }));
            byte[] block = new byte[BLOCK];
            int count = server.in().read(block);
            while (count >= 0) {
                client.write(block, 0, count);
                count = server.in().read(block);
            }
            finish(client, connection, up);
        }
    }

    /** Runs the streams of a process between a WebSocket and the runtime, until the process ends or the client goes. */
    static void remoteCommand(HttpRequest request, Connection connection, URI target, Streams streams)
            throws IOException, InterruptedException {
        try (SpdyServer server = SpdyServer.connect(target, "v4.channel.k8s.io")) {
            WebSocket client = WebSocket.accept(request, connection, REMOTE_COMMAND);
            StreamTranslator translator = new StreamTranslator(client, server);
            translator.open(streams);
            Thread up = Thread.ofVirtual().name("stream up").start(() -> upwards(server, translator::fromClient));
            translator.fromServer(server.in());
            finish(client, connection, up);
        }
    }

    @FunctionalInterface
    private interface Copy {
        void run() throws IOException;
    }

    private static void upwards(SpdyServer server, Copy copy) {
        try {
            copy.run();
        } catch (IOException e) {
            LOG.debugf("A client's stream ended: %s", e.getMessage());
        }
        try {
            // Without its client the process has nobody to talk to.
            server.close();
        } catch (IOException e) {
            LOG.debugf("A stream was closed already: %s", e.getMessage());
        }
    }

    private static void finish(WebSocket client, Connection connection, Thread up)
            throws IOException, InterruptedException {
        client.close(NORMAL_CLOSURE);
        connection.finish(up);
    }

    private void open(Streams streams) throws IOException {
        List<Integer> wanted = new ArrayList<>();
        wanted.add(ERROR);
        add(wanted, streams.stdin(), STDIN);
        add(wanted, streams.stdout(), STDOUT);
        add(wanted, streams.stderr(), STDERR);
        add(wanted, streams.tty(), RESIZE);
        int id = 1;
        for (int channel : wanted) {
            spdyIds.put(channel, id);
            channels.put(id, channel);
            DefaultSpdySynStreamFrame open = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
            open.headers().set("streamtype", name(channel));
            send(open);
            id += 2;
        }
        // Nothing is said before the process says something: kubectl begins to read before it has made its streams, and
        // complains of an "Unknown stream id 1" about a message that comes before them.
    }

    private static void add(List<Integer> channels, boolean wanted, int channel) {
        if (wanted) {
            channels.add(channel);
        }
    }

    private static String name(int channel) {
        return switch (channel) {
            case STDIN -> "stdin";
            case STDOUT -> "stdout";
            case STDERR -> "stderr";
            case ERROR -> "error";
            default -> "resize";
        };
    }

    private void fromClient() throws IOException {
        Optional<byte[]> message = client.read();
        while (message.isPresent()) {
            byte[] bytes = message.get();
            int channel = bytes.length == 0 ? -1 : bytes[0] & 0xff;
            if (channel == CLOSE_SIGNAL && bytes.length > 1) {
                data(bytes[1] & 0xff, Unpooled.EMPTY_BUFFER, true);
            } else if (bytes.length > 1) {
                data(channel, Unpooled.wrappedBuffer(bytes, 1, bytes.length - 1), false);
            }
            message = client.read();
        }
    }

    private void data(int channel, ByteBuf content, boolean last) throws IOException {
        Integer id = spdyIds.get(channel);
        if (id != null && (channel == STDIN || channel == RESIZE)) {
            DefaultSpdyDataFrame frame = new DefaultSpdyDataFrame(id, content);
            frame.setLast(last);
            send(frame);
        }
    }

    private void send(Object frame) throws IOException {
        sending.lock();
        try {
            encoder.writeOutbound(frame);
            ByteBuf bytes = encoder.readOutbound();
            while (bytes != null) {
                server.out().write(ByteBufUtil.getBytes(bytes));
                bytes.release();
                bytes = encoder.readOutbound();
            }
            server.out().flush();
        } finally {
            sending.unlock();
        }
    }

    private void fromServer(InputStream in) throws IOException {
        EmbeddedChannel decoder = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));
        byte[] block = new byte[BLOCK];
        int count = read(in, block);
        while (count >= 0) {
            decoder.writeInbound(Unpooled.copiedBuffer(block, 0, count));
            Object frame = decoder.readInbound();
            while (frame != null) {
                took(frame);
                ReferenceCountUtil.release(frame);
                frame = decoder.readInbound();
            }
            count = read(in, block);
        }
    }

    private static int read(InputStream in, byte[] block) {
        try {
            return in.read(block);
        } catch (IOException e) {
            // The client went away and its side was closed.
            LOG.debugf("A stream of the runtime ended: %s", e.getMessage());
            return -1;
        }
    }

    private void took(Object frame) throws IOException {
        if (frame instanceof SpdyDataFrame data) {
            Integer channel = channels.get(data.streamId());
            int length = data.content().readableBytes();
            if (channel != null && length > 0) {
                byte[] message = new byte[length + 1];
                message[0] = channel.byteValue();
                data.content().readBytes(message, 1, length);
                client.write(message, 0, message.length);
            }
        } else if (frame instanceof SpdyPingFrame ping && ping.id() % 2 == 0) {
            send(new DefaultSpdyPingFrame(ping.id()));
        }
    }
}
