package io.quarterdeck.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SharedTest {

    private final Shared<List<String>> shared = new Shared<>();

    @Test
    void equalValuesBecomeOne() {
        List<String> first = List.of("a", "b");
        assertThat(shared.of(first)).isSameAs(first);
        assertThat(shared.of(List.of("a", "b"))).isSameAs(first);
        assertThat(shared.of(List.of("b", "a"))).isEqualTo(List.of("b", "a"));
    }

    @Test
    void moreValuesThanItKnowsAreStillThemselves() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 10_000; i++) {
                assertThat(shared.of(List.of("value", "" + i))).isEqualTo(List.of("value", "" + i));
            }
        }
    }
}
