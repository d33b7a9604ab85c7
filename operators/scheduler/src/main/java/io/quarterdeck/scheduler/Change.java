package io.quarterdeck.scheduler;

import io.quarterdeck.model.ObjectKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that the owner of the cache has to hear of, in the order in which it was heard. */
sealed interface Change {

    /** A pod as it is now; null if it is gone. */
    record OfPod(ObjectKey key, @Nullable PodView now) implements Change {}

    /** A node as it is now; null if it is gone. */
    record OfNode(String name, @Nullable NodeView now) implements Change {}

    /** A namespace's labels; null if it is gone. */
    record OfNamespace(String name, @Nullable Map<String, String> labels) implements Change {}

    /** A binding that was assumed did not come to be. */
    record BindingFailed(PodView pod) implements Change {}
}
