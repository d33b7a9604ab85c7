package io.quarterdeck.machinery;

import java.util.List;
import java.util.Map;

/**
 * Who asks, as authentication found out.
 *
 * @param extra further facts, such as {@code authentication.kubernetes.io/pod-name}
 */
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {

    public static final User ANONYMOUS = new User("system:anonymous", "", List.of("system:unauthenticated"), Map.of());

    /** The API server itself. */
    public static final User SERVER = new User("system:apiserver", "", List.of("system:masters"), Map.of());

    public User {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }
}
