package io.quarterdeck.machinery.apply;

import static io.quarterdeck.machinery.apply.Samples.NOW;
import static io.quarterdeck.machinery.apply.Samples.THING;
import static io.quarterdeck.machinery.apply.Samples.thing;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold after any sequence of applies and updates. */
final class ApplyInvariantsTest {

    private static final List<String> NAMES = List.of("a", "b", "c");

    static List<Long> seeds() {
        Long one = Long.getLong("seed");
        List<Long> seeds = new ArrayList<>();
        for (long seed = 0; seed < 200; seed++) {
            seeds.add(seed);
        }
        return one == null ? seeds : List.of(one);
    }

    @ParameterizedTest(name = "-Dseed={0}")
    @MethodSource("seeds")
    void hold(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ObjectNode live = object(random);
        ManagedFields fields = Ownership.created(
                Comparison.ofNew(THING.schema(), false, live).added(),
                FieldOwner.update("maker", "example.org/v1", ""),
                NOW);
        for (int step = 0; step < 6; step++) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            ObjectNode wanted = object(random);
            String before = live + " " + wanted;
            if (random.nextBoolean()) {
                ServerSideApply apply = new ServerSideApply(THING, applier(name), true, NOW);
                ServerSideApply.Applied applied = apply.apply(live, fields, wanted);
                assertThat(live + " " + wanted).isEqualTo(before);
                checkApply(apply, applied, wanted, name);
                live = applied.tree();
                fields = applied.fields();
            } else {
                Comparison comparison = Comparison.of(THING.schema(), false, live, wanted);
                FieldOwner owner = FieldOwner.update(name, "example.org/v1", "");
                ManagedFields next = Ownership.updated(fields, comparison, owner, NOW);
                FieldSet taken = next.of(owner).intersect(comparison.written());
                assertThat(taken)
                        .hasToString(OwnedFields.ownable(comparison.written()).toString());
                live = wanted;
                fields = next;
            }
            checkOwned(live, fields);
        }
    }

    private static void checkApply(
            ServerSideApply apply, ServerSideApply.Applied applied, ObjectNode wanted, String name) {
        FieldSet own = OwnedFields.ownable(OwnedFields.applied(THING.schema(), wanted));
        assertThat(applied.fields().of(applier(name))).hasToString(own.toString());
        // Every applied value is there: to apply it onto the result, in whatever order of elements, is no change.
        ObjectNode again = Merging.merge(THING.schema(), applied.tree(), wanted);
        assertThat(Comparison.of(THING.schema(), false, applied.tree(), again).isEmpty())
                .isTrue();
        ServerSideApply.Applied second = apply.apply(applied.tree(), applied.fields(), wanted);
        assertThat(Values.same(second.tree(), applied.tree())).isTrue();
        assertThat(second.fields().sameOwnership(applied.fields())).isTrue();
    }

    /** Whatever is owned is there, and no set outlives its encoding. */
    private static void checkOwned(ObjectNode live, ManagedFields fields) {
        FieldSet there = OwnedFields.whole(THING.schema(), live);
        for (ManagedFields.Entry entry : fields.entries()) {
            assertThat(entry.fields().isEmpty()).isFalse();
            assertThat(entry.fields().minus(there).paths()).isEmpty();
        }
        JsonNode encoded = Json.parse(Json.encode(fields.encode()));
        assertThat(ManagedFields.read(encoded).orElseThrow().sameOwnership(fields))
                .isTrue();
    }

    private static FieldOwner applier(String name) {
        return FieldOwner.apply(name, "example.org/v1", "");
    }

    private static ObjectNode object(SplittableRandom random) {
        ObjectNode object = thing("{}");
        ObjectNode spec = Json.ensureObject(object, "spec");
        if (random.nextBoolean()) {
            spec.put("size", random.nextInt(3));
        }
        for (String map : List.of("map", "inner", "whole", "free")) {
            if (random.nextBoolean()) {
                ObjectNode values = spec.putObject(map);
                NAMES.subList(0, 2).stream()
                        .filter(name -> random.nextBoolean())
                        .forEach(name -> values.put(name, "" + random.nextInt(2)));
            }
        }
        if (random.nextBoolean()) {
            ArrayNode tags = spec.putArray("tags");
            shuffled(random).forEach(tags::add);
        }
        if (random.nextBoolean()) {
            ArrayNode ports = spec.putArray("ports");
            for (String name : shuffled(random)) {
                ObjectNode port = ports.addObject().put("port", name.charAt(0) - 'a');
                if (random.nextBoolean()) {
                    port.put("note", "" + random.nextInt(2));
                }
                if (random.nextBoolean()) {
                    port.put("more", "m");
                }
            }
        }
        return object;
    }

    private static List<String> shuffled(SplittableRandom random) {
        List<String> names = new ArrayList<>(NAMES);
        names.removeIf(name -> random.nextInt(3) == 0);
        for (int i = names.size() - 1; i > 0; i--) {
            java.util.Collections.swap(names, i, random.nextInt(i + 1));
        }
        return names;
    }
}
