package io.quarterdeck.scheduler;

import static io.quarterdeck.scheduler.World.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarterdeck.scheduler.Reason.Helps;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SchedulingQueueTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final SchedulingQueue queue = new SchedulingQueue();

    @Test
    void takesTheMostImportantPodFirst() {
        queue.offer(pod("a"), NOW);
        queue.offer(pod("urgent", "web", "1", "{'priority':1000}"), NOW);
        queue.offer(pod("b"), NOW);
        assertThat(names(3)).isEqualTo("urgent a b ");
    }

    @Test
    void leavesAPodAsideUntilSomethingHappensThatHelps() {
        PodView pod = pod("a");
        queue.offer(pod, NOW);
        queue.next();
        queue.unschedulable(pod, Helps.POD_GONE, NOW);
        Instant later = NOW.plusSeconds(60);
        queue.helped(Helps.ANY_POD, later);
        assertThat(queue.next()).as("another pod takes room, it gives none").isNull();
        queue.helped(Helps.POD_GONE, later);
        assertThat(queue.next()).isEqualTo(pod);
    }

    @Test
    void letsAPodServeItsBackOffEvenIfSomethingHelps() {
        PodView pod = pod("a");
        queue.offer(pod, NOW);
        queue.next();
        queue.unschedulable(pod, Helps.NODE, NOW);
        queue.helped(Helps.NODE, NOW);
        assertThat(queue.next()).isNull();
        assertThat(queue.nextRelease(NOW)).contains(SchedulingQueue.BACKOFF_FIRST);
        queue.release(NOW.plus(SchedulingQueue.BACKOFF_FIRST));
        assertThat(queue.next()).isEqualTo(pod);
    }

    @Test
    void looksAgainNowAndThenEvenIfNothingSeemsToHelp() {
        PodView pod = pod("a");
        queue.offer(pod, NOW);
        queue.next();
        queue.unschedulable(pod, Helps.NODE, NOW);
        assertThat(queue.nextRelease(NOW)).contains(SchedulingQueue.ASIDE_MAX);
    }

    @Test
    void forgetsAPodThatIsGoneWhileItIsDecidedOn() {
        PodView pod = pod("a");
        queue.offer(pod, NOW);
        queue.next();
        queue.remove(pod.key());
        queue.unschedulable(pod, Helps.NODE, NOW);
        assertThat(queue.nextRelease(NOW)).isEmpty();
    }

    private String names(int count) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            PodView next = queue.next();
            names.append(next == null ? "none" : next.key().name()).append(' ');
        }
        return names.toString();
    }
}
