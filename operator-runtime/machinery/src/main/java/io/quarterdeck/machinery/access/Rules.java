package io.quarterdeck.machinery.access;

import java.util.List;

/**
 * Everything that somebody may do in one namespace.
 *
 * @param incomplete whether more may be allowed than can be listed
 */
public record Rules(List<Resource> resources, List<Path> paths, boolean incomplete) {

    /** Verbs on resources; {@code *} stands for any. No names means all names. */
    public record Resource(List<String> verbs, List<String> groups, List<String> resources, List<String> names) {
        public Resource {
            verbs = List.copyOf(verbs);
            groups = List.copyOf(groups);
            resources = List.copyOf(resources);
            names = List.copyOf(names);
        }
    }

    /** Verbs on bare URL paths. */
    public record Path(List<String> verbs, List<String> paths) {
        public Path {
            verbs = List.copyOf(verbs);
            paths = List.copyOf(paths);
        }
    }

    public Rules {
        resources = List.copyOf(resources);
        paths = List.copyOf(paths);
    }
}
