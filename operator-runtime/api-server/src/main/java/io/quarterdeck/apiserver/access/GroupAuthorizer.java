package io.quarterdeck.apiserver.access;

import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.access.Decision;
import io.quarterdeck.machinery.access.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Decides by group alone: administrators and our own operators may do everything, a node what a node needs, everybody who
 * is somebody may look around, and anybody may ask for health and version. What a cluster's users define themselves (RBAC)
 * is not looked at.
 */
public final class GroupAuthorizer implements Authorizer {

    private static final List<String> ANY = List.of("*");
    private static final Set<String> READ = Set.of("get", "list", "watch");

    private static final Set<String> PUBLIC_PATHS = Set.of("/healthz", "/livez", "/readyz", "/version");
    private static final Set<String> OPEN_ID_PATHS = Set.of("/.well-known/openid-configuration", "/openid/v1/jwks");
    private static final List<String> DISCOVERY_ROOTS =
            List.of("/api", "/apis", "/openapi", "/version", "/healthz", "/livez", "/readyz");

    @Override
    public Decision authorize(User user, Attributes attributes) {
        List<String> groups = user.groups();
        if (groups.contains(Groups.MASTERS)) {
            return Decision.allow("member of " + Groups.MASTERS);
        }
        if (groups.contains(Groups.OPERATORS)) {
            return Decision.allow("member of " + Groups.OPERATORS);
        }
        boolean allowed = attributes.isResource()
                ? mayUseResource(user, attributes)
                : mayReadPath(groups, attributes.verb(), attributes.path());
        return allowed ? Decision.allow("") : Decision.deny("");
    }

    @Override
    public Rules rules(User user, String namespace) {
        List<String> groups = user.groups();
        List<Rules.Resource> resources = new ArrayList<>();
        List<Rules.Path> paths = new ArrayList<>();
        if (groups.contains(Groups.MASTERS) || groups.contains(Groups.OPERATORS)) {
            resources.add(new Rules.Resource(ANY, ANY, ANY, List.of()));
            paths.add(new Rules.Path(ANY, ANY));
        }
        if (groups.contains(Groups.AUTHENTICATED)) {
            resources.addAll(SelfReviews.rules());
            paths.add(new Rules.Path(List.of("get"), List.of("/api", "/api/*", "/apis", "/apis/*", "/openapi/*")));
        }
        if (groups.contains(Groups.NODES)) {
            resources.addAll(NodeRules.rules());
        }
        if (groups.contains(Groups.SERVICE_ACCOUNTS)) {
            paths.add(new Rules.Path(
                    List.of("get"), OPEN_ID_PATHS.stream().sorted().toList()));
        }
        paths.add(new Rules.Path(List.of("get"), PUBLIC_PATHS.stream().sorted().toList()));
        return new Rules(resources, paths, false);
    }

    private static boolean mayUseResource(User user, Attributes attributes) {
        List<String> groups = user.groups();
        if (groups.contains(Groups.AUTHENTICATED) && SelfReviews.allow(attributes)) {
            return true;
        }
        return groups.contains(Groups.NODES)
                && user.name().startsWith(Groups.NODE_PREFIX)
                && NodeRules.allow(user.name().substring(Groups.NODE_PREFIX.length()), attributes);
    }

    private static boolean mayReadPath(List<String> groups, String verb, String path) {
        if (!READ.contains(verb) && !verb.equals("head")) {
            return false;
        }
        if (PUBLIC_PATHS.contains(path)) {
            return true;
        }
        if (groups.contains(Groups.SERVICE_ACCOUNTS) && OPEN_ID_PATHS.contains(path)) {
            return true;
        }
        return groups.contains(Groups.AUTHENTICATED)
                && DISCOVERY_ROOTS.stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
    }

    /** Everybody who is somebody may ask who they are and what they may do. */
    private static final class SelfReviews {

        private static final Set<String> AUTHORIZATION = Set.of("selfsubjectaccessreviews", "selfsubjectrulesreviews");

        static boolean allow(Attributes attributes) {
            return attributes.verb().equals("create")
                    && switch (attributes.group()) {
                        case "authorization.k8s.io" -> AUTHORIZATION.contains(attributes.resource());
                        case "authentication.k8s.io" -> attributes.resource().equals("selfsubjectreviews");
                        default -> false;
                    };
        }

        static List<Rules.Resource> rules() {
            return List.of(
                    new Rules.Resource(
                            List.of("create"),
                            List.of("authorization.k8s.io"),
                            AUTHORIZATION.stream().sorted().toList(),
                            List.of()),
                    new Rules.Resource(
                            List.of("create"),
                            List.of("authentication.k8s.io"),
                            List.of("selfsubjectreviews"),
                            List.of()));
        }
    }
}
