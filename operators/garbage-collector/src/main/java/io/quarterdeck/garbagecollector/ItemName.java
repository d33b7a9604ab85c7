package io.quarterdeck.garbagecollector;

import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;

/** Names an object of any kind. In a queue, whose keys know no kinds, its resource stands before its name. */
record ItemName(ResourceType type, ObjectKey key) {

    /** Neither a resource nor a name can hold it. */
    private static final char SEPARATOR = '%';

    ObjectKey queueKey() {
        return new ObjectKey(key.namespace(), type.resource() + SEPARATOR + key.name());
    }

    static String resourceOf(ObjectKey queueKey) {
        return queueKey.name().substring(0, queueKey.name().indexOf(SEPARATOR));
    }

    static ObjectKey keyOf(ObjectKey queueKey) {
        return new ObjectKey(
                queueKey.namespace(), queueKey.name().substring(queueKey.name().indexOf(SEPARATOR) + 1));
    }
}
