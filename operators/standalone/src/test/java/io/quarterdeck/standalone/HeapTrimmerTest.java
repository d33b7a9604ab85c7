package io.quarterdeck.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapTrimmerTest {

    private static final long LIVE = 1_000;

    private long committed = 4_000;
    private long collections;
    private int trims;

    private final HeapTrimmer trimmer = new HeapTrimmer(() -> committed, () -> collections, () -> {
        trims++;
        collections++;
        committed = LIVE;
    });

    @Test
    void trimsAGrownHeapOnceItRests() {
        collections += HeapTrimmer.BUSY_COLLECTIONS;
        trimmer.look();
        assertThat(trims).as("while it is busy").isZero();

        trimmer.look();
        assertThat(trims).as("at rest").isEqualTo(1);
    }

    @Test
    void leavesAHeapAloneThatHasNotGrownSinceTheLastTrim() {
        trimmer.look();
        committed = LIVE * HeapTrimmer.GROWN_EIGHTHS / 8;
        trimmer.look();
        assertThat(trims).isEqualTo(1);

        committed += LIVE / 4;
        trimmer.look();
        assertThat(trims).isEqualTo(2);
    }
}
