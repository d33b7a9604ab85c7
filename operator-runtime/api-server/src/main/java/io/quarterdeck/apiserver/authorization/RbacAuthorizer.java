package io.quarterdeck.apiserver.authorization;

import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.access.Decision;
import io.quarterdeck.machinery.access.Rules;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Allows what a role allows that is bound to the user or to one of their groups: everywhere by a ClusterRoleBinding, in
 * its own namespace by a RoleBinding. Hot path of every request that is no administrator's; it takes about a microsecond.
 */
final class RbacAuthorizer implements Authorizer, AutoCloseable {

    private static final Decision DENIED = Decision.deny("");

    private final RbacIndex index;

    RbacAuthorizer(Store store) {
        this.index = new RbacIndex(store);
    }

    @Override
    public Decision authorize(User user, Attributes attributes) {
        index.refresh();
        Decision allowed = find(user, attributes);
        if (allowed == null) {
            // Who has just been granted something must not be refused because a signal is on its way, nor because
            // another
            // thread was just taking it in.
            index.catchUp();
            allowed = find(user, attributes);
        }
        return allowed == null ? denied(user, attributes) : allowed;
    }

    @Override
    public Rules rules(User user, String namespace) {
        List<Rules.Resource> resources = new ArrayList<>();
        List<Rules.Path> paths = new ArrayList<>();
        for (Rule rule : held(user, namespace)) {
            if (!rule.resources().isEmpty()) {
                resources.add(new Rules.Resource(rule.verbs(), rule.groups(), rule.resources(), rule.names()));
            }
            if (!rule.paths().isEmpty()) {
                paths.add(new Rules.Path(rule.verbs(), rule.paths()));
            }
        }
        return new Rules(resources, paths, false);
    }

    /** Every rule that holds for somebody in one namespace; an empty namespace means the whole cluster. */
    List<Rule> held(User user, String namespace) {
        index.catchUp();
        List<Rule> held = new ArrayList<>();
        this.<Rule>visit(user, namespace, grant -> {
            List<Rule> rules = index.role(grant.role());
            if (rules != null) {
                held.addAll(rules);
            }
            return null;
        });
        return held;
    }

    /** The rules of a role as it now is; null if there is no such role. */
    @Nullable
    List<Rule> role(ObjectKey key) {
        index.catchUp();
        return index.role(key);
    }

    private @Nullable Decision find(User user, Attributes attributes) {
        return visit(user, attributes.isResource() ? attributes.namespace() : "", grant -> {
            List<Rule> rules = index.role(grant.role());
            if (rules != null) {
                for (Rule rule : rules) {
                    if (rule.allows(attributes)) {
                        return grant.allowed();
                    }
                }
            }
            return null;
        });
    }

    private Decision denied(User user, Attributes attributes) {
        TreeSet<String> missing = new TreeSet<>();
        this.<Decision>visit(user, attributes.isResource() ? attributes.namespace() : "", grant -> {
            if (index.role(grant.role()) == null) {
                String kind = grant.role().namespace().isEmpty() ? "clusterrole" : "role";
                missing.add(
                        kind + ".rbac.authorization.k8s.io \"" + grant.role().name() + "\" not found");
            }
            return null;
        });
        return switch (missing.size()) {
            case 0 -> DENIED;
            case 1 -> Decision.deny("RBAC: " + missing.first());
            default -> Decision.deny("RBAC: [" + String.join(", ", missing) + "]");
        };
    }

    /** Visits what is granted to somebody until the visitor answers. */
    private <T> @Nullable T visit(User user, String namespace, Function<Grant, @Nullable T> visitor) {
        T answer = visitAt("", user, visitor);
        return answer != null || namespace.isEmpty() ? answer : visitAt(namespace, user, visitor);
    }

    private <T> @Nullable T visitAt(String namespace, User user, Function<Grant, @Nullable T> visitor) {
        T answer = first(index.grants(namespace, false, user.name()), visitor);
        List<String> groups = user.groups();
        for (int i = 0; answer == null && i < groups.size(); i++) {
            answer = first(index.grants(namespace, true, groups.get(i)), visitor);
        }
        return answer;
    }

    private static <T> @Nullable T first(List<Grant> grants, Function<Grant, @Nullable T> visitor) {
        for (Grant grant : grants) {
            T answer = visitor.apply(grant);
            if (answer != null) {
                return answer;
            }
        }
        return null;
    }

    @Override
    public void close() {
        index.close();
    }
}
