package io.quarterdeck.apiserver.authorization;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.access.WriteGuard;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Nobody gives away what they do not hold: who writes a role or binds one must hold all that it allows, or be allowed to
 * {@code escalate} or {@code bind} it.
 */
final class RoleGuard implements WriteGuard {

    private final Authorizer authorizer;
    private final RbacAuthorizer roles;

    /** {@code authorizer} is everybody's; {@code roles} knows what somebody holds. */
    RoleGuard(Authorizer authorizer, RbacAuthorizer roles) {
        this.authorizer = authorizer;
        this.roles = roles;
    }

    @Override
    public void check(User user, Write write) {
        switch (write.type().resource()) {
            case "roles.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io" -> checkRole(user, write);
            case "rolebindings.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io" ->
                checkBinding(user, write);
            default -> {
                // Grants nothing.
            }
        }
    }

    private void checkRole(User user, Write write) {
        ObjectKey key = write.key();
        boolean unchanged = isUnchanged(write, "rules") && isUnchanged(write, "aggregationRule");
        if (unchanged || may(user, "escalate", write.type(), key)) {
            return;
        }
        List<Rule> held = roles.held(user, key.namespace());
        // Whoever selects other roles may get anything that is ever labelled so.
        if (Json.at(write.next(), "aggregationRule").isObject()
                && !Coverage.missing(held, Rule.ALL).isEmpty()) {
            throw forbidden(write, "must have cluster-admin privileges to use an aggregationRule");
        }
        requireHeld(user, write, held, Rule.ofRole(write.next()));
    }

    private void checkBinding(User user, Write write) {
        if (isUnchanged(write, "subjects") && isUnchanged(write, "roleRef")) {
            return;
        }
        String name = Json.text(write.next(), "roleRef", "name");
        boolean clusterRole = Json.text(write.next(), "roleRef", "kind").equals("ClusterRole");
        ResourceType type = clusterRole ? Resources.CLUSTER_ROLES : Resources.ROLES;
        String namespace = write.key().namespace();
        if (may(user, "bind", type, new ObjectKey(namespace, name))) {
            return;
        }
        List<Rule> wanted = roles.role(new ObjectKey(clusterRole ? "" : namespace, name));
        if (wanted == null) {
            throw new ApiException(Status.notFound(type, name));
        }
        requireHeld(user, write, roles.held(user, namespace), wanted);
    }

    private boolean may(User user, String verb, ResourceType type, ObjectKey key) {
        return authorizer
                .authorize(
                        user,
                        new Attributes(
                                verb, type.group(), type.version(), type.plural(), "", key.namespace(), key.name(), ""))
                .allowed();
    }

    private static void requireHeld(User user, Write write, List<Rule> held, List<Rule> wanted) {
        List<Rule> missing = Coverage.missing(held, wanted);
        if (!missing.isEmpty()) {
            throw forbidden(
                    write,
                    "user \"" + user.name() + "\" (groups=" + Rule.quoted(user.groups())
                            + ") is attempting to grant RBAC permissions not currently held:\n"
                            + missing.stream().map(Rule::toString).collect(Collectors.joining("\n")));
        }
    }

    private static boolean isUnchanged(Write write, String field) {
        ObjectNode current = write.current();
        return current != null && Trees.same(write.next().get(field), current.get(field));
    }

    private static ApiException forbidden(Write write, String why) {
        return new ApiException(Status.forbidden(write.type(), write.key().name(), why));
    }
}
