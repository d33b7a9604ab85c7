package io.quarterdeck.pods;

/** Labels and annotations on sandboxes and containers, as every CRI client names them: tools read them. */
final class Labels {

    static final String POD_NAME = "io.kubernetes.pod.name";
    static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
    static final String POD_UID = "io.kubernetes.pod.uid";
    static final String CONTAINER_NAME = "io.kubernetes.container.name";
    static final String HASH = "io.kubernetes.container.hash";
    static final String RESTART_COUNT = "io.kubernetes.container.restartCount";
    static final String TERMINATION_PATH = "io.kubernetes.container.terminationMessagePath";
    static final String TERMINATION_POLICY = "io.kubernetes.container.terminationMessagePolicy";
    static final String TERMINATION_GRACE = "io.kubernetes.pod.terminationGracePeriod";

    private Labels() {}
}
