package io.quarterdeck.apiserver.authorization;

import io.quarterdeck.apiserver.access.Groups;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.access.Decision;
import io.quarterdeck.machinery.access.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Everybody's authorizer, in order: administrators may do everything, anybody may ask whether the API lives, a node may do
 * what its pods need, and everybody what roles allow. The first that allows decides.
 */
final class ClusterAuthorizer implements Authorizer {

    private static final Decision MASTER = Decision.allow("member of " + Groups.MASTERS);
    private static final Decision PUBLIC = Decision.allow("");

    /** Whether the API lives must be told even while no role is stored yet. */
    private static final Set<String> PUBLIC_PATHS = Set.of("/healthz", "/livez", "/readyz", "/version");

    private final List<Authorizer> authorizers;

    ClusterAuthorizer(List<Authorizer> authorizers) {
        this.authorizers = List.copyOf(authorizers);
    }

    @Override
    public Decision authorize(User user, Attributes asked) {
        if (user.groups().contains(Groups.MASTERS)) {
            return MASTER;
        }
        if (!asked.isResource() && isPublic(asked)) {
            return PUBLIC;
        }
        String reasons = "";
        for (Authorizer authorizer : authorizers) {
            Decision decision = authorizer.authorize(user, asked);
            if (decision.allowed()) {
                return decision;
            }
            if (!decision.reason().isEmpty()) {
                reasons = reasons.isEmpty() ? decision.reason() : reasons + "\n" + decision.reason();
            }
        }
        return Decision.deny(reasons);
    }

    private static boolean isPublic(Attributes asked) {
        return (asked.verb().equals("get") || asked.verb().equals("head")) && PUBLIC_PATHS.contains(asked.path());
    }

    @Override
    public Rules rules(User user, String namespace) {
        List<Rules.Resource> resources = new ArrayList<>();
        List<Rules.Path> paths = new ArrayList<>();
        boolean incomplete = false;
        for (Authorizer authorizer : authorizers) {
            Rules rules = authorizer.rules(user, namespace);
            resources.addAll(rules.resources());
            paths.addAll(rules.paths());
            incomplete |= rules.incomplete();
        }
        return new Rules(resources, paths, incomplete);
    }
}
