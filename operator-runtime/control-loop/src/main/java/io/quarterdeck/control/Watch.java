package io.quarterdeck.control;

/** A running watch. It ends when it is closed or when its listener has heard {@link WatchListener#ended}. */
public interface Watch extends AutoCloseable {

    @Override
    void close();
}
