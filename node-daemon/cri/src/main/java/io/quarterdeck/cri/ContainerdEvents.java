package io.quarterdeck.cri;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.quarterdeck.cri.proto.Envelope;
import io.quarterdeck.cri.proto.EventsGrpc;
import io.quarterdeck.cri.proto.SubscribeRequest;
import io.quarterdeck.cri.proto.TaskEvent;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * containerd's event stream as a {@link RuntimeListener} hears it.
 *
 * <p>containerd tells us and its own CRI part of an exit at the same moment, so CRI may still call the container running.
 * Each exit is therefore held back until CRI has noticed it, which takes a few milliseconds.
 */
final class ContainerdEvents implements ContainerRuntime.Subscription {

    private static final Logger LOG = Logger.getLogger(ContainerdEvents.class);

    private static final SubscribeRequest REQUEST = SubscribeRequest.newBuilder()
            .addFilters("namespace==k8s.io,topic==\"/tasks/exit\"")
            .addFilters("namespace==k8s.io,topic==\"/tasks/oom\"")
            .build();

    /** containerd is being restarted: it takes a second or so, and asking costs nothing. */
    private static final Duration RECONNECT_DELAY = Duration.ofMillis(500);

    /** CRI notices an exit within milliseconds, or after its own clean-up of up to 10 s under load. */
    private static final int SETTLE_ATTEMPTS_MAX = 14;

    private static final Duration SETTLE_DELAY_FIRST = Duration.ofMillis(1);

    private final ContainerRuntime runtime;
    private final ManagedChannel channel;
    private final RuntimeListener listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Context.CancellableContext context = Context.ROOT.withCancellation();

    ContainerdEvents(ContainerRuntime runtime, ManagedChannel channel, RuntimeListener listener) {
        this.runtime = runtime;
        this.channel = channel;
        this.listener = listener;
    }

    void start() {
        Thread.ofVirtual().name("runtime-events").start(context.wrap(this::run));
    }

    private void run() {
        boolean more = true;
        while (more) {
            try {
                CriRuntime.call(this::listen);
            } catch (CriException e) {
                LOG.debugf("The runtime's event stream ended: %s", e.getMessage());
            }
            more = !awaitClosed(RECONNECT_DELAY);
            channel.resetConnectBackoff();
        }
    }

    private @Nullable Void listen() {
        Iterator<Envelope> events = EventsGrpc.newBlockingStub(channel).subscribe(REQUEST);
        // A stream says nothing until its first event. It was asked for before this call on the same connection, so
        // once this is answered, all that happens later is heard.
        runtime.version();
        listener.resync();
        while (events.hasNext()) {
            heard(events.next());
        }
        return null;
    }

    private void heard(Envelope event) {
        TaskEvent task;
        try {
            task = TaskEvent.parseFrom(event.getEvent().getValue());
        } catch (InvalidProtocolBufferException e) {
            LOG.warnf("An event of the runtime could not be read: %s", event.getTopic());
            listener.resync();
            return;
        }
        if (!event.getTopic().equals("/tasks/exit")) {
            listener.changed(task.getContainerId());
            return;
        }
        // Processes that exec started end too; they are nobody's container.
        if (task.getId().isEmpty() || task.getId().equals(task.getContainerId())) {
            Thread.ofVirtual().start(() -> settle(task.getContainerId()));
        }
    }

    private void settle(String id) {
        try {
            Duration delay = SETTLE_DELAY_FIRST;
            for (int attempt = 0; attempt < SETTLE_ATTEMPTS_MAX && stillRuns(id); attempt++) {
                if (awaitClosed(delay)) {
                    return;
                }
                delay = delay.multipliedBy(2);
            }
        } catch (CriException e) {
            LOG.debugf("The end of %s could not be confirmed: %s", id, e.getMessage());
        }
        listener.changed(id);
    }

    /** A process that ends at once has ended before CRI notes that it was started: created is not ended either. */
    private boolean stillRuns(String id) {
        return runtime.container(id)
                .map(container -> !container.ended())
                .orElseGet(() -> runtime.sandbox(id).map(Sandbox::ready).orElse(false));
    }

    private boolean awaitClosed(Duration delay) {
        try {
            return closed.await(delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        context.cancel(null);
    }
}
