package io.quarterdeck.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.ApiConfig;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.access.Decision;
import io.quarterdeck.machinery.access.Rules;
import io.quarterdeck.machinery.admission.Admission;
import io.quarterdeck.machinery.admission.Attempt;
import io.quarterdeck.machinery.admission.BuiltInAdmission;
import io.quarterdeck.machinery.admission.Operation;
import io.quarterdeck.machinery.admission.WebhookCaller;
import io.quarterdeck.machinery.conversion.VersionConversion;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.model.Json;
import io.quarterdeck.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.Warmup;

/** What everybody who is asked before a write costs a pod, where no webhook, policy or quota is configured. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@State(Scope.Benchmark)
public class AdmissionBenchmark {

    private static final User USER = new User("jane", "", List.of("dev"), Map.of());

    private static final String POD = """
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "default"},
             "spec": {"containers": [{"name": "main", "image": "i", "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}}}],
                      "tolerations": [{"key": "k", "operator": "Exists"}]}}
            """;

    private final KindRegistry kinds = BuiltInKinds.load();
    private final Target target = new Target(kinds.byKind("", "v1", "Pod").orElseThrow(), "default", "p", "");
    private final ObjectNode pod = Json.parseObject(POD.getBytes(StandardCharsets.UTF_8));
    private Path directory = Path.of("");
    private @Nullable EmbeddedStore store;
    private Admission admission = Admission.NONE;

    /** Nobody is asked about while nothing is configured. */
    private static final class Everybody implements Authorizer {

        @Override
        public Decision authorize(User user, Attributes attributes) {
            return Decision.allow("");
        }

        @Override
        public Rules rules(User user, String namespace) {
            return new Rules(List.of(), List.of(), false);
        }
    }

    @Setup
    public void open() throws Exception {
        directory = Files.createTempDirectory("benchmark");
        EmbeddedStore opened = EmbeddedStore.open(directory);
        store = opened;
        admission = BuiltInAdmission.of(
                opened,
                kinds,
                WebhookCaller.NONE,
                new VersionConversion(WebhookCaller.NONE),
                new Everybody(),
                ApiConfig.of("10.96.0.0/16", InstantSource.system(), new Random(7)));
    }

    @TearDown
    public void close() throws IOException {
        if (store != null) {
            store.close();
        }
        Directories.delete(directory);
    }

    @Benchmark
    public ObjectNode admit() {
        ObjectNode object = pod.deepCopy();
        Attempt attempt = new Attempt(Operation.CREATE, target, USER, object, null, false, new ArrayList<>());
        admission.mutate(attempt);
        admission.validate(attempt);
        return object;
    }

    /** What of {@link #admit} is no admission. */
    @Benchmark
    public ObjectNode copy() {
        return pod.deepCopy();
    }
}
