package io.quarterdeck.scheduler;

/**
 * Why a node cannot take a pod.
 *
 * @param text as kubectl users know it
 * @param helps which change could make it untrue
 */
record Reason(String text, Helps helps) {

    /** What has to happen before another look is worth it. */
    enum Helps {
        /** Only another node, or this one changed. */
        NODE,
        /** Also a pod that leaves, and with it its room. */
        POD_GONE,
        /** Also a pod that comes: company, or a more even spread. */
        ANY_POD
    }

    static final Reason NAME = node("node(s) didn't match the requested node name");
    static final Reason CORDONED = node("node(s) were unschedulable");
    static final Reason LABELS = node("node(s) didn't match Pod's node affinity/selector");
    static final Reason PORTS = podGone("node(s) didn't have free ports for the requested pod ports");
    static final Reason PODS = podGone("Too many pods");
    static final Reason NEAR = anyPod("node(s) didn't match pod affinity rules");
    static final Reason APART = podGone("node(s) didn't match pod anti-affinity rules");
    static final Reason REPELLED = podGone("node(s) didn't satisfy existing pods anti-affinity rules");
    static final Reason SPREAD = anyPod("node(s) didn't match pod topology spread constraints");
    static final Reason NO_DOMAIN =
            node("node(s) didn't match pod topology spread constraints (missing required label)");

    static Reason taint(Taint taint) {
        return node("node(s) had untolerated taint {" + taint.key() + ": " + taint.value() + "}");
    }

    static Reason insufficient(String resource) {
        return podGone("Insufficient " + resource);
    }

    private static Reason node(String text) {
        return new Reason(text, Helps.NODE);
    }

    private static Reason podGone(String text) {
        return new Reason(text, Helps.POD_GONE);
    }

    private static Reason anyPod(String text) {
        return new Reason(text, Helps.ANY_POD);
    }
}
