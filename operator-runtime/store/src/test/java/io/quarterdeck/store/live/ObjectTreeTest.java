package io.quarterdeck.store.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.store.contract.Drafts;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tree against a TreeMap, from seeds; a failure names its seed, and {@code -Dseed=} runs that one alone. */
class ObjectTreeTest {

    static LongStream seeds() {
        Long one = Long.getLong("seed");
        return one == null ? LongStream.range(0, 60) : LongStream.of(one);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isTheMapThatATreeMapIs(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int keys = 1 << random.nextInt(1, 13);
        TreeMap<ObjectKey, KubeObject> expected = new TreeMap<>();
        ObjectTree tree = ObjectTree.EMPTY;
        int steps = random.nextInt(100, 6_000);
        int removeOf10 = random.nextInt(1, 9);
        for (int step = 0; step < steps; step++) {
            ObjectKey key = key(random.nextInt(keys));
            if (random.nextInt(10) < removeOf10) {
                tree = tree.remove(key);
                expected.remove(key);
            } else {
                KubeObject object = Drafts.object(key.namespace(), key.name(), step + 2L);
                tree = tree.put(object);
                expected.put(key, object);
            }
        }
        verify(tree, expected, key(random.nextInt(keys)));
        drain(tree, expected);
    }

    private static void drain(ObjectTree full, NavigableMap<ObjectKey, KubeObject> expected) {
        ObjectTree tree = full;
        List<ObjectKey> keys = new ArrayList<>(expected.keySet());
        for (ObjectKey key : keys) {
            tree = tree.remove(key);
        }
        assertThat(tree.size()).isZero();
        assertThat(tree.all().hasNext()).isFalse();
        verify(full, expected, new ObjectKey("", ""));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isBuiltAtOnceAsItIsStepByStep(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<ObjectKey, KubeObject> expected = new TreeMap<>();
        for (int i = random.nextInt(5_000); i > 0; i--) {
            ObjectKey key = key(random.nextInt(100_000));
            expected.put(key, Drafts.object(key.namespace(), key.name(), 2));
        }
        ObjectTree tree = ObjectTree.of(List.copyOf(expected.values()));
        verify(tree, expected, key(random.nextInt(100_000)));
        drain(tree, expected);
    }

    @Test
    void leavesEarlierVersionsAsTheyWere() {
        ObjectTree tree = ObjectTree.EMPTY;
        List<ObjectTree> versions = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            tree = tree.put(Drafts.object("default", "n" + i, i + 2L));
            versions.add(tree);
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(versions.get(i).size()).isEqualTo(i + 1);
            assertThat(versions.get(i).get(new ObjectKey("default", "n" + i))).isNotNull();
            assertThat(versions.get(i).get(new ObjectKey("default", "n" + (i + 1))))
                    .isNull();
        }
    }

    private static void verify(ObjectTree tree, NavigableMap<ObjectKey, KubeObject> expected, ObjectKey pivot) {
        assertThat(tree.size()).isEqualTo(expected.size());
        assertThat(list(tree.all())).isEqualTo(List.copyOf(expected.values()));
        assertThat(list(tree.after(pivot)))
                .isEqualTo(List.copyOf(expected.tailMap(pivot, false).values()));
        assertThat(list(tree.from(pivot)))
                .isEqualTo(List.copyOf(expected.tailMap(pivot, true).values()));
        assertThat(tree.get(pivot)).isSameAs(expected.get(pivot));
        assertThat(expected.entrySet().stream()
                        .allMatch(entry -> entry.getValue().equals(tree.get(entry.getKey()))))
                .isTrue();
    }

    private static List<KubeObject> list(Iterator<KubeObject> objects) {
        List<KubeObject> list = new ArrayList<>();
        objects.forEachRemaining(list::add);
        return list;
    }

    private static ObjectKey key(int number) {
        return new ObjectKey("ns" + number % 7, "n" + number);
    }
}
