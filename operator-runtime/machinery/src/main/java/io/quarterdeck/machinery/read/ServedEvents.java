package io.quarterdeck.machinery.read;

import io.quarterdeck.machinery.conversion.Serving;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Event;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Events of objects that are not stored in the form in which they are watched. */
record ServedEvents(Selection selection, Serving serving) {

    /** The same events, less those of other namespaces: all objects in them are converted together. */
    List<Event> of(List<Event> events) {
        if (!serving.converts()) {
            return events;
        }
        List<Event> here = events.stream()
                .filter(event -> selection.isIn(event.object().key()))
                .toList();
        List<KubeObject> stored = new ArrayList<>();
        for (Event event : here) {
            stored.add(event.object());
            KubeObject previous = event.previous();
            if (previous != null) {
                stored.add(previous(event, previous));
            }
        }
        Iterator<KubeObject> served = serving.served(stored).iterator();
        return here.stream()
                .map(event -> new Event(event.type(), served.next(), event.previous() == null ? null : served.next()))
                .toList();
    }

    /** What an object was before matters to a selection by its content only; otherwise the new state stands for it. */
    private KubeObject previous(Event event, KubeObject previous) {
        return selection.isWholeNamespace() ? event.object() : previous;
    }
}
