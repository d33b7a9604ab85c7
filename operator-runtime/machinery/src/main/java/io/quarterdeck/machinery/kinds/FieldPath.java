package io.quarterdeck.machinery.kinds;

import org.jspecify.annotations.Nullable;

/** Where a walk through an object stands; written out only when there is something to say about the place. */
final class FieldPath {

    static final FieldPath ROOT = new FieldPath(null, "", -1);

    private final @Nullable FieldPath parent;
    private final String name;
    private final int index;

    private FieldPath(@Nullable FieldPath parent, String name, int index) {
        this.parent = parent;
        this.name = name;
        this.index = index;
    }

    FieldPath child(String field) {
        return new FieldPath(this, field, -1);
    }

    FieldPath element(int position) {
        return new FieldPath(this, "", position);
    }

    /** {@code spec.template.spec.containers[0].image}; empty for the object itself. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        write(text);
        return text.toString();
    }

    private void write(StringBuilder text) {
        if (parent == null) {
            return;
        }
        parent.write(text);
        if (index >= 0) {
            text.append('[').append(index).append(']');
        } else {
            text.append(text.isEmpty() ? "" : ".").append(name);
        }
    }
}
