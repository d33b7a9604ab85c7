package io.quarterdeck.benchmarks;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Lists a second, as pieces that a socket can send: the stored bytes themselves, and commas. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
@State(Scope.Benchmark)
public class ListBenchmark {

    private static final byte[] COMMA = {','};

    @Param({"2000", "100000"})
    private int objects;

    private final MemoryStore store = new MemoryStore();

    @Setup
    public void fill() throws Exception {
        for (int i = 0; i < objects; i++) {
            store.commit(Samples.creation("object-" + i));
        }
    }

    @TearDown
    public void close() {
        store.close();
    }

    @Benchmark
    public List<byte[]> assemble() {
        Snapshot snapshot = store.snapshot(Samples.RESOURCE);
        List<byte[]> pieces = new ArrayList<>(snapshot.size() * 2 + 1);
        byte[] head = ("{\"kind\":\"ConfigMapList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\""
                        + snapshot.revision() + "\"},\"items\":[")
                .getBytes(StandardCharsets.US_ASCII);
        pieces.add(head);
        for (Iterator<KubeObject> all = snapshot.all(); all.hasNext(); ) {
            pieces.add(all.next().json());
            pieces.add(COMMA);
        }
        return pieces;
    }
}
