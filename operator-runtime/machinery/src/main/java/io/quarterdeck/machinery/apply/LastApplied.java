package io.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.model.Json;
import java.nio.charset.StandardCharsets;

/**
 * The annotation in which a client-side {@code kubectl apply} keeps what it applied. If {@code kubectl} goes over to applying on
 * the server, what it applied before is its own and no conflict; and the annotation is kept up, so that it can go back.
 */
final class LastApplied {

    /** The name under which kubectl applies, unless it is told another. */
    static final String KUBECTL = "kubectl";

    private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

    /** All annotations together may have 256 KiB; an object whose configuration takes more than this goes without. */
    private static final int LENGTH_MAX = 240 * 1024;

    private LastApplied() {}

    /** The fields that were applied client-side and have stood unchanged since. */
    static FieldSet unchanged(Kind kind, ObjectNode live) {
        String text = Json.text(live, "metadata", "annotations", ANNOTATION);
        if (text.isEmpty()) {
            return FieldSet.EMPTY;
        }
        ObjectNode applied;
        try {
            applied = Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // Anybody may write an annotation; one that cannot be read allows nothing.
            return FieldSet.EMPTY;
        }
        Comparison since = Comparison.of(kind.schema(), kind.builtIn(), applied, live);
        return OwnedFields.applied(kind.schema(), applied)
                .minus(since.changed())
                .minus(since.added())
                .minus(since.removed());
    }

    /** Says in an object that has the annotation what was applied now. */
    static void update(ObjectNode object, ObjectNode config) {
        if (!(Json.at(object, "metadata", "annotations") instanceof ObjectNode annotations)
                || !annotations.has(ANNOTATION)) {
            return;
        }
        ObjectNode said = config.deepCopy();
        if (Json.at(said, "metadata", "annotations") instanceof ObjectNode own) {
            own.remove(ANNOTATION);
        }
        String text = said + "\n";
        if (text.length() > LENGTH_MAX) {
            annotations.remove(ANNOTATION);
        } else {
            annotations.put(ANNOTATION, text);
        }
    }
}
