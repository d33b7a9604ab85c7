package io.quarterdeck.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the host's resolvers, one after the other, and remembers their answers for a little while. Lives on one event
 * loop; nothing here is shared.
 *
 * <p>Each question has a socket, and so a port, of its own and a random id: whoever would forge an answer must guess both.
 */
final class Forwarder {

    /** A resolver that has not answered by then is passed over; clients wait five seconds in all. */
    private static final Duration TIMEOUT = Duration.ofMillis(1_500);

    /** Sockets in use at once. More than this is a flood, and clients ask again. */
    private static final int IN_FLIGHT_MAX = 512;

    /** Answers remembered: those of a node's pods, which ask for few names very often. */
    private static final int REMEMBERED_MAX = 1_000;

    /** So short that an answer may be given again as it came, without counting its time to live down. */
    private static final Duration REMEMBER_MAX = Duration.ofSeconds(5);

    private static final int MESSAGE_MAX = 0xffff;

    private final EventLoop loop;
    private final Upstreams upstreams;
    private final SecureRandom random = new SecureRandom();
    private final Map<Key, Remembered> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Remembered> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };
    private int inFlight;

    Forwarder(EventLoop loop, Upstreams upstreams) {
        this.loop = loop;
        this.upstreams = upstreams;
    }

    private record Key(String name, int type, int dnsClass, int udpSize, boolean dnssecOk, boolean tcp) {}

    private record Remembered(byte[] message, long until) {}

    /** A question under way. */
    private record Asked(DnsQuery query, byte[] message, boolean tcp, Consumer<byte[]> done) {
        Key key() {
            return new Key(query.name(), query.type(), query.dnsClass(), query.udpSize(), query.dnssecOk(), tcp);
        }
    }

    /**
     * Passes a question on.
     *
     * @param message the question as it came
     * @param done gets the answer, under the question's id; called on the event loop, perhaps at once
     */
    void forward(DnsQuery query, byte[] message, boolean tcp, Consumer<byte[]> done) {
        Asked asked = new Asked(query, message, tcp, done);
        Remembered known = remembered.get(asked.key());
        if (known != null && known.until() - System.nanoTime() > 0) {
            done.accept(answerTo(query, known.message()));
            return;
        }
        List<InetSocketAddress> servers = upstreams.servers();
        if (servers.isEmpty() || inFlight >= IN_FLIGHT_MAX) {
            done.accept(DnsReply.fault(query, Answer.SERVER_FAILURE));
            return;
        }
        ask(asked, servers, 0);
    }

    private void ask(Asked asked, List<InetSocketAddress> servers, int index) {
        if (index >= servers.size()) {
            asked.done().accept(DnsReply.fault(asked.query(), Answer.SERVER_FAILURE));
            return;
        }
        int id = random.nextInt(0x10000);
        Attempt attempt = new Attempt(asked, id, () -> ask(asked, servers, index + 1));
        inFlight++;
        Bootstrap bootstrap = new Bootstrap().group(loop);
        if (asked.tcp()) {
            bootstrap.channel(NioSocketChannel.class).handler(new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                    channel.pipeline()
                            .addLast(
                                    new LengthFieldPrepender(2),
                                    new LengthFieldBasedFrameDecoder(MESSAGE_MAX + 2, 0, 2, 0, 2),
                                    attempt.stream());
                }
            });
        } else {
            bootstrap.channel(NioDatagramChannel.class).handler(attempt.datagrams());
        }
        bootstrap.connect(servers.get(index)).addListener((ChannelFutureListener) connected -> {
            attempt.channel = connected.channel();
            if (connected.isSuccess()) {
                ByteBuf question = Unpooled.wrappedBuffer(withId(asked.message(), id));
                connected.channel().writeAndFlush(question).addListener((ChannelFutureListener) written -> {
                    if (!written.isSuccess()) {
                        attempt.fail();
                    }
                });
            } else {
                attempt.fail();
            }
        });
        attempt.timeout = loop.schedule(attempt::fail, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void remember(Key key, byte[] message) {
        int code = message[3] & 15;
        boolean truncated = (message[2] & 2) != 0;
        if (!truncated && (code == Answer.NO_ERROR || code == Answer.NO_SUCH_NAME)) {
            remembered.put(key, new Remembered(message, System.nanoTime() + REMEMBER_MAX.toNanos()));
        }
    }

    private static byte[] withId(byte[] message, int id) {
        byte[] changed = message.clone();
        changed[0] = (byte) (id >> 8);
        changed[1] = (byte) id;
        return changed;
    }

    /** The remembered answer, with the id and the spelling of this question. */
    private static byte[] answerTo(DnsQuery query, byte[] message) {
        byte[] answer = withId(message, query.id());
        byte[] question = query.question();
        if (answer.length >= DnsQuery.HEADER_LENGTH + question.length) {
            System.arraycopy(question, 0, answer, DnsQuery.HEADER_LENGTH, question.length);
        }
        return answer;
    }

    /** One question to one resolver. Ends once, whatever happens first. */
    private final class Attempt {
        private final Asked asked;
        private final int id;
        private final Runnable next;
        private boolean over;
        private @Nullable Channel channel;
        private @Nullable ScheduledFuture<?> timeout;

        Attempt(Asked asked, int id, Runnable next) {
            this.asked = asked;
            this.id = id;
            this.next = next;
        }

        SimpleChannelInboundHandler<ByteBuf> stream() {
            return new SimpleChannelInboundHandler<>() {
                @Override
                protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
                    hear(ByteBufUtil.getBytes(message));
                }

                @Override
                public void channelInactive(ChannelHandlerContext context) {
                    fail();
                }

                @Override
                public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                    fail();
                }
            };
        }

        SimpleChannelInboundHandler<DatagramPacket> datagrams() {
            return new SimpleChannelInboundHandler<>() {
                @Override
                protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
                    hear(ByteBufUtil.getBytes(packet.content()));
                }

                @Override
                public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                    // Nobody listens there: no need to wait for the timeout.
                    fail();
                }
            };
        }

        private void hear(byte[] message) {
            boolean fits = message.length >= DnsQuery.HEADER_LENGTH
                    && (((message[0] & 255) << 8) | (message[1] & 255)) == id
                    && (message[2] & 0x80) != 0
                    && answersTheQuestion(message);
            if (over || !fits) {
                return;
            }
            end();
            int code = message[3] & 15;
            if (code == Answer.SERVER_FAILURE || code == Answer.REFUSED) {
                next.run();
                return;
            }
            remember(asked.key(), message);
            asked.done().accept(withId(message, asked.query().id()));
        }

        private boolean answersTheQuestion(byte[] message) {
            DnsQuery.Reader reader = new DnsQuery.Reader(message);
            try {
                reader.skip(DnsQuery.HEADER_LENGTH);
                return reader.name().equals(asked.query().name())
                        && reader.number() == asked.query().type();
            } catch (DnsFormatException e) {
                return false;
            }
        }

        void fail() {
            if (!over) {
                end();
                next.run();
            }
        }

        private void end() {
            over = true;
            inFlight--;
            if (timeout != null) {
                timeout.cancel(false);
            }
            if (channel != null) {
                ChannelFuture _ = channel.close();
            }
        }
    }
}
