package io.quarterdeck.machinery.kinds;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All kinds that are served now. Safe for any number of threads; a user's kinds come and go while it is read. */
public interface KindRegistry {

    /** The kind at a URL: group (empty for core), version, plural. Never one without verbs, which has no URL. */
    Optional<Kind> byPlural(String group, String version, String plural);

    /** The kind that an object names by {@code apiVersion} and {@code kind}. */
    Optional<Kind> byKind(String group, String version, String kind);

    /** Every served version of every kind, ordered by group, version and plural. */
    List<Kind> all();

    /** Grows by one whenever a kind comes, changes or goes: what cached documents are keyed by. */
    long generation();

    /** Serves these versions of a user's kind instead of what its definition served before; none removes it. */
    void replace(String definitionName, List<Kind> kinds);

    /**
     * Has this run before it is said that a kind is not served, and before the generation is told. Who was shown a
     * definition may ask for its kind at once, and must find it.
     */
    void follow(Runnable definitions);

    /** {@link #replace} for many definitions, as one change. */
    void replaceAll(Map<String, List<Kind>> kindsByDefinition);
}
