package io.quarterdeck.scheduler;

import io.quarterdeck.model.LabelSelector;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which pods a term of one pod speaks of.
 *
 * @param namespaces by name
 * @param byLabels whether {@code namespaceSelector} chooses namespaces too
 * @param none an absent selector, which chooses no pod
 */
record PodMatcher(
        Set<String> namespaces,
        boolean byLabels,
        LabelSelector namespaceSelector,
        LabelSelector selector,
        boolean none) {

    PodMatcher {
        namespaces = Set.copyOf(namespaces);
    }

    boolean matches(PodView pod, Function<String, Map<String, String>> namespaceLabels) {
        if (none || !selector.matches(pod.labels())) {
            return false;
        }
        String namespace = pod.key().namespace();
        return namespaces.contains(namespace)
                || (byLabels && namespaceSelector.matches(namespaceLabels.apply(namespace)));
    }
}
