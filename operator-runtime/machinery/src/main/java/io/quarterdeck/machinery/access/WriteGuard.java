package io.quarterdeck.machinery.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.User;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a write once it is known what it makes, for what no authorizer can tell from the URL: who grants rights must
 * hold them, a node writes only what is its own. Never blocks; safe for any number of threads.
 */
public interface WriteGuard {

    /** Lets everything pass. */
    WriteGuard NONE = (user, write) -> {};

    /**
     * Called when an object is whole and right, before it is committed.
     *
     * @throws ApiException if this user may not make it so
     */
    void check(User user, Write write);

    /**
     * What is about to be written.
     *
     * @param subresource {@code status}, {@code token}, ... or empty for the object itself
     * @param next the object as it will be, or the body that is posted to a subresource; not to be changed
     * @param current the object as it is; null if there is none
     */
    record Write(
            ResourceType type,
            ObjectKey key,
            String subresource,
            ObjectNode next,
            @Nullable ObjectNode current) {}
}
