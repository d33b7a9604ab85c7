package io.quarterdeck.apiserver.access;

/** The groups that Kubernetes gives a meaning to, and our own one. */
public final class Groups {

    public static final String MASTERS = "system:masters";
    public static final String NODES = "system:nodes";
    public static final String AUTHENTICATED = "system:authenticated";
    public static final String UNAUTHENTICATED = "system:unauthenticated";
    public static final String SERVICE_ACCOUNTS = "system:serviceaccounts";
    /** Our own operators that have no role of their own yet. */
    public static final String OPERATORS = "system:quarterdeck:operators";

    public static final String NODE_PREFIX = "system:node:";
    public static final String SERVICE_ACCOUNT_PREFIX = "system:serviceaccount:";

    private Groups() {}
}
