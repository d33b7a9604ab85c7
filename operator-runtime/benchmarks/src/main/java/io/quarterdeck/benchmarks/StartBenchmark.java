package io.quarterdeck.benchmarks;

import io.quarterdeck.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

/** The time until an embedded store of so many 1-KB objects is open, in a process that has only just begun. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Measurement(iterations = 1)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@State(Scope.Benchmark)
public class StartBenchmark {

    private static final int WRITERS = 256;

    @Param("100000")
    private int objects;

    private Path directory = Path.of("");

    @Setup
    public void fill() throws Exception {
        directory = Files.createTempDirectory("benchmark");
        try (EmbeddedStore store = EmbeddedStore.open(directory);
                ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> written = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                written.add(writers.submit(() -> write(store, writer)));
            }
            for (Future<Integer> each : written) {
                each.get();
            }
        }
    }

    private int write(EmbeddedStore store, int writer) throws Exception {
        int count = 0;
        for (int i = writer; i < objects; i += WRITERS) {
            store.commit(Samples.creation("object-" + i));
            count++;
        }
        return count;
    }

    @TearDown
    public void delete() throws IOException {
        Directories.delete(directory);
    }

    @Benchmark
    public int open() throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(directory)) {
            return store.snapshot(Samples.RESOURCE).size();
        }
    }
}
