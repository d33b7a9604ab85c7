package io.quarterdeck.machinery.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarterdeck.machinery.kinds.BuiltInKinds;
import io.quarterdeck.machinery.kinds.Schema;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class StrategicPatchTest {

    private static final Schema POD =
            BuiltInKinds.load().byPlural("", "v1", "pods").orElseThrow().schema();
    private static final Schema DEPLOYMENT = BuiltInKinds.load()
            .byPlural("apps", "v1", "deployments")
            .orElseThrow()
            .schema();
    private static final YAMLMapper YAML = new YAMLMapper();

    private static ObjectNode yaml(String text) {
        try {
            return (ObjectNode) YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void expect(Schema schema, String object, String patch, String result) {
        assertThat(StrategicPatch.apply(schema, yaml(object), yaml(patch))).isEqualTo(yaml(result));
    }

    @Test
    void mergesElementsByTheirKeyAndKeepsTheOthers() {
        expect(
                POD,
                "{spec: {containers: [{name: a, image: x}, {name: b, image: y}]}}",
                "{spec: {containers: [{name: b, image: z, tty: true}, {name: c}]}}",
                "{spec: {containers: [{name: a, image: x}, {name: b, image: z, tty: true}, {name: c}]}}");
    }

    @Test
    void deletesAndReplacesAsDirected() {
        expect(
                POD,
                "{spec: {containers: [{name: a}, {name: b}]}}",
                "{spec: {containers: [{name: a, $patch: delete}]}}",
                "{spec: {containers: [{name: b}]}}");
        expect(
                POD,
                "{spec: {containers: [{name: a}, {name: b}]}}",
                "{spec: {containers: [{$patch: replace}, {name: c}]}}",
                "{spec: {containers: [{name: c}]}}");
        expect(
                POD,
                "{metadata: {labels: {a: b}}}",
                "{metadata: {labels: {$patch: replace, c: d}}}",
                "{metadata: {labels: {c: d}}}");
        expect(
                POD,
                "{spec: {x: 1, securityContext: {runAsUser: 1}}}",
                "{spec: {securityContext: null}}",
                "{spec: {x: 1}}");
    }

    @Test
    void plainListsAreMergedOrReplacedAsTheSchemaSays() {
        expect(
                POD,
                "{metadata: {finalizers: [a, b]}}",
                "{metadata: {finalizers: [b, c]}}",
                "{metadata: {finalizers: [a, b, c]}}");
        expect(
                POD,
                "{metadata: {finalizers: [a, b]}}",
                "{metadata: {$deleteFromPrimitiveList/finalizers: [a]}}",
                "{metadata: {finalizers: [b]}}");
        expect(
                POD,
                "{spec: {containers: [{name: a, args: [x, y]}]}}",
                "{spec: {containers: [{name: a, args: [z]}]}}",
                "{spec: {containers: [{name: a, args: [z]}]}}");
    }

    @Test
    void ordersElementsAsAskedAndLeavesTheServersWhereTheyWere() {
        expect(
                POD,
                "{spec: {containers: [{name: a}, {name: s}, {name: b}]}}",
                "{spec: {$setElementOrder/containers: [{name: b}, {name: n}, {name: a}], containers: [{name: n}]}}",
                "{spec: {containers: [{name: s}, {name: b}, {name: n}, {name: a}]}}");
        expect(
                POD,
                "{metadata: {finalizers: [a, b, c]}}",
                "{metadata: {$setElementOrder/finalizers: [c, a]}}",
                "{metadata: {finalizers: [b, c, a]}}");
    }

    @Test
    void retainsOnlyTheKeysThatItNames() {
        expect(
                DEPLOYMENT,
                "{spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}}",
                "{spec: {strategy: {$retainKeys: [type], type: Recreate}}}",
                "{spec: {strategy: {type: Recreate}}}");
        expect(
                POD,
                "{spec: {volumes: [{name: v, emptyDir: {}}]}}",
                "{spec: {volumes: [{name: v, $retainKeys: [name, hostPath], hostPath: {path: /}}]}}",
                "{spec: {volumes: [{name: v, hostPath: {path: /}}]}}");
    }

    @Test
    void refusesWhatItCannotRead() {
        for (String patch : List.of(
                "{spec: {containers: [{image: x}]}}",
                "{spec: {containers: [x]}}",
                "{spec: {$patch: burn}}",
                "{metadata: {$setElementOrder/finalizers: x}}")) {
            ObjectNode object = yaml("{metadata: {finalizers: [a]}, spec: {containers: [{name: a}]}}");
            assertThatThrownBy(() -> StrategicPatch.apply(POD, object, yaml(patch)))
                    .as(patch)
                    .isInstanceOf(ApiException.class);
        }
    }

    static List<Long> seeds() {
        Long one = Long.getLong("seed");
        List<Long> seeds = new ArrayList<>();
        for (long seed = 0; seed < 200; seed++) {
            seeds.add(seed);
        }
        return one == null ? seeds : List.of(one);
    }

    /** Containers as a map by name: what a patch of such a list must amount to. */
    @ParameterizedTest(name = "-Dseed={0}")
    @MethodSource("seeds")
    void amountsToMergingMapsAndIsTheSameTwice(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ObjectNode pod = Json.object();
        ArrayNode containers = pod.putObject("spec").putArray("containers");
        Map<String, JsonNode> expected = new LinkedHashMap<>();
        for (String name : List.of("a", "b", "c", "d")) {
            if (random.nextBoolean()) {
                ObjectNode container = containers.addObject().put("name", name).put("image", "i" + random.nextInt(3));
                expected.put(name, container.deepCopy());
            }
        }
        ObjectNode patch = Json.object();
        ArrayNode changes = patch.putObject("spec").putArray("containers");
        for (String name : List.of("d", "b", "e")) {
            ObjectNode change = Json.object().put("name", name);
            switch (random.nextInt(4)) {
                case 0 -> {
                    changes.add(change.put("$patch", "delete"));
                    expected.remove(name);
                }
                case 1 -> {
                    changes.add(change.put("tty", random.nextBoolean()));
                    ObjectNode container = (ObjectNode) expected.computeIfAbsent(
                            name, absent -> Json.object().put("name", name));
                    container.set("tty", change.get("tty"));
                }
                case 2 -> {
                    changes.add(change.putNull("image"));
                    ObjectNode container = (ObjectNode) expected.computeIfAbsent(
                            name, absent -> Json.object().put("name", name));
                    container.remove("image");
                }
                default -> {}
            }
        }
        ObjectNode once = StrategicPatch.apply(POD, pod.deepCopy(), patch.deepCopy());
        ArrayNode wanted = Json.array();
        expected.values().forEach(wanted::add);
        assertThat(once.at("/spec/containers")).as(patch + " on " + pod).isEqualTo(wanted);
        assertThat(StrategicPatch.apply(POD, once.deepCopy(), patch.deepCopy())).isEqualTo(once);
    }
}
