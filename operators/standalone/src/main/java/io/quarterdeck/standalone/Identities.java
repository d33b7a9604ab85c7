package io.quarterdeck.standalone;

import io.quarterdeck.apiserver.access.Groups;
import io.quarterdeck.machinery.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who our operators are: each a service account of its own, with the rights that {@code roles.yaml} gives it. */
final class Identities {

    private static final System.Logger LOG = System.getLogger(Identities.class.getName());
    private static final String NAMESPACE = "kube-system";

    private Identities() {}

    /** {@code listed} are the operators that have a role; another one may do everything, so that it works at all. */
    static User of(String operator, Set<String> listed) {
        List<String> groups = new ArrayList<>(
                List.of(Groups.SERVICE_ACCOUNTS, Groups.SERVICE_ACCOUNTS + ":" + NAMESPACE, Groups.AUTHENTICATED));
        if (!listed.contains(operator)) {
            LOG.log(System.Logger.Level.WARNING, "Operator {0} has no role of its own and may do everything", operator);
            groups.add(Groups.OPERATORS);
        }
        String name = Groups.SERVICE_ACCOUNT_PREFIX + NAMESPACE + ":" + operator + "-controller";
        return new User(name, "", groups, Map.of());
    }
}
