package io.quarterdeck.machinery.conversion;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Event;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.StoreException;
import java.util.List;
import java.util.function.UnaryOperator;

/** A place in the events of a resource, whose objects are converted as they are read. */
record ViewCursor(EventCursor cursor, UnaryOperator<KubeObject> conversion) implements EventCursor {

    @Override
    public List<Event> poll(int max) throws StoreException.Compacted {
        return cursor.poll(max).stream().map(this::converted).toList();
    }

    private Event converted(Event event) {
        KubeObject previous = event.previous();
        return new Event(
                event.type(), conversion.apply(event.object()), previous == null ? null : conversion.apply(previous));
    }

    @Override
    public long revision() {
        return cursor.revision();
    }

    @Override
    public void close() {
        cursor.close();
    }
}
