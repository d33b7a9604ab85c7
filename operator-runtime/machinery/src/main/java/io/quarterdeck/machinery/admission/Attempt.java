package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.model.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One write as admission sees it.
 *
 * @param object what would be stored, which mutation may change in place; null for a DELETE
 * @param before what is stored; null for a CREATE
 * @param dryRun nothing will be stored, so nothing may have side effects
 * @param warnings what the client is told beside the answer
 */
public record Attempt(
        Operation operation,
        Target target,
        User user,
        @Nullable ObjectNode object,
        @Nullable ObjectNode before,
        boolean dryRun,
        List<String> warnings) {

    /** The same write as it would be at another version of the kind. */
    Attempt at(Kind kind, @Nullable ObjectNode otherObject, @Nullable ObjectNode otherBefore) {
        Target there = new Target(kind, target.namespace(), target.name(), target.subresource());
        return new Attempt(operation, there, user, otherObject, otherBefore, dryRun, warnings);
    }

    /** What the write is about: the object as it would be, or as it was before its end. */
    public ObjectNode subject() {
        return object != null ? object : before != null ? before : Json.object();
    }

    /** The same, of another object. */
    Attempt of(ObjectNode other) {
        return new Attempt(operation, target, user, other, before, dryRun, warnings);
    }

    /** Whether it makes an object of this resource, and not only a part of one. */
    boolean creates(String resource) {
        return operation == Operation.CREATE && touches(resource);
    }

    boolean touches(String resource) {
        return target.subresource().isEmpty() && target.type().resource().equals(resource);
    }

    String namespace() {
        return target.namespace();
    }

    String name() {
        String name = Json.text(subject(), "metadata", "name");
        return name.isEmpty() ? target.name() : name;
    }
}
