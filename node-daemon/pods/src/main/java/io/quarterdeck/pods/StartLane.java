package io.quarterdeck.pods;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets only a few starts run at a time, in the order in which they came. A start is bound by the processor: many at once
 * would all be ready as late as the last one, whereas one after another the first half is ready in half the time.
 */
final class StartLane {

    /** A start that takes longer waits for something else than the processor, and holds nobody up any more. */
    static final Duration HELD_MAX = Duration.ofSeconds(2);

    /** Who goes first: a container completes a pod that was begun, a sandbox begins another. */
    enum Turn {
        CONTAINER,
        SANDBOX
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<CountDownLatch> containers = new ArrayDeque<>();
    private final Queue<CountDownLatch> sandboxes = new ArrayDeque<>();
    private int free;

    /** @param width how many starts may run at a time */
    StartLane(int width) {
        this.free = width;
    }

    /** Waits for a place and runs a call. */
    <T> T run(Turn turn, Supplier<T> call) throws InterruptedException {
        enter(turn);
        CountDownLatch ended = new CountDownLatch(1);
        Thread.ofVirtual().name("start lane").start(() -> leaveWhen(ended));
        try {
            return call.get();
        } finally {
            ended.countDown();
        }
    }

    private void leaveWhen(CountDownLatch ended) {
        try {
            ended.await(HELD_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leave();
        }
    }

    private void enter(Turn turn) throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        lock.lock();
        try {
            if (free > 0) {
                free--;
                return;
            }
            queue(turn).add(called);
        } finally {
            lock.unlock();
        }
        try {
            called.await();
        } catch (InterruptedException e) {
            giveUp(turn, called);
            throw e;
        }
    }

    private void giveUp(Turn turn, CountDownLatch called) {
        boolean hadPlace;
        lock.lock();
        try {
            hadPlace = !queue(turn).remove(called);
        } finally {
            lock.unlock();
        }
        if (hadPlace) {
            leave();
        }
    }

    private void leave() {
        lock.lock();
        try {
            CountDownLatch next = containers.isEmpty() ? sandboxes.poll() : containers.poll();
            if (next == null) {
                free++;
            } else {
                next.countDown();
            }
        } finally {
            lock.unlock();
        }
    }

    private Queue<CountDownLatch> queue(Turn turn) {
        return turn == Turn.CONTAINER ? containers : sandboxes;
    }
}
