package io.quarterdeck.store.live;

/** Everything at one revision. Not a record: which state it is matters, not what it equals. */
final class LiveState {

    private final long revision;
    private final ObjectTree[] trees;

    /** Takes the array, which must never be written to again. A resource behind its end has no objects. */
    LiveState(long revision, ObjectTree[] trees) {
        this.revision = revision;
        this.trees = trees;
    }

    long revision() {
        return revision;
    }

    ObjectTree[] trees() {
        return trees;
    }

    ObjectTree tree(LiveResource resource) {
        return resource.index() < trees.length ? trees[resource.index()] : ObjectTree.EMPTY;
    }
}
