package io.quarterdeck.machinery.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.access.Attributes;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.access.Decision;
import java.util.List;
import java.util.Map;

/** {@code authorizer.group('apps').resource('deployments').check('create').allowed()}: what somebody may do. */
final class AuthorizerFunctions {

    private static final OpaqueType AUTHORIZER = OpaqueType.create("kubernetes.authorization.Authorizer");
    private static final OpaqueType PATH_CHECK = OpaqueType.create("kubernetes.authorization.PathCheck");
    private static final OpaqueType GROUP_CHECK = OpaqueType.create("kubernetes.authorization.GroupCheck");
    private static final OpaqueType RESOURCE_CHECK = OpaqueType.create("kubernetes.authorization.ResourceCheck");
    private static final OpaqueType DECISION = OpaqueType.create("kubernetes.authorization.Decision");

    /** The names of expressions whose values these are. */
    static final Map<String, CelType> VARIABLES =
            Map.of(Scope.AUTHORIZER, AUTHORIZER, Scope.REQUEST_RESOURCE, RESOURCE_CHECK);

    private static final Functions.Type TEXT = new Functions.Type(SimpleType.STRING, String.class);
    private static final Functions.Type WHO = new Functions.Type(AUTHORIZER, Who.class);
    private static final Functions.Type PATH = new Functions.Type(PATH_CHECK, PathCheck.class);
    private static final Functions.Type GROUP = new Functions.Type(GROUP_CHECK, GroupCheck.class);
    private static final Functions.Type RESOURCE = new Functions.Type(RESOURCE_CHECK, ResourceCheck.class);
    private static final Functions.Type ANSWER = new Functions.Type(DECISION, Decision.class);

    private AuthorizerFunctions() {}

    /** Somebody of whom it can be asked what they may do. */
    record Who(Authorizer authorizer, User user) {

        private static Who serviceAccount(Who asking, String namespace, String name) {
            List<String> groups =
                    List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, "system:authenticated");
            String user = "system:serviceaccount:" + namespace + ":" + name;
            return new Who(asking.authorizer, new User(user, "", groups, Map.of()));
        }
    }

    private record PathCheck(Who who, String path) {}

    private record GroupCheck(Who who, String group) {}

    /** A question about a resource, to which only the verb is missing. */
    record ResourceCheck(
            Who who, String group, String resource, String subresource, String namespace, String name, String fields) {

        private ResourceCheck below(String other) {
            return new ResourceCheck(who, group, resource, other, namespace, name, fields);
        }

        private ResourceCheck in(String other) {
            return new ResourceCheck(who, group, resource, subresource, other, name, fields);
        }

        private ResourceCheck named(String other) {
            return new ResourceCheck(who, group, resource, subresource, namespace, other, fields);
        }

        private ResourceCheck selecting(String other) {
            return new ResourceCheck(who, group, resource, subresource, namespace, name, other);
        }

        private Decision check(String verb) {
            Attributes attributes =
                    new Attributes(verb, group, "*", resource, subresource, namespace, name, "", fields);
            return who.authorizer.authorize(who.user, attributes);
        }
    }

    static void add(Functions functions) {
        functions
                .method("path", PATH_CHECK, List.of(WHO, TEXT), a -> new PathCheck((Who) a[0], (String) a[1]))
                .method(
                        "serviceAccount",
                        AUTHORIZER,
                        List.of(WHO, TEXT, TEXT),
                        a -> Who.serviceAccount((Who) a[0], (String) a[1], (String) a[2]))
                .method("group", GROUP_CHECK, List.of(WHO, TEXT), a -> new GroupCheck((Who) a[0], (String) a[1]))
                .method("resource", RESOURCE_CHECK, List.of(GROUP, TEXT), a -> {
                    GroupCheck group = (GroupCheck) a[0];
                    return new ResourceCheck(group.who, group.group, (String) a[1], "", "", "", "");
                });
        narrowings(functions);
        functions
                .method("check", DECISION, List.of(RESOURCE, TEXT), a -> ((ResourceCheck) a[0]).check((String) a[1]))
                .method("check", DECISION, List.of(PATH, TEXT), a -> {
                    PathCheck check = (PathCheck) a[0];
                    Attributes attributes = Attributes.ofPath((String) a[1], check.path);
                    return check.who.authorizer.authorize(check.who.user, attributes);
                })
                .method("allowed", SimpleType.BOOL, List.of(ANSWER), a -> ((Decision) a[0]).allowed())
                .method("reason", SimpleType.STRING, List.of(ANSWER), a -> ((Decision) a[0]).reason())
                // The authorizer looks things up in memory: it has no errors of its own.
                .method("errored", SimpleType.BOOL, List.of(ANSWER), _ -> false)
                .method("error", SimpleType.STRING, List.of(ANSWER), _ -> "");
    }

    private static void narrowings(Functions functions) {
        List<Functions.Type> types = List.of(RESOURCE, TEXT);
        functions
                .method("subresource", RESOURCE_CHECK, types, a -> ((ResourceCheck) a[0]).below((String) a[1]))
                .method("namespace", RESOURCE_CHECK, types, a -> ((ResourceCheck) a[0]).in((String) a[1]))
                .method("name", RESOURCE_CHECK, types, a -> ((ResourceCheck) a[0]).named((String) a[1]))
                .method("fieldSelector", RESOURCE_CHECK, types, a -> ((ResourceCheck) a[0]).selecting((String) a[1]))
                // No authorizer here grants less than all labels, so a selector of them changes nothing.
                .method("labelSelector", RESOURCE_CHECK, types, a -> a[0]);
    }
}
