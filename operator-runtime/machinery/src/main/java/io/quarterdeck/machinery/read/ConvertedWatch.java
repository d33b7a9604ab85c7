package io.quarterdeck.machinery.read;

import io.quarterdeck.machinery.WatchStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A watch whose events wait for a webhook. A thread of its own asks and waits; whoever polls gets what is ready and never
 * waits. It runs at most one batch ahead of its reader, so a slow reader falls off the store's events as in every watch.
 */
public final class ConvertedWatch implements WatchStream {

    /** Frames that are made ahead. As many as the edge takes at once. */
    private static final int AHEAD = 64;

    private final WatchStream watch;
    private final Runnable signal;
    private final Object lock = new Object();
    private List<List<byte[]>> ready = new ArrayList<>();
    private boolean woken = true;
    private boolean idle;
    private boolean ended;
    private boolean closed;

    private ConvertedWatch(Function<Runnable, WatchStream> watch, Runnable signal) {
        this.signal = signal;
        this.watch = watch.apply(this::wake);
    }

    /** Begins a watch. {@code watch} is given whom to wake when there is something to poll. */
    public static WatchStream begin(Function<Runnable, WatchStream> watch, Runnable signal) {
        ConvertedWatch converted = new ConvertedWatch(watch, signal);
        Thread.ofVirtual().name("converted-watch").start(converted::run);
        return converted;
    }

    private void wake() {
        synchronized (lock) {
            woken = true;
            lock.notifyAll();
        }
    }

    private void run() {
        try (watch) {
            while (await()) {
                if (take(watch.poll(AHEAD))) {
                    signal.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    /** Whatever ended the thread, its reader waits for nothing more. */
    private void end() {
        synchronized (lock) {
            ended = true;
        }
        signal.run();
    }

    /** Waits until the last frames were taken and there may be more; false if nobody wants any. */
    private boolean await() throws InterruptedException {
        synchronized (lock) {
            while (!closed && !ended && (!ready.isEmpty() || !woken)) {
                idle = true;
                lock.wait();
            }
            idle = false;
            woken = false;
            return !closed && !ended;
        }
    }

    /** Returns whether there is something new for the reader. */
    private boolean take(List<List<byte[]>> frames) {
        synchronized (lock) {
            ready = new ArrayList<>(frames);
            woken |= !frames.isEmpty();
            ended = watch.ended();
            return !frames.isEmpty() || ended;
        }
    }

    @Override
    public String contentType() {
        return watch.contentType();
    }

    @Override
    public List<List<byte[]>> poll(int max) {
        synchronized (lock) {
            int count = Math.min(max, ready.size());
            List<List<byte[]>> taken = List.copyOf(ready.subList(0, count));
            ready.subList(0, count).clear();
            lock.notifyAll();
            return taken;
        }
    }

    @Override
    public boolean ended() {
        synchronized (lock) {
            return ended && ready.isEmpty();
        }
    }

    /** Says nothing while something is being converted: it would say that it had been sent. */
    @Override
    public List<byte[]> bookmark() {
        synchronized (lock) {
            return idle && ready.isEmpty() && !closed ? watch.bookmark() : List.of();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
    }
}
