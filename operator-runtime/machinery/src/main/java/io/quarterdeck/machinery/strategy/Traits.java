package io.quarterdeck.machinery.strategy;

/** A kind without rules of its own, only with habits. */
record Traits(boolean tracksGeneration, boolean createsOnUpdate, boolean keepsStatusOnCreate, boolean returnsDeleted)
        implements Strategy {

    /** Kinds that components write without looking first. */
    static final Traits RECORDED = new Traits(false, true, false, false);

    /** Counted changes, and nothing else. */
    static final Traits COUNTED = new Traits(true, false, false, false);

    static final Traits NODE = new Traits(false, false, true, false);

    static final Traits SERVICE_ACCOUNT = new Traits(false, false, false, true);
}
