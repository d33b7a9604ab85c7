package io.quarterdeck.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.endpoints.EndpointsPlanner.Action;
import io.quarterdeck.endpoints.EndpointsPlanner.Group;
import io.quarterdeck.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EndpointsInvariantsTest {

    static LongStream seeds() {
        Long one = Long.getLong("seed");
        return one == null ? LongStream.range(0, 200) : LongStream.of(one);
    }

    @ParameterizedTest(name = "-Dseed={0}")
    @MethodSource("seeds")
    void holdsEveryPodExactlyOnceInSlicesThatAreNotTooBig(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ServiceView service = World.service();
        Map<String, PodView> pods = new TreeMap<>();
        Map<ObjectKey, SliceView> slices = Map.of();
        for (int step = 0; step < 10; step++) {
            change(pods, random);
            Map<Group, List<Endpoint>> wanted =
                    EndpointsPlanner.endpoints(service, new ArrayList<>(pods.values()), Map.of());
            List<Action> actions = EndpointsPlanner.plan(service, wanted, List.copyOf(slices.values()));
            slices = World.apply(slices, actions);

            List<Endpoint> all = slices.values().stream()
                    .flatMap(slice -> slice.endpoints().stream())
                    .toList();
            List<Endpoint> expected =
                    wanted.values().stream().flatMap(List::stream).toList();
            assertThat(all).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(slices.values())
                    .allSatisfy(slice ->
                            assertThat(slice.endpoints()).hasSizeLessThanOrEqualTo(EndpointsPlanner.SLICE_MAX));
            assertThat(slices).isNotEmpty();
            assertThat(EndpointsPlanner.plan(service, wanted, List.copyOf(slices.values())))
                    .as("a second look finds nothing to do")
                    .isEmpty();
        }
    }

    private static void change(Map<String, PodView> pods, SplittableRandom random) {
        pods.values().removeIf(pod -> random.nextInt(4) == 0);
        for (int i = random.nextInt(150); i > 0; i--) {
            String name = "p" + random.nextInt(400);
            String address = random.nextInt(10) == 0 ? "" : "10.244.1." + name;
            int port = random.nextInt(3) == 0 ? 9090 : 8080;
            pods.put(name, World.pod(name, address, random.nextBoolean(), random.nextInt(5) == 0, port));
        }
    }
}
