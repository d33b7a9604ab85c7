package io.quarterdeck.machinery;

/**
 * The API behind its edge. One instance serves HTTP and, in the same process, our own operators.
 *
 * <p>Nothing a user sends makes it throw: faults come back as answers that carry a Status. Both methods trust that the
 * user was authenticated and may do this.
 */
public interface ApiService {

    /**
     * Serves one request for an object or a collection (everything but a watch). Reads may be called on an event loop,
     * unless they {@link #blocks block}; writes block until they are durable and belong on a virtual thread.
     */
    ApiAnswer serve(ApiRequest request);

    /** Whether a read waits for others, who convert what is read, and so belongs on a virtual thread. */
    default boolean blocks(ApiRequest request) {
        return false;
    }

    /** Whether anybody is configured who wants to be asked before a client is connected to a pod, service or node. */
    default boolean guardsConnections() {
        return false;
    }

    /**
     * Asks those. Blocks until they have answered.
     *
     * @throws io.quarterdeck.model.ApiException if the connection is refused
     */
    default void admit(User user, Connection connection) {}

    /**
     * Begins a watch.
     *
     * @param signal called without blocking, on any thread, when frames have become ready since the stream was last found
     *     empty
     * @throws io.quarterdeck.model.ApiException if the request is refused
     */
    WatchStream watch(ApiRequest request, Runnable signal);
}
