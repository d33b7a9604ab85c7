package io.quarterdeck.machinery.read;

import io.quarterdeck.machinery.wire.ReadOptions;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.model.FieldSelector;
import io.quarterdeck.model.Header;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.LabelSelector;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.store.Snapshot;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which objects of a kind a request is about.
 *
 * @param namespace empty for all
 */
public record Selection(String namespace, LabelSelector labels, FieldSelector fields) {

    public static Selection of(Target target, ReadOptions options) {
        FieldSelector fields = options.fields();
        if (!target.name().isEmpty()) {
            fields = FieldSelector.of("metadata.name", target.name());
        }
        return new Selection(target.namespace(), options.labels(), fields);
    }

    /** Whether the object with this key is where the selection looks. */
    boolean isIn(ObjectKey key) {
        return namespace.isEmpty() || key.namespace().equals(namespace);
    }

    public boolean matches(Header header) {
        return isIn(header.key()) && fields.matches(header) && labels.matches(header.labels());
    }

    /** Whether nothing but the namespace chooses. */
    public boolean isWholeNamespace() {
        return labels.isEverything() && fields.isEverything();
    }

    /** The objects that may match, in order of their keys, beginning after {@code after}. */
    Iterator<KubeObject> candidates(Snapshot snapshot, @Nullable ObjectKey after) {
        Optional<ObjectKey> only = onlyKey();
        if (only.isPresent()) {
            boolean passed = after != null && only.get().compareTo(after) <= 0;
            Optional<KubeObject> found = passed ? Optional.empty() : snapshot.get(only.get());
            return found.map(object -> List.of(object).iterator()).orElseGet(Collections::emptyIterator);
        }
        if (after != null) {
            return snapshot.after(after);
        }
        return namespace.isEmpty() ? snapshot.all() : snapshot.inNamespace(namespace);
    }

    private Optional<ObjectKey> onlyKey() {
        String name = "";
        String within = namespace;
        for (FieldSelector.Term term : fields.terms()) {
            if (term.equal() && term.path().equals("metadata.name")) {
                name = term.value();
            } else if (term.equal() && term.path().equals("metadata.namespace") && within.isEmpty()) {
                within = term.value();
            }
        }
        // Without a namespace the name alone is a key only for a cluster-wide kind; a scan finds both.
        return name.isEmpty() || within.isEmpty() ? Optional.empty() : Optional.of(new ObjectKey(within, name));
    }
}
