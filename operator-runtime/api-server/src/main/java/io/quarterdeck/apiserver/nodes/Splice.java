package io.quarterdeck.apiserver.nodes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Two connections joined byte by byte. Each side is read only as fast as the other is written, and when one side ends,
 * the other still gets everything before it is closed. The server's HTTP handlers are taken out of the client's
 * connection: Vert.x hands over a connection only for GET, and kubectl's SPDY upgrade is a POST.
 */
final class Splice extends ChannelInboundHandlerAdapter {

    /** A client that has been told of the end says its own in milliseconds; one that does not is not waited for. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final NetSocket node;
    private final Runnable ended;
    private boolean done;

    private Splice(NetSocket node, Runnable ended) {
        this.node = node;
        this.ended = ended;
    }

    /**
     * Joins. On the event loop of both.
     *
     * @param first what the client is sent first: the node's answer to the upgrade
     * @param ended called once, when both are closed
     */
    static void join(Channel client, NetSocket node, Buffer first, Runnable ended) {
        Splice splice = new Splice(node, ended);
        ChannelPipeline pipeline = client.pipeline();
        List<ChannelHandler> others = new ArrayList<>();
        for (Map.Entry<String, ChannelHandler> entry : pipeline) {
            if (!(entry.getValue() instanceof SslHandler)) {
                others.add(entry.getValue());
            }
        }
        // Ours is there before the others leave: a decoder that leaves hands on what it holds.
        pipeline.addLast("splice", splice);
        others.forEach(pipeline::remove);
        node.handler(bytes -> splice.toClient(client, bytes));
        node.endHandler(end -> splice.closeClient(client));
        node.closeHandler(closed -> splice.closeClient(client));
        node.exceptionHandler(failure -> splice.closeClient(client));
        splice.toClient(client, first);
        node.resume();
        client.config().setAutoRead(true);
        client.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof ByteBuf bytes && !done) {
                byte[] copy = new byte[bytes.readableBytes()];
                bytes.readBytes(copy);
                node.write(Buffer.buffer(copy));
                if (node.writeQueueFull()) {
                    Channel client = context.channel();
                    client.config().setAutoRead(false);
                    node.drainHandler(drained -> client.config().setAutoRead(true));
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            node.resume();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        node.end();
        finish();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        closeClient(context.channel());
    }

    private void toClient(Channel client, Buffer bytes) {
        client.writeAndFlush(Unpooled.wrappedBuffer(bytes.getBytes()))
                .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        if (!client.isWritable()) {
            node.pause();
        }
    }

    /**
     * Tells the client that this is the end, and waits for its own: closed with something of the client's unread, the
     * connection would be reset, and the last bytes with it.
     */
    private void closeClient(Channel client) {
        if (client.isActive() && !done) {
            client.config().setAutoRead(true);
            SslHandler tls = client.pipeline().get(SslHandler.class);
            client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> bidFarewell(client, tls));
        }
        finish();
    }

    private static void bidFarewell(Channel client, @Nullable SslHandler tls) {
        if (tls == null) {
            close(client);
            return;
        }
        tls.closeOutbound().addListener(told -> {
            Future<?> patience =
                    client.eventLoop().schedule(() -> close(client), FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
            client.closeFuture().addListener(closed -> patience.cancel(false));
        });
    }

    private static void close(Channel client) {
        client.close().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private void finish() {
        if (!done) {
            done = true;
            ended.run();
        }
    }
}
