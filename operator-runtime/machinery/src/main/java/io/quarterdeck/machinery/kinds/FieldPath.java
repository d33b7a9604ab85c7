package io.quarterdeck.machinery.kinds;

import org.jspecify.annotations.Nullable;

/** Where a walk through an object stands; written out only when there is something to say about the place. */
public final class FieldPath {

    public static final FieldPath ROOT = new FieldPath(null, "", -1);

    /** In the place of an index: the name is a map's key. */
    private static final int KEY = -2;

    private final @Nullable FieldPath parent;
    private final String name;
    private final int index;

    private FieldPath(@Nullable FieldPath parent, String name, int index) {
        this.parent = parent;
        this.name = name;
        this.index = index;
    }

    public FieldPath child(String field) {
        return new FieldPath(this, field, -1);
    }

    public FieldPath element(int position) {
        return new FieldPath(this, "", position);
    }

    /** The entry of a map: {@code spec.limits[cpu]}. */
    public FieldPath key(String entry) {
        return new FieldPath(this, entry, KEY);
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
        if (index == KEY) {
            text.append('[').append(name).append(']');
        } else if (index >= 0) {
            text.append('[').append(index).append(']');
        } else {
            text.append(text.isEmpty() ? "" : ".").append(name);
        }
    }
}
