package io.quarterdeck.machinery.read;

import io.quarterdeck.model.KubeObject;
import java.util.List;

/** What objects look like in an answer. Made for one request, and used by one thread at a time. */
public interface Shape {

    /** One object. The array may be shared: not to be written to. */
    byte[] object(KubeObject object);

    /** A list, in pieces. */
    List<byte[]> list(Page page);

    /**
     * The object of a bookmark.
     *
     * @param initialEnd whether it says that the objects that a watch begins with are all sent
     */
    byte[] bookmark(long revision, boolean initialEnd);
}
