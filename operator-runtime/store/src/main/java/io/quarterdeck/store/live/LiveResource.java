package io.quarterdeck.store.live;

/** What a live set keeps beside the tree of one resource: its place among the trees, and its ring. */
final class LiveResource {

    private final String name;
    private final int index;
    private volatile EventRing ring;

    LiveResource(String name, int index, long start) {
        this.name = name;
        this.index = index;
        this.ring = new EventRing(start);
    }

    String name() {
        return name;
    }

    int index() {
        return index;
    }

    EventRing ring() {
        return ring;
    }

    /** A new ring; whoever reads the old one falls off, and is told to look. */
    void restart(long revision) {
        EventRing old = ring;
        ring = new EventRing(revision);
        old.drop(revision);
        old.wakeNow();
    }
}
