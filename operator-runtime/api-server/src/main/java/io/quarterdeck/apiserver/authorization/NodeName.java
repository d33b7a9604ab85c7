package io.quarterdeck.apiserver.authorization;

import io.quarterdeck.apiserver.access.Groups;
import io.quarterdeck.machinery.User;

/** Tells nodes from other users: a node is in the nodes' group, and named as one. */
final class NodeName {

    private NodeName() {}

    /** The name of the node that this user is; empty if it is none. */
    static String of(User user) {
        return user.name().startsWith(Groups.NODE_PREFIX) && user.groups().contains(Groups.NODES)
                ? user.name().substring(Groups.NODE_PREFIX.length())
                : "";
    }
}
