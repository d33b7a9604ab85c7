package io.quarterdeck.apiserver.authorization;

import io.quarterdeck.apiserver.access.Groups;
import io.quarterdeck.machinery.access.Authorizer;
import io.quarterdeck.machinery.access.WriteGuard;
import io.quarterdeck.store.Store;
import java.util.List;

/** Who may do what in this cluster: the authorizer that all ask, and the guard of what is written. */
public record ClusterAccess(Authorizer authorizer, WriteGuard guard) {

    /** Rights as the store's roles, bindings and pods grant them, now and whenever they change. */
    public static ClusterAccess of(Store store) {
        NodePods pods = new NodePods(store);
        RbacAuthorizer roles = new RbacAuthorizer(store);
        Authorizer authorizer = new ClusterAuthorizer(List.of(new NodeAuthorizer(store, pods), roles));
        RoleGuard roleGuard = new RoleGuard(authorizer, roles);
        NodeGuard nodeGuard = new NodeGuard(store, pods);
        WriteGuard guard = (user, write) -> {
            if (!user.groups().contains(Groups.MASTERS)) {
                nodeGuard.check(user, write);
                roleGuard.check(user, write);
            }
        };
        return new ClusterAccess(authorizer, guard);
    }
}
