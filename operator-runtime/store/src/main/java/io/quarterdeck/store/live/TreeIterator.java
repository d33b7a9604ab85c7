package io.quarterdeck.store.live;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.store.live.ObjectTree.Inner;
import io.quarterdeck.store.live.ObjectTree.Leaf;
import io.quarterdeck.store.live.ObjectTree.Node;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Walks an {@link ObjectTree} in order. Allocates nothing per object. */
final class TreeIterator implements Iterator<KubeObject> {

    /** A tree of this height, each node at its thinnest, has more objects than memory can hold. */
    private static final int HEIGHT_MAX = 10;

    private final Inner[] path = new Inner[HEIGHT_MAX];
    private final int[] next = new int[HEIGHT_MAX];
    private int depth;
    private KubeObject[] leaf;
    private int at;

    /** From the first object on. */
    TreeIterator(Node root) {
        leaf = descend(root);
    }

    /** From a key on, or from behind it. */
    TreeIterator(Node root, ObjectKey key, boolean inclusive) {
        Node node = root;
        while (node instanceof Inner inner) {
            int child = inner.childOf(key);
            path[depth] = inner;
            next[depth] = child + 1;
            depth++;
            node = inner.children()[child];
        }
        Leaf found = (Leaf) node;
        leaf = found.objects();
        int index = found.search(key);
        at = index < 0 ? -index - 1 : inclusive ? index : index + 1;
        advance();
    }

    @Override
    public boolean hasNext() {
        return at < leaf.length;
    }

    @Override
    public KubeObject next() {
        if (at >= leaf.length) {
            throw new NoSuchElementException();
        }
        KubeObject object = leaf[at++];
        advance();
        return object;
    }

    private void advance() {
        while (at >= leaf.length && depth > 0) {
            Inner parent = path[depth - 1];
            int child = next[depth - 1];
            if (child < parent.width()) {
                next[depth - 1] = child + 1;
                leaf = descend(parent.children()[child]);
                at = 0;
            } else {
                depth--;
            }
        }
    }

    private KubeObject[] descend(Node from) {
        Node node = from;
        while (node instanceof Inner inner) {
            path[depth] = inner;
            next[depth] = 1;
            depth++;
            node = inner.children()[0];
        }
        return ((Leaf) node).objects();
    }
}
