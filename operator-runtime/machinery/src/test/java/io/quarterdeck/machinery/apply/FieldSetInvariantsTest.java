package io.quarterdeck.machinery.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Field sets against plain sets of paths. */
final class FieldSetInvariantsTest {

    private static final List<String> ELEMENTS = List.of("f:a", "f:b", "k:{\"n\":\"x\"}", "v:1", "i:0");

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
    void areSetsOfPaths(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Set<List<String>> left = paths(random);
        Set<List<String>> right = paths(random);
        check(left, right, FieldSet::union, (a, b) -> {
            a.addAll(b);
            return a;
        });
        check(left, right, FieldSet::minus, (a, b) -> {
            a.removeAll(b);
            return a;
        });
        check(left, right, FieldSet::intersect, (a, b) -> {
            a.retainAll(b);
            return a;
        });
        FieldSet set = set(left);
        JsonNode json = Json.parse(set.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(FieldSet.parse(json).sameAs(set)).isTrue();
        assertThat(FieldSet.trust(json).sameAs(set)).isTrue();
        assertThat(FieldSet.trust(json)).hasToString(set.toString());
        assertThat(set.sameAs(set(right))).isEqualTo(left.equals(right));
    }

    private static void check(
            Set<List<String>> left,
            Set<List<String>> right,
            BinaryOperator<FieldSet> operation,
            BinaryOperator<Set<List<String>>> dumb) {
        FieldSet a = set(left);
        FieldSet b = set(right);
        String before = a + " " + b;
        String expected = set(dumb.apply(copy(left), right)).toString();
        assertThat(operation.apply(a, b)).hasToString(expected);
        // What was stored is read bit by bit, which no operation notices.
        assertThat(operation.apply(stored(a), stored(b))).hasToString(expected);
        assertThat(a + " " + b).isEqualTo(before);
    }

    private static FieldSet stored(FieldSet set) {
        return FieldSet.trust(Json.parse(set.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static Set<List<String>> copy(Set<List<String>> paths) {
        Set<List<String>> copy = new TreeSet<>((x, y) -> x.toString().compareTo(y.toString()));
        copy.addAll(paths);
        return copy;
    }

    private static Set<List<String>> paths(SplittableRandom random) {
        Set<List<String>> paths = copy(Set.of());
        for (int i = random.nextInt(8); i > 0; i--) {
            List<String> path = new ArrayList<>();
            for (int depth = 1 + random.nextInt(3); depth > 0; depth--) {
                path.add(ELEMENTS.get(random.nextInt(ELEMENTS.size())));
            }
            paths.add(path);
        }
        return paths;
    }

    private static FieldSet set(Set<List<String>> paths) {
        return below(paths, false);
    }

    private static FieldSet below(Set<List<String>> paths, boolean member) {
        FieldSet set = FieldSet.start(member);
        if (paths.isEmpty()) {
            return set;
        }
        for (String element : ELEMENTS) {
            Set<List<String>> tails = copy(Set.of());
            paths.stream()
                    .filter(path -> path.getFirst().equals(element))
                    .forEach(path -> tails.add(path.subList(1, path.size())));
            boolean itself = tails.remove(List.<String>of());
            set.put(element, below(tails, itself));
        }
        return set;
    }
}
