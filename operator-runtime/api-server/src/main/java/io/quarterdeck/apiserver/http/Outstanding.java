package io.quarterdeck.apiserver.http;

/**
 * How many bytes were handed to a connection and have not left it. We count them, as a response's own
 * {@code writeQueueFull} was seen to say no with sixty megabytes waiting behind TLS. On the connection's event loop.
 */
final class Outstanding {

    /** A few of the largest writes: enough that the socket always has something, and what each slow reader may hold. */
    private static final int BYTES_MAX = 256 * 1024;

    private long bytes;
    private Runnable drained = () -> {};
    private boolean waiting;

    /** Whether nothing more should be written now; if so, {@code again} is called once when it may be. */
    boolean full(Runnable again) {
        if (bytes >= BYTES_MAX) {
            drained = again;
            waiting = true;
        }
        return waiting;
    }

    void written(long count) {
        bytes += count;
    }

    /** So many of them have left, or never will. */
    void left(long count) {
        bytes -= count;
        if (waiting && bytes < BYTES_MAX / 2) {
            waiting = false;
            drained.run();
        }
    }
}
