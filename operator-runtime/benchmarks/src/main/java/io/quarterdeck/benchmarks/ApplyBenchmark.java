package io.quarterdeck.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.apply.Comparison;
import io.quarterdeck.machinery.apply.FieldOwner;
import io.quarterdeck.machinery.apply.ManagedFields;
import io.quarterdeck.machinery.apply.OwnedFields;
import io.quarterdeck.machinery.apply.Ownership;
import io.quarterdeck.machinery.apply.ServerSideApply;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.model.Json;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What ownership costs: an apply of a Deployment of some 200 fields, a status write to it, and the making of a ConfigMap. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
@State(Scope.Benchmark)
public class ApplyBenchmark {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final int CONTAINERS = 4;
    private static final int VARIABLES = 20;

    private final KindRegistry kinds = BuiltInKinds.load();
    private final Kind deployments = kinds.byKind("apps", "v1", "Deployment").orElseThrow();
    private final Kind configMaps = kinds.byKind("", "v1", "ConfigMap").orElseThrow();
    private final ObjectNode config = deployment();
    private final ObjectNode configMap = Json.object();
    private byte[] stored = new byte[0];

    @Setup
    public void fill() {
        ObjectNode live = config.deepCopy();
        Json.ensureObject(live, "status").put("replicas", 1).put("readyReplicas", 1);
        ManagedFields fields = new ServerSideApply(deployments, applier(), false, NOW)
                .apply(live, ManagedFields.NONE, config)
                .fields();
        Json.ensureObject(live, "metadata").set("managedFields", fields.encode());
        stored = Json.encode(live);
        Json.ensureObject(config, "spec").put("replicas", 3);
        configMap.put("apiVersion", "v1").put("kind", "ConfigMap");
        configMap.putObject("metadata").put("name", "a").put("namespace", "default");
        configMap.putObject("data").put("key", "x".repeat(1024));
    }

    /** From the stored bytes to the tree and the text of the managed fields. */
    @Benchmark
    public String apply() {
        ObjectNode live = Json.parseObject(stored);
        ManagedFields before = ManagedFields.stored(Json.at(live, "metadata", "managedFields"));
        ServerSideApply.Applied applied = new ServerSideApply(deployments, applier(), true, NOW)
                .apply(OwnedFields.withoutManagedFields(live), before, config);
        return applied.fields().encode().asText() + applied.tree().size();
    }

    /** The same bytes merely read: what {@link #apply} would cost without ownership. */
    @Benchmark
    public ObjectNode read() {
        return Json.parseObject(stored);
    }

    @Benchmark
    public String updateOfStatus() {
        ObjectNode live = Json.parseObject(stored);
        ManagedFields before = ManagedFields.stored(Json.at(live, "metadata", "managedFields"));
        ObjectNode lean = OwnedFields.withoutManagedFields(live);
        ObjectNode next = lean.deepCopy();
        Json.ensureObject(next, "status").put("readyReplicas", 0);
        Comparison comparison = Comparison.of(deployments.schema(), true, lean, next);
        FieldOwner owner = FieldOwner.update("controller", "apps/v1", "status");
        return Ownership.updated(before, comparison, owner, NOW).encode().asText();
    }

    @Benchmark
    public String creation() {
        Comparison comparison = Comparison.ofNew(configMaps.schema(), true, configMap);
        FieldOwner owner = FieldOwner.update("wrk", "v1", "");
        return Ownership.created(comparison.added(), owner, NOW).encode().asText();
    }

    private static FieldOwner applier() {
        return FieldOwner.apply("kubectl", "apps/v1", "");
    }

    private static ObjectNode deployment() {
        ObjectNode object = Json.object().put("apiVersion", "apps/v1").put("kind", "Deployment");
        object.putObject("metadata").put("name", "web").putObject("labels").put("app", "web");
        ObjectNode spec = object.putObject("spec").put("replicas", 2);
        spec.putObject("selector").putObject("matchLabels").put("app", "web");
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").putObject("labels").put("app", "web");
        ArrayNode containers = template.putObject("spec").putArray("containers");
        for (int i = 0; i < CONTAINERS; i++) {
            ObjectNode container = containers.addObject().put("name", "c" + i).put("image", "registry/image:" + i);
            container.putObject("resources").putObject("limits").put("cpu", "1").put("memory", "1Gi");
            container.putArray("ports").addObject().put("containerPort", 8080 + i);
            ArrayNode variables = container.putArray("env");
            for (int j = 0; j < VARIABLES; j++) {
                variables.addObject().put("name", "VARIABLE_" + j).put("value", "value-" + j);
            }
        }
        return object;
    }
}
