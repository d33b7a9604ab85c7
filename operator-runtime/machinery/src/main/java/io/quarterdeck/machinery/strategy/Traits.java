package io.quarterdeck.machinery.strategy;

/**
 * The habits of a kind. It is a strategy too: that of a kind without rules of its own.
 *
 * @param tracksGeneration whether {@code metadata.generation} counts the changes of what is desired
 * @param createsOnUpdate whether a PUT of an object that is not there creates it
 * @param keepsStatusOnCreate whether a new object may bring its status: the component that creates it is the one that
 *     reports on it
 * @param returnsDeleted whether DELETE answers with the object and not with a Status
 * @param requiresRevision whether a PUT must say which revision it is based on
 */
public record Traits(
        boolean tracksGeneration,
        boolean createsOnUpdate,
        boolean keepsStatusOnCreate,
        boolean returnsDeleted,
        boolean requiresRevision)
        implements Strategy {

    /** Nothing special. */
    static final Traits PLAIN = new Traits(false, false, false, false, false);

    /** Kinds that components write without looking first. */
    static final Traits RECORDED = new Traits(false, true, false, false, false);

    /** Counted changes, and nothing else. */
    static final Traits COUNTED = new Traits(true, false, false, false, false);

    static final Traits NODE = new Traits(false, false, true, false, false);

    static final Traits SERVICE_ACCOUNT = new Traits(false, false, false, true, false);

    @Override
    public Traits traits() {
        return this;
    }

    /** The same, but a DELETE answers with the object. */
    Traits returningDeleted() {
        return new Traits(tracksGeneration, createsOnUpdate, keepsStatusOnCreate, true, requiresRevision);
    }

    /** The same, but a PUT must say which revision it is based on. */
    Traits requiringRevision() {
        return new Traits(tracksGeneration, createsOnUpdate, keepsStatusOnCreate, returnsDeleted, true);
    }
}
