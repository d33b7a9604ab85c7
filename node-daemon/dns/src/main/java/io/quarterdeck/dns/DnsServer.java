package io.quarterdeck.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarterdeck.control.Informer;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.network.EndpointSliceView;
import io.quarterdeck.network.ServiceView;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's DNS on one address, by UDP and TCP, on one event loop of its own.
 *
 * <p>Its names follow the informers; each change costs the names of one service.
 */
public final class DnsServer implements AutoCloseable {

    private static final String BY_SERVICE = "dns-service";

    /** Queries are short; a longer datagram is no query of a client that we know. */
    private static final int DATAGRAM_MAX = 1_500;

    private static final int MESSAGE_MAX = 0xffff;

    /** A resolver library asks and leaves; whoever stays silent for so long makes room. */
    private static final int TCP_IDLE_SECONDS = 10;

    /** TCP clients at once; each costs a few kilobytes. */
    private static final int TCP_CLIENTS_MAX = 1_000;

    /** Bursts of a whole node's pods wait here rather than being lost. */
    private static final int RECEIVE_BUFFER = 1 << 20;

    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);

    private final DnsConfig config;
    private final Informer<ServiceView> services;
    private final Informer<EndpointSliceView> slices;
    private final ClusterNames names;
    private final ReentrantLock refreshing = new ReentrantLock();
    private final EventLoopGroup loop = new NioEventLoopGroup(1, new DefaultThreadFactory("dns", true));
    private @Nullable Channel udp;
    private @Nullable Channel tcp;
    private int tcpClients;

    /**
     * Wires the server; it listens after {@link #start}. To be made before the informers are started, because it adds an
     * index.
     */
    public DnsServer(DnsConfig config, Informer<ServiceView> services, Informer<EndpointSliceView> slices) {
        this.config = config;
        this.services = services;
        this.slices = slices.index(
                BY_SERVICE, slice -> java.util.List.of(slice.service().toString()));
        this.names = new ClusterNames(config.domain());
        services.onChange((before, after) -> {
            ServiceView any = after == null ? before : after;
            if (any != null) {
                refresh(any.key());
            }
        });
        slices.onChange((before, after) -> {
            if (before != null) {
                refresh(before.service());
            }
            if (after != null && (before == null || !before.service().equals(after.service()))) {
                refresh(after.service());
            }
        });
    }

    /**
     * Listens. The address must be on a link by now.
     *
     * @throws IOException if the address cannot be bound, naming it
     */
    public void start() throws IOException, InterruptedException {
        Upstreams upstreams = new Upstreams(config);
        Forwarder forwarder = new Forwarder(loop.next(), upstreams);
        Resolver resolver = new Resolver(new DnsAnswers(config, names), forwarder, this::isFilled);
        InetSocketAddress address = new InetSocketAddress(config.address(), config.port());
        udp = bound(new Bootstrap()
                .group(loop)
                .channel(NioDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                .option(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM_MAX))
                .handler(new Datagrams(resolver))
                .bind(address));
        // Where any port will do, TCP takes the one that UDP was given.
        tcp = bound(new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel, resolver);
                    }
                })
                .bind((InetSocketAddress) udp.localAddress()));
    }

    /** Where it listens; only after the start. */
    public InetSocketAddress address() {
        Channel channel = udp;
        if (channel == null) {
            throw new IllegalStateException("not started");
        }
        return (InetSocketAddress) channel.localAddress();
    }

    /**
     * Whether clients get answers: asks itself through the socket as they do. False while the caches are not filled.
     * Blocks no longer than the timeout.
     */
    public boolean answers(Duration timeout) {
        Channel channel = udp;
        Channel stream = tcp;
        if (channel == null || stream == null || !stream.isActive() || !isFilled()) {
            return false;
        }
        byte[] question = Resolver.question(config.domain(), DnsRecord.SOA);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout((int) Math.max(1, timeout.toMillis()));
            socket.connect(channel.localAddress());
            socket.send(new java.net.DatagramPacket(question, question.length));
            byte[] answer = new byte[DnsReply.UDP_SIZE_MAX];
            socket.receive(new java.net.DatagramPacket(answer, answer.length));
            return (answer[3] & 15) == Answer.NO_ERROR && answer[7] > 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_MAX.toMillis());
    }

    private boolean isFilled() {
        return services.revision() > 0 && slices.revision() > 0;
    }

    private void refresh(ObjectKey service) {
        // Read and written as one: of two threads, the later one has read the later state.
        refreshing.lock();
        try {
            names.update(service, services.get(service).orElse(null), slices.byIndex(BY_SERVICE, service.toString()));
        } finally {
            refreshing.unlock();
        }
    }

    private Channel bound(ChannelFuture binding) throws IOException, InterruptedException {
        binding.await();
        if (!binding.isSuccess()) {
            throw new IOException("DNS cannot listen on " + config.address() + ":" + config.port(), binding.cause());
        }
        return binding.channel();
    }

    private void accept(SocketChannel channel, Resolver resolver) {
        if (tcpClients >= TCP_CLIENTS_MAX) {
            ChannelFuture _ = channel.close();
            return;
        }
        tcpClients++;
        channel.closeFuture().addListener(closed -> tcpClients--);
        channel.pipeline()
                .addLast(
                        new ReadTimeoutHandler(TCP_IDLE_SECONDS),
                        new LengthFieldPrepender(2),
                        new LengthFieldBasedFrameDecoder(MESSAGE_MAX + 2, 0, 2, 0, 2),
                        new Stream(resolver));
    }

    /** Questions by UDP. */
    private static final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {
        private final Resolver resolver;

        Datagrams(Resolver resolver) {
            this.resolver = resolver;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            InetSocketAddress client = packet.sender();
            resolver.resolve(ByteBufUtil.getBytes(packet.content()), false, answer -> {
                ChannelFuture _ = context.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(answer), client));
            });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // A client that has gone already is told so by its host; the socket serves all others.
            System.getLogger(DnsServer.class.getName())
                    .log(System.Logger.Level.DEBUG, "a datagram could not be handled", cause);
        }
    }

    /** Questions by TCP, each client's one after the other. */
    private static final class Stream extends SimpleChannelInboundHandler<ByteBuf> {
        private final Resolver resolver;

        Stream(Resolver resolver) {
            this.resolver = resolver;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            resolver.resolve(ByteBufUtil.getBytes(message), true, answer -> {
                ChannelFuture _ = context.writeAndFlush(Unpooled.wrappedBuffer(answer));
            });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            ChannelFuture _ = context.close();
        }
    }
}
