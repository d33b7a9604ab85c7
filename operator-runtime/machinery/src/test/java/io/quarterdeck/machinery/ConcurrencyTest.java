package io.quarterdeck.machinery;

import static io.quarterdeck.machinery.TestApi.CONFIG_MAPS;
import static io.quarterdeck.machinery.TestApi.MERGE;
import static io.quarterdeck.machinery.TestApi.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

final class ConcurrencyTest {

    private static final int WRITERS = 4;
    private static final int WRITES = 50;

    private final TestApi api = new TestApi();

    private static <T> List<T> atOnce(IntFunction<T> write) throws InterruptedException, ExecutionException {
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < WRITERS * WRITES; i++) {
                int number = i;
                running.add(writers.submit(() -> write.apply(number)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : running) {
                results.add(future.get());
            }
            return results;
        }
    }

    @Test
    void noPatchIsLost() throws Exception {
        api.post(CONFIG_MAPS, "{metadata: {name: a}}");
        List<Integer> codes = atOnce(i ->
                api.patch(CONFIG_MAPS + "/a", MERGE, "{data: {k" + i + ": v}}").code());
        assertThat(codes).containsOnly(200);
        assertThat(Json.at(api.get(CONFIG_MAPS + "/a").body(), "data")).hasSize(WRITERS * WRITES);
    }

    @Test
    void noAddressIsGivenTwice() throws Exception {
        List<String> addresses = atOnce(
                i -> api.post(SERVICES, "{metadata: {name: s" + i + "}, spec: {type: NodePort, ports: [{port: 80}]}}")
                        .text("spec", "clusterIP"));
        assertThat(addresses).doesNotHaveDuplicates().doesNotContain("");
    }

    @Test
    void oneOfManyCreatorsWins() throws Exception {
        List<Integer> codes = atOnce(i ->
                api.post(CONFIG_MAPS, "{metadata: {name: n" + i % WRITES + "}}").code());
        assertThat(codes.stream().filter(code -> code == 201)).hasSize(WRITES);
        assertThat(codes).containsOnly(201, 409);
    }
}
