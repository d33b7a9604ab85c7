package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.conversion.VersionConversion;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.store.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same objects by other versions of their kind, for {@code matchPolicy: Equivalent}: who asked to see writes of one
 * version sees those of the others too, as if they had been made at it.
 */
record Equivalents(Store store, KindRegistry kinds, VersionConversion versions) {

    /**
     * A write as who has these rules wants to see it: as it is, or at another version.
     *
     * @return null if the rules do not mean it
     * @throws io.quarterdeck.model.ApiException if it cannot be converted
     */
    @Nullable
    Attempt seen(Matching matching, Attempt attempt) {
        if (matching.matches(attempt, store)) {
            return attempt;
        }
        if (!matching.equivalent() || attempt.operation() == Operation.CONNECT || matching.excludes(attempt)) {
            return null;
        }
        for (Kind other : others(attempt.target().kind())) {
            if (matching.matches(attempt.at(other, attempt.object(), attempt.before()), store)) {
                return attempt.at(
                        other,
                        converted(attempt, other, attempt.object()),
                        converted(attempt, other, attempt.before()));
            }
        }
        return null;
    }

    /** Writes what was made of an object at another version into the object itself. */
    void bringBack(Attempt seen, Attempt attempt) {
        ObjectNode object = attempt.object();
        ObjectNode changed = seen.object();
        if (object != null && changed != null) {
            ObjectNode back =
                    versions.between(seen.target().kind(), attempt.target().kind(), changed);
            object.removeAll();
            object.setAll(back);
        }
    }

    private @Nullable ObjectNode converted(Attempt attempt, Kind other, @Nullable ObjectNode object) {
        return object == null ? null : versions.between(attempt.target().kind(), other, object);
    }

    private List<Kind> others(Kind kind) {
        return kinds.all().stream()
                .filter(other -> !other.type().equals(kind.type()) && isSame(kind, other))
                .toList();
    }

    /** Versions of one kind are stored as one of them. */
    private static boolean isSame(Kind kind, Kind other) {
        ResourceType stored = kind.storage();
        return kind.builtIn() == other.builtIn() && other.storage().equals(stored);
    }
}
