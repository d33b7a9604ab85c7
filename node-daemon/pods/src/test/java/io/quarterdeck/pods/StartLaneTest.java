package io.quarterdeck.pods;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StartLaneTest {

    private final StartLane lane = new StartLane(1);
    private final List<String> order = new CopyOnWriteArrayList<>();
    private final CountDownLatch held = new CountDownLatch(1);

    private Thread start(String name, StartLane.Turn turn, Runnable call) throws InterruptedException {
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                lane.run(turn, () -> {
                    order.add(name);
                    call.run();
                    return name;
                });
            } catch (InterruptedException e) {
                order.add(name + " gave up");
            } catch (IllegalStateException e) {
                order.add(name + " failed");
            }
        });
        awaitRest(thread);
        return thread;
    }

    /** Until it waits for its turn, in its call, or has ended: what comes next is behind it. */
    private static void awaitRest(Thread thread) throws InterruptedException {
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TERMINATED) {
            thread.join(Duration.ofMillis(1));
        }
    }

    private void hold() {
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void containersGoBeforeSandboxesAndEachInTheOrderOfTheirComing() throws Exception {
        List<Thread> threads = List.of(
                start("first", StartLane.Turn.SANDBOX, this::hold),
                start("sandbox 1", StartLane.Turn.SANDBOX, () -> {}),
                start("sandbox 2", StartLane.Turn.SANDBOX, () -> {}),
                start("container 1", StartLane.Turn.CONTAINER, () -> {}),
                start("container 2", StartLane.Turn.CONTAINER, () -> {}));
        assertThat(order).containsExactly("first");

        held.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(order).containsExactly("first", "container 1", "container 2", "sandbox 1", "sandbox 2");
    }

    @Test
    void aStartThatHangsHoldsTheOthersUpForAWhileOnly() throws Exception {
        start("hangs", StartLane.Turn.SANDBOX, this::hold);
        long before = System.nanoTime();
        start("next", StartLane.Turn.SANDBOX, () -> {}).join();
        assertThat(order).containsExactly("hangs", "next");
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before))
                .isGreaterThan(StartLane.HELD_MAX.toMillis() / 2);
        held.countDown();
    }

    @Test
    void oneThatGivesUpLeavesItsTurnToTheOthers() throws Exception {
        Thread first = start("first", StartLane.Turn.SANDBOX, this::hold);
        Thread second = start("second", StartLane.Turn.SANDBOX, () -> {});
        second.interrupt();
        second.join();
        held.countDown();
        first.join();
        start("third", StartLane.Turn.SANDBOX, () -> {}).join();
        assertThat(order).containsExactly("first", "second gave up", "third");
    }

    @Test
    void aCallThatFailsLeavesItsPlace() throws Exception {
        start("fails", StartLane.Turn.SANDBOX, () -> {
                    throw new IllegalStateException("on purpose");
                })
                .join();
        start("next", StartLane.Turn.SANDBOX, () -> {}).join();
        assertThat(order).containsExactly("fails", "fails failed", "next");
    }
}
