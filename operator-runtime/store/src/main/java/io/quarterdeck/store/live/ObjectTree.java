package io.quarterdeck.store.live;

import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map of objects by key: a B-tree whose changes copy only the path to what changed, so that every
 * version stays readable for as long as somebody holds it. {@code get}, {@code put} and {@code remove} are O(log n).
 *
 * <p>Hot path: nodes are bare arrays, wide so that a LIST runs through few of them; see {@code ListBenchmark}.
 */
final class ObjectTree {

    /** A copied path of three nodes of 64 is under 1 KB and holds 260,000 objects. */
    static final int WIDTH_MAX = 64;

    /** A quarter: nodes neither thin out under deletions, nor split and merge in turn at one boundary. */
    static final int WIDTH_MIN = WIDTH_MAX / 4;

    /** A tree built at once leaves room in each node, so that the first changes do not split all of them. */
    private static final int WIDTH_BUILT = WIDTH_MAX * 3 / 4;

    static final ObjectTree EMPTY = new ObjectTree(new Leaf(new KubeObject[0]));

    private final Node root;

    private ObjectTree(Node root) {
        this.root = root;
    }

    /** A tree of objects that are sorted by key, without duplicates. */
    static ObjectTree of(List<KubeObject> sorted) {
        if (sorted.isEmpty()) {
            return EMPTY;
        }
        List<Node> level = new ArrayList<>();
        KubeObject[] objects = sorted.toArray(KubeObject[]::new);
        int parts = parts(objects.length);
        for (int i = 0; i < parts; i++) {
            level.add(new Leaf(
                    Arrays.copyOfRange(objects, cut(objects.length, parts, i), cut(objects.length, parts, i + 1))));
        }
        while (level.size() > 1) {
            Node[] nodes = level.toArray(Node[]::new);
            level.clear();
            parts = parts(nodes.length);
            for (int i = 0; i < parts; i++) {
                level.add(Inner.of(
                        Arrays.copyOfRange(nodes, cut(nodes.length, parts, i), cut(nodes.length, parts, i + 1))));
            }
        }
        return new ObjectTree(level.getFirst());
    }

    private static int parts(int length) {
        return (length + WIDTH_BUILT - 1) / WIDTH_BUILT;
    }

    private static int cut(int length, int parts, int index) {
        return (int) ((long) length * index / parts);
    }

    int size() {
        return root.size();
    }

    @Nullable
    KubeObject get(ObjectKey key) {
        Node node = root;
        while (node instanceof Inner inner) {
            node = inner.children()[inner.childOf(key)];
        }
        Leaf leaf = (Leaf) node;
        int at = leaf.search(key);
        return at < 0 ? null : leaf.objects()[at];
    }

    /** This tree with one object added, or put in the place of the one with its key. */
    ObjectTree put(KubeObject object) {
        Node[] nodes = root.put(object);
        return new ObjectTree(nodes.length == 1 ? nodes[0] : Inner.of(nodes));
    }

    /** This tree without the object of this key; the same tree if there is none. */
    ObjectTree remove(ObjectKey key) {
        Node node = root.remove(key);
        if (node.size() == root.size()) {
            return this;
        }
        while (node instanceof Inner inner && inner.width() == 1) {
            node = inner.children()[0];
        }
        return node.width() == 0 ? EMPTY : new ObjectTree(node);
    }

    Iterator<KubeObject> all() {
        return new TreeIterator(root);
    }

    /** Every object whose key is greater than this one. */
    Iterator<KubeObject> after(ObjectKey key) {
        return new TreeIterator(root, key, false);
    }

    /** Every object whose key is this one or greater. */
    Iterator<KubeObject> from(ObjectKey key) {
        return new TreeIterator(root, key, true);
    }

    /** A part of the tree. Never changes after it was made. */
    sealed interface Node permits Leaf, Inner {

        /** How many objects lie below. */
        int size();

        /** How many entries this node itself has. */
        int width();

        ObjectKey first();

        /** One node, or the two that it splits into. */
        Node[] put(KubeObject object);

        /** May be thinner than allowed, which the parent mends; itself if there is no such key. */
        Node remove(ObjectKey key);

        /** This node and its right neighbour as one node, or as two of about the same width. */
        Node[] join(Node right);
    }

    record Leaf(KubeObject[] objects) implements Node {

        @Override
        public int size() {
            return objects.length;
        }

        @Override
        public int width() {
            return objects.length;
        }

        @Override
        public ObjectKey first() {
            return objects[0].key();
        }

        /** The index of a key, or {@code -(insertion point) - 1}. */
        int search(ObjectKey key) {
            int low = 0;
            int high = objects.length - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = objects[middle].key().compareTo(key);
                if (order == 0) {
                    return middle;
                }
                if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return -low - 1;
        }

        @Override
        public Node[] put(KubeObject object) {
            int at = search(object.key());
            if (at >= 0) {
                KubeObject[] changed = objects.clone();
                changed[at] = object;
                return new Node[] {new Leaf(changed)};
            }
            return cut(replaced(objects, -at - 1, 0, new KubeObject[] {object}));
        }

        @Override
        public Node remove(ObjectKey key) {
            int at = search(key);
            return at < 0 ? this : new Leaf(replaced(objects, at, 1, new KubeObject[0]));
        }

        @Override
        public Node[] join(Node right) {
            return cut(replaced(objects, objects.length, 0, ((Leaf) right).objects));
        }

        private static Node[] cut(KubeObject[] objects) {
            if (objects.length <= WIDTH_MAX) {
                return new Node[] {new Leaf(objects)};
            }
            int half = objects.length / 2;
            return new Node[] {
                new Leaf(Arrays.copyOf(objects, half)), new Leaf(Arrays.copyOfRange(objects, half, objects.length))
            };
        }
    }

    /** A node of nodes; {@code firsts} has the first key below each child, so that a search need not go down. */
    record Inner(Node[] children, ObjectKey[] firsts, int size) implements Node {

        static Inner of(Node[] children) {
            ObjectKey[] firsts = new ObjectKey[children.length];
            int size = 0;
            for (int i = 0; i < children.length; i++) {
                firsts[i] = children[i].first();
                size += children[i].size();
            }
            return new Inner(children, firsts, size);
        }

        @Override
        public int width() {
            return children.length;
        }

        @Override
        public ObjectKey first() {
            return firsts[0];
        }

        /** The only child that may hold a key. */
        int childOf(ObjectKey key) {
            int low = 1;
            int high = firsts.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (firsts[middle].compareTo(key) <= 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low - 1;
        }

        @Override
        public Node[] put(KubeObject object) {
            int at = childOf(object.key());
            return cut(replaced(children, at, 1, children[at].put(object)));
        }

        @Override
        public Node remove(ObjectKey key) {
            int at = childOf(key);
            Node child = children[at].remove(key);
            if (child.size() == children[at].size()) {
                return this;
            }
            if (child.width() >= WIDTH_MIN || children.length == 1) {
                return of(replaced(children, at, 1, new Node[] {child}));
            }
            // Only a leaf that is thin may be empty, and an empty one has no first key: it is joined before it is
            // asked.
            return at > 0
                    ? of(replaced(children, at - 1, 2, children[at - 1].join(child)))
                    : of(replaced(children, 0, 2, child.join(children[1])));
        }

        @Override
        public Node[] join(Node right) {
            return cut(replaced(children, children.length, 0, ((Inner) right).children));
        }

        private static Node[] cut(Node[] children) {
            if (children.length <= WIDTH_MAX) {
                return new Node[] {of(children)};
            }
            int half = children.length / 2;
            return new Node[] {
                of(Arrays.copyOf(children, half)), of(Arrays.copyOfRange(children, half, children.length))
            };
        }
    }

    /** A copy in which {@code count} elements from {@code at} on have given way to others. */
    private static <T> T[] replaced(T[] array, int at, int count, T[] with) {
        T[] changed = Arrays.copyOf(array, array.length - count + with.length);
        System.arraycopy(with, 0, changed, at, with.length);
        System.arraycopy(array, at + count, changed, at + with.length, array.length - at - count);
        return changed;
    }
}
