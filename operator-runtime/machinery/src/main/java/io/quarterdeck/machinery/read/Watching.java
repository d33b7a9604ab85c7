package io.quarterdeck.machinery.read;

import io.quarterdeck.machinery.ApiAnswer;
import io.quarterdeck.machinery.WatchStream;
import io.quarterdeck.machinery.conversion.Serving;
import io.quarterdeck.machinery.wire.ReadOptions;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Event;
import io.quarterdeck.store.EventCursor;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import io.quarterdeck.store.StoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One watch: a cursor in the store's events, seen through a selection.
 *
 * <p>An object that enters the selection is ADDED for this watch and one that leaves it DELETED, whatever happened to it
 * in the store. Hot path: a frame is a shared head, the object's own bytes and a shared tail.
 */
public final class Watching implements WatchStream {

    private static final byte[] TAIL = Ascii.bytes("}\n");
    private static final byte[] ADDED = head("ADDED");
    private static final byte[] MODIFIED = head("MODIFIED");
    private static final byte[] DELETED = head("DELETED");
    private static final byte[] BOOKMARK = head("BOOKMARK");
    private static final byte[] ERROR = head("ERROR");

    private final Selection selection;
    private final Shape shape;
    private final ReadOptions options;
    private final BooleanSupplier served;
    private final Serving serving;
    private final @Nullable EventCursor cursor;
    private final long initialRevision;
    private Iterator<KubeObject> initial;
    private boolean initialEndDue;
    private @Nullable Status failure;
    private boolean ended;

    private Watching(
            Selection selection,
            Shape shape,
            ReadOptions options,
            BooleanSupplier served,
            Serving serving,
            @Nullable Snapshot initial,
            @Nullable EventCursor cursor) {
        this.selection = selection;
        this.shape = shape;
        this.options = options;
        this.served = served;
        this.serving = serving;
        this.cursor = cursor;
        this.initial = initial == null ? Collections.emptyIterator() : selection.candidates(initial, null);
        this.initialRevision = initial == null ? 0 : initial.revision();
        this.initialEndDue = initial != null && options.initial() == ReadOptions.Initial.SENT && options.bookmarks();
    }

    /**
     * Begins a watch.
     *
     * @param served whether the kind is still there
     * @param serving may block; what it cannot convert ends the watch
     */
    public static Watching begin(
            Store store,
            String resource,
            Selection selection,
            ReadOptions options,
            Shape shape,
            BooleanSupplier served,
            Serving serving,
            Runnable signal) {
        boolean unnamed = options.revision().orElse(0) == 0;
        boolean fromNow = switch (options.initial()) {
            case UNSAID -> unnamed;
            case SENT -> true;
            case LEFT_OUT -> false;
        };
        Snapshot snapshot = fromNow ? store.snapshot(resource) : null;
        long after = snapshot != null
                ? snapshot.revision()
                : unnamed ? store.revision() : options.revision().orElseThrow();
        try {
            EventCursor cursor = store.watch(resource, after, signal);
            return new Watching(selection, shape, options, served, serving, snapshot, cursor);
        } catch (StoreException.Compacted e) {
            Watching failed = new Watching(selection, shape, options, served, serving, null, null);
            failed.failure = tooOld(after, e);
            return failed;
        }
    }

    @Override
    public String contentType() {
        return ApiAnswer.JSON;
    }

    @Override
    public List<List<byte[]>> poll(int max) {
        List<List<byte[]>> frames = new ArrayList<>();
        try {
            ready(frames, max);
        } catch (ApiException e) {
            // This watch cannot be told what happened, so it ends; its client lists anew.
            failure = e.status();
        }
        if (failure != null && !ended) {
            ended = true;
            frames.add(frame(ERROR, Json.encode(failure.toJson())));
        }
        return frames;
    }

    private void ready(List<List<byte[]>> frames, int max) {
        while (initial.hasNext() && frames.size() < max && !ended) {
            for (KubeObject object : serving.served(ServedPage.chunk(initial, selection, max - frames.size()))) {
                if (selection.matches(object.header())) {
                    frames.add(frame(ADDED, object));
                }
            }
        }
        if (initial.hasNext() || frames.size() >= max) {
            return;
        }
        if (initialEndDue) {
            initialEndDue = false;
            frames.add(frame(BOOKMARK, shape.bookmark(initialRevision, true)));
        }
        events(frames, max);
    }

    /** Polls until there is a frame or no event: a run of events outside the selection must not look like silence. */
    private void events(List<List<byte[]>> frames, int max) {
        if (cursor == null || ended) {
            return;
        }
        if (!serving.isCurrent()) {
            ended = true;
            return;
        }
        try {
            while (frames.size() < max) {
                List<Event> events = cursor.poll(max - frames.size());
                if (events.isEmpty()) {
                    ended = ended || !served.getAsBoolean();
                    return;
                }
                for (Event event : new ServedEvents(selection, serving).of(events)) {
                    add(frames, event);
                }
            }
        } catch (StoreException.Compacted e) {
            failure = tooOld(cursor.revision(), e);
        }
    }

    private void add(List<List<byte[]>> frames, Event event) {
        KubeObject object = event.object();
        KubeObject previous = event.previous();
        boolean now = selection.matches(object.header());
        boolean before = previous != null && selection.matches(previous.header());
        switch (event.type()) {
            case ADDED -> {
                if (now) {
                    frames.add(frame(ADDED, object));
                }
            }
            case MODIFIED -> {
                if (now) {
                    frames.add(frame(before ? MODIFIED : ADDED, object));
                } else if (before && previous != null) {
                    frames.add(frame(DELETED, previous.at(event.revision())));
                }
            }
            case DELETED -> {
                if (now) {
                    frames.add(frame(DELETED, object));
                }
            }
        }
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public List<byte[]> bookmark() {
        if (cursor == null || ended || !options.bookmarks() || initial.hasNext() || initialEndDue) {
            return List.of();
        }
        return frame(BOOKMARK, shape.bookmark(cursor.revision(), false));
    }

    @Override
    public void close() {
        initial = Collections.emptyIterator();
        if (cursor != null) {
            cursor.close();
        }
    }

    private List<byte[]> frame(byte[] head, KubeObject object) {
        return frame(head, shape.object(object));
    }

    private static List<byte[]> frame(byte[] head, byte[] object) {
        return List.of(head, object, TAIL);
    }

    private static byte[] head(String type) {
        return Ascii.bytes("{\"type\":\"" + type + "\",\"object\":");
    }

    private static Status tooOld(long asked, StoreException.Compacted e) {
        return Status.gone("too old resource version: " + asked + " (" + e.oldest() + ")");
    }
}
