package io.quarterdeck.machinery;

import java.util.List;

/** The frames of one watch: each is one event (as JSON and a line break, unless the content type says
 * otherwise), in pieces to be sent one after another. */
public interface WatchStream extends AutoCloseable {

    /** What the frames are, for the Content-Type header. */
    String contentType();

    /** The frames that are ready, at most {@code max}; empty if none is. After {@link #ended()} there are no more. */
    List<List<byte[]>> poll(int max);

    /** Whether the last frame was returned: the revision was compacted under a slow reader, or the kind is gone. */
    boolean ended();

    /** A frame that says up to which revision everything was sent; empty if the client asked for no bookmarks. */
    List<byte[]> bookmark();

    @Override
    void close();
}
