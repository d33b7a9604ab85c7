package io.quarterdeck.control;

import io.quarterdeck.model.KubeObject;
import java.util.List;

/** The objects of a kind at one revision: a watch that starts after it misses nothing. */
public record ObjectList(long revision, List<KubeObject> items) {

    public ObjectList {
        items = List.copyOf(items);
    }
}
