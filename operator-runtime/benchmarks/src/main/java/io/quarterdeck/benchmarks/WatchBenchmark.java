package io.quarterdeck.benchmarks;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.StoreException;
import io.quarterdeck.store.Write;
import io.quarterdeck.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One commit until each of 1,000 watchers has been signalled and has read its event: deliveries a second. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
@State(Scope.Benchmark)
public class WatchBenchmark {

    private static final int WATCHERS = 1_000;

    private final MemoryStore store = new MemoryStore();
    private final List<Watcher> watchers = new ArrayList<>();
    private final AtomicInteger delivered = new AtomicInteger();
    private final Semaphore all = new Semaphore(0);
    private final Write.Create creation = Samples.creation("watched");
    private long revision;

    /** A client of one cursor, which reads on the thread that signals. */
    private final class Watcher {
        private final EventCursor cursor;

        Watcher() throws StoreException.Compacted {
            this.cursor = store.watch(Samples.RESOURCE, store.revision(), this::read);
        }

        void read() {
            try {
                int events = cursor.poll(16).size();
                while (events > 0) {
                    if (delivered.addAndGet(events) == WATCHERS) {
                        all.release();
                    }
                    events = cursor.poll(16).size();
                }
            } catch (StoreException.Compacted e) {
                throw new IllegalStateException("a watcher fell off", e);
            }
        }
    }

    @Setup
    public void watch() throws Exception {
        revision = store.commit(creation).revision();
        for (int i = 0; i < WATCHERS; i++) {
            Watcher watcher = new Watcher();
            watcher.read();
            watchers.add(watcher);
        }
    }

    @TearDown
    public void close() {
        watchers.forEach(watcher -> watcher.cursor.close());
        store.close();
    }

    @Benchmark
    @OperationsPerInvocation(WATCHERS)
    public KubeObject deliver() throws Exception {
        delivered.set(0);
        KubeObject written =
                store.commit(new Write.Replace(creation.resource(), creation.header(), creation.draft(), revision));
        revision = written.revision();
        all.acquire();
        return written;
    }
}
