package io.quarterdeck.machinery.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.conversion.Serving;
import io.quarterdeck.machinery.conversion.VersionConversion;
import io.quarterdeck.machinery.wire.ReadOptions;
import io.quarterdeck.machinery.wire.Refusals;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Snapshot;
import io.quarterdeck.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads objects and pages of objects from the store's snapshots. Blocks only where a webhook converts what it reads. */
public final class Reader {

    /** The pages of one LIST, and what the list is refused with; exactly one of them. */
    public sealed interface Listed {
        /** A page. */
        record Found(Page page) implements Listed {}

        /** A Status that carries a token to go on with, which a plain Status record cannot. */
        record Expired(ObjectNode status) implements Listed {}
    }

    private final Store store;
    private final HeldSnapshots held;
    private final VersionConversion versions;

    public Reader(Store store, HeldSnapshots held, VersionConversion versions) {
        this.store = store;
        this.held = held;
        this.versions = versions;
    }

    /**
     * One object.
     *
     * @throws ApiException 404
     */
    public KubeObject get(Target target) {
        KubeObject stored = store.snapshot(target.kind().storeName())
                .get(target.key())
                .orElseThrow(() -> new ApiException(Status.notFound(target.type(), target.name())));
        return versions.serving(target.kind()).served(List.of(stored)).getFirst();
    }

    /** Answers 504 to a client that has seen a later revision than this store has reached. */
    public void requireReached(OptionalLong revision) {
        long current = store.revision();
        if (revision.isPresent() && revision.getAsLong() > current) {
            String message = "Too large resource version: " + revision.getAsLong() + ", current: " + current;
            Status.Cause cause = new Status.Cause("ResourceVersionTooLarge", "Too large resource version", "");
            throw new ApiException(new Status(504, "Timeout", message, Status.Subject.NONE, List.of(cause), 1));
        }
    }

    /** One page. */
    public Listed list(Target target, ReadOptions options) {
        String resource = target.kind().storeName();
        Wanted wanted =
                new Wanted(resource, Selection.of(target, options), versions.serving(target.kind()), options.limit());
        if (!options.continueToken().isEmpty()) {
            return next(wanted, options);
        }
        requireReached(options.revision());
        Snapshot snapshot = store.snapshot(resource);
        if (options.match() == ReadOptions.Match.EXACT) {
            snapshot = exactly(resource, snapshot, options.revision().orElseThrow());
        }
        return new Listed.Found(page(wanted, snapshot, null, held.now()));
    }

    /** What is listed. */
    private record Wanted(String resource, Selection selection, Serving serving, int limit) {}

    private Snapshot exactly(String resource, Snapshot newest, long revision) {
        return at(resource, newest, revision)
                .orElseThrow(
                        () -> new ApiException(Status.gone("The resourceVersion for the provided list is too old.")));
    }

    private Optional<Snapshot> at(String resource, Snapshot newest, long revision) {
        if (newest.revision() == revision) {
            return Optional.of(newest);
        }
        if (newest.revision() < revision) {
            // A revision of somebody's invention: there never was a page at it.
            return Optional.empty();
        }
        return held.find(resource, revision).or(() -> PastSnapshot.at(store, resource, newest, revision));
    }

    private Listed next(Wanted wanted, ReadOptions options) {
        if (options.revision().orElse(0) != 0) {
            throw Refusals.badRequest("specifying resource version is not allowed when using continue");
        }
        ContinueToken token = ContinueToken.decode(options.continueToken());
        Snapshot newest = store.snapshot(wanted.resource);
        if (token.revision() == ContinueToken.ANY_REVISION) {
            return new Listed.Found(page(wanted, newest, token.after(), held.now()));
        }
        // What is held longer by chance does not count: a client that is slow shall see the same each time.
        Optional<Snapshot> snapshot =
                held.isOver(token.begun()) ? Optional.empty() : at(wanted.resource, newest, token.revision());
        return snapshot.isPresent()
                ? new Listed.Found(page(wanted, snapshot.get(), token.after(), token.begun()))
                : new Listed.Expired(expired(token));
    }

    private Page page(Wanted wanted, Snapshot snapshot, @Nullable ObjectKey after, Instant begun) {
        ServedPage.Range range = new ServedPage.Range(wanted.limit, after, begun);
        Page page = ServedPage.read(snapshot, wanted.selection, wanted.serving, range);
        if (!page.next().isEmpty()) {
            held.hold(wanted.resource, snapshot);
        }
        return page;
    }

    private static ObjectNode expired(ContinueToken token) {
        Status status = Status.gone("The provided continue parameter is too old to display a consistent list result."
                + " You can start a new list without the continue parameter, or use the continue token in this response"
                + " to retrieve the remainder of the results. Continuing with the provided token results in an"
                + " inconsistent list - objects that were created, modified, or deleted between the time the first chunk"
                + " was returned and now may show up in the list.");
        ObjectNode node = status.toJson();
        String inconsistent = new ContinueToken(ContinueToken.ANY_REVISION, token.after(), token.begun()).encode();
        node.putObject("metadata").put("continue", inconsistent);
        return node;
    }
}
