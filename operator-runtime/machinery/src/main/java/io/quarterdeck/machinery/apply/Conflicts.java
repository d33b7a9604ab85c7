package io.quarterdeck.machinery.apply;

import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What an apply would change although others own it, owner by owner. */
record Conflicts(List<Conflict> found) {

    record Conflict(FieldOwner owner, FieldSet fields) {}

    /** The conflicts of whoever writes these fields with everybody else. */
    static Conflicts of(ManagedFields managed, FieldOwner writer, FieldSet written) {
        List<Conflict> found = new ArrayList<>();
        for (ManagedFields.Entry entry : managed.entries()) {
            FieldSet fields =
                    entry.owner().is(writer) ? FieldSet.EMPTY : entry.fields().intersect(written);
            if (!fields.isEmpty()) {
                found.add(new Conflict(entry.owner(), fields));
            }
        }
        found.sort(Comparator.comparing(conflict -> conflict.owner().toString()));
        return new Conflicts(List.copyOf(found));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** Those that remain if some fields may be taken. */
    Conflicts without(FieldSet allowed) {
        return new Conflicts(found.stream()
                .map(conflict ->
                        new Conflict(conflict.owner(), conflict.fields().minus(allowed)))
                .filter(conflict -> !conflict.fields().isEmpty())
                .toList());
    }

    /** The 409 that names every field and its owner. */
    ApiException refusal() {
        List<Status.Cause> causes = new ArrayList<>();
        StringBuilder list = new StringBuilder();
        for (Conflict conflict : found) {
            String owner = conflict.owner().readable();
            list.append(list.isEmpty() ? "" : "\n")
                    .append("conflicts with ")
                    .append(owner)
                    .append(':');
            for (String path : conflict.fields().paths()) {
                causes.add(new Status.Cause("FieldManagerConflict", "conflict with " + owner, path));
                list.append("\n- ").append(path);
            }
        }
        String message = causes.size() == 1
                ? "Apply failed with 1 conflict: " + causes.getFirst().message() + ": "
                        + causes.getFirst().field()
                : "Apply failed with " + causes.size() + " conflicts: " + list;
        return new ApiException(new Status(409, "Conflict", message, Status.Subject.NONE, causes, 0));
    }
}
