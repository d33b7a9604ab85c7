package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.access.Decision;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.machinery.kinds.KindRegistry;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Status;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An owner's deletion takes its dependents with it, and waits for those that block it. So whoever gives an object another owner
 * must be allowed to delete the object, and whoever makes it block its owner, to set finalizers on the owner. Off unless it is
 * asked for, as upstream: the roles of many charts do not allow as much.
 */
record OwnerReferences(Authorizer authorizer, KindRegistry kinds) implements Admission {

    @Override
    public void validate(Attempt attempt) {
        ObjectNode object = attempt.object();
        if (object == null || !attempt.target().subresource().isEmpty()) {
            return;
        }
        List<JsonNode> owners = owners(object);
        List<JsonNode> before = owners(attempt.before());
        if (owners.equals(before)) {
            return;
        }
        if (attempt.operation() == Operation.UPDATE) {
            requireDelete(attempt);
        }
        for (JsonNode owner : owners) {
            if (isBlocking(owner) && before.stream().noneMatch(old -> isBlocking(old) && isSame(old, owner))) {
                requireFinalizers(attempt, owner);
            }
        }
    }

    private static List<JsonNode> owners(@Nullable ObjectNode object) {
        return object == null ? List.of() : Json.items(object, "metadata", "ownerReferences");
    }

    private static boolean isBlocking(JsonNode owner) {
        return Json.at(owner, "blockOwnerDeletion").asBoolean(false);
    }

    private static boolean isSame(JsonNode one, JsonNode other) {
        return Json.text(one, "uid").equals(Json.text(other, "uid"));
    }

    private void requireDelete(Attempt attempt) {
        ResourceType type = attempt.target().type();
        require(
                attempt,
                new Attributes(
                        "delete",
                        type.group(),
                        type.version(),
                        type.plural(),
                        "",
                        attempt.namespace(),
                        attempt.name(),
                        ""),
                "cannot set an ownerRef on a resource you can't delete: ");
    }

    private void requireFinalizers(Attempt attempt, JsonNode owner) {
        Optional<Kind> kind = PolicyParameters.kind(kinds, owner);
        if (kind.isEmpty()) {
            throw forbidden(
                    attempt,
                    "cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion "
                            + Json.text(owner, "apiVersion") + " Kind " + Json.text(owner, "kind"));
        }
        ResourceType type = kind.get().type();
        require(
                attempt,
                new Attributes(
                        "update",
                        type.group(),
                        type.version(),
                        type.plural(),
                        "finalizers",
                        type.namespaced() ? attempt.namespace() : "",
                        Json.text(owner, "name"),
                        ""),
                "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: ");
    }

    private void require(Attempt attempt, Attributes attributes, String otherwise) {
        Decision decision = authorizer.authorize(attempt.user(), attributes);
        if (!decision.allowed()) {
            throw forbidden(attempt, otherwise + decision.reason());
        }
    }

    private static ApiException forbidden(Attempt attempt, String why) {
        return new ApiException(Status.forbidden(attempt.target().type(), attempt.name(), why));
    }
}
