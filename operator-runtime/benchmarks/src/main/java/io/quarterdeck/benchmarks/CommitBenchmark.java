package io.quarterdeck.benchmarks;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Write;
import io.quarterdeck.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Durable writes a second into the embedded store, by how many write at once. Each writer replaces an object of its own, so
 * that the store does not grow while it is measured. {@code -Djava.io.tmpdir} chooses the disk.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class CommitBenchmark {

    /** One store in a directory of its own. */
    @State(Scope.Benchmark)
    public static class Shared {
        private final AtomicInteger writers = new AtomicInteger();
        private Path directory = Path.of("");
        private Optional<EmbeddedStore> store = Optional.empty();

        @Setup
        public void open() throws Exception {
            directory = Files.createTempDirectory("benchmark");
            store = Optional.of(EmbeddedStore.open(directory));
        }

        @TearDown
        public void close() throws IOException {
            store.ifPresent(EmbeddedStore::close);
            Directories.delete(directory);
        }
    }

    /** One writer and where its object stands. */
    @State(Scope.Thread)
    public static class Writer {
        private Optional<EmbeddedStore> store = Optional.empty();
        private Write.Create creation = Samples.creation("none");
        private long revision;

        @Setup
        public void create(Shared shared) throws Exception {
            store = shared.store;
            creation = Samples.creation("writer-" + shared.writers.incrementAndGet());
            revision = shared.store.orElseThrow().commit(creation).revision();
        }

        KubeObject write() throws Exception {
            KubeObject written = store.orElseThrow()
                    .commit(new Write.Replace(creation.resource(), creation.header(), creation.draft(), revision));
            revision = written.revision();
            return written;
        }
    }

    @Benchmark
    @Threads(1)
    public KubeObject writers1(Writer writer) throws Exception {
        return writer.write();
    }

    @Benchmark
    @Threads(16)
    public KubeObject writers16(Writer writer) throws Exception {
        return writer.write();
    }

    @Benchmark
    @Threads(64)
    public KubeObject writers64(Writer writer) throws Exception {
        return writer.write();
    }

    @Benchmark
    @Threads(256)
    public KubeObject writers256(Writer writer) throws Exception {
        return writer.write();
    }
}
