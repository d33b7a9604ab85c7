package io.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A set of fields of one object, as a tree of path elements in the form of FieldsV1: {@code f:spec}, {@code k:{"name":"c"}},
 * {@code v:"a"}, {@code i:0}. A node is in the set itself, has nodes below it that are, or both.
 *
 * <p>Immutable once it has left this package; results share what they have in common with what they were made of. For one
 * thread: what was stored is looked into only as far as somebody asks, because most writes concern few of the fields that
 * are owned ({@code ApplyBenchmark}).
 */
public final class FieldSet {

    /** No field. */
    public static final FieldSet EMPTY = new FieldSet(false, null);

    /** A field by itself, with nothing below it. */
    static final FieldSet LEAF = new FieldSet(true, null);

    private static final String SELF = ".";

    private final boolean member;
    private @Nullable Map<String, FieldSet> below;

    /** What {@link #below} is still to be made of. */
    private @Nullable JsonNode unread;

    private FieldSet(boolean member, @Nullable Map<String, FieldSet> below) {
        this.member = member;
        this.below = below;
    }

    /** An empty set to be filled. */
    static FieldSet start(boolean member) {
        return new FieldSet(member, null);
    }

    /** For those who fill a set that nobody else has seen yet; an empty one leaves no trace. */
    void put(String element, FieldSet set) {
        if (set.isEmpty()) {
            return;
        }
        Map<String, FieldSet> elements = below;
        if (elements == null) {
            elements = new TreeMap<>();
            below = elements;
        }
        elements.put(element, set);
    }

    /**
     * Reads FieldsV1 of an object, as a client sent it.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static FieldSet parse(JsonNode json) {
        return json.isObject() && json.isEmpty() ? EMPTY : read(json, PathElements::canonical);
    }

    private static FieldSet read(JsonNode json, UnaryOperator<String> canonical) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("fieldsV1 is made of objects");
        }
        if (json.isEmpty()) {
            return LEAF;
        }
        FieldSet set = start(json.has(SELF));
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (!field.getKey().equals(SELF)) {
                set.put(canonical.apply(field.getKey()), read(field.getValue(), canonical));
            }
        }
        return set;
    }

    /** What this class wrote of an object. */
    static FieldSet trust(JsonNode json) {
        return json.isEmpty() ? EMPTY : unread(json);
    }

    private static FieldSet unread(JsonNode json) {
        if (json.isEmpty()) {
            return LEAF;
        }
        FieldSet set = start(json.has(SELF));
        set.unread = json;
        return set;
    }

    private @Nullable Map<String, FieldSet> below() {
        JsonNode json = unread;
        if (json != null) {
            unread = null;
            for (Map.Entry<String, JsonNode> field : json.properties()) {
                if (!field.getKey().equals(SELF)) {
                    put(field.getKey(), unread(field.getValue()));
                }
            }
        }
        return below;
    }

    /** Writes FieldsV1. */
    void write(StringBuilder text) {
        JsonNode json = unread;
        if (json != null) {
            write(json, text);
            return;
        }
        text.append('{');
        String separator = "";
        if (member && below != null) {
            text.append("\".\":{}");
            separator = ",";
        }
        for (Map.Entry<String, FieldSet> element : elements().entrySet()) {
            text.append(separator);
            PathElements.quote(element.getKey(), text);
            text.append(':');
            element.getValue().write(text);
            separator = ",";
        }
        text.append('}');
    }

    private static void write(JsonNode json, StringBuilder text) {
        text.append('{');
        String separator = "";
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            text.append(separator);
            PathElements.quote(field.getKey(), text);
            write(field.getValue(), text.append(':'));
            separator = ",";
        }
        text.append('}');
    }

    public boolean isEmpty() {
        return !member && below == null && unread == null;
    }

    /** Whether the field where this set begins is in it. */
    boolean isMember() {
        return member;
    }

    boolean hasElements() {
        return below() != null;
    }

    /** What is below one element; empty if nothing is. */
    FieldSet at(String element) {
        Map<String, FieldSet> elements = below();
        FieldSet found = elements == null ? null : elements.get(element);
        return found == null ? EMPTY : found;
    }

    Map<String, FieldSet> elements() {
        Map<String, FieldSet> elements = below();
        return elements == null ? Map.of() : elements;
    }

    /** Whether a field is in the set; {@code path} is made of elements in the form of FieldsV1. */
    public boolean contains(String... path) {
        FieldSet here = this;
        for (String element : path) {
            here = here.at(element);
        }
        return here.member;
    }

    /** Fields in one or the other. */
    public FieldSet union(FieldSet other) {
        if (other == this || other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        FieldSet result = copy(member || other.member);
        boolean grown = result.member != member;
        for (Map.Entry<String, FieldSet> element : other.elements().entrySet()) {
            FieldSet mine = at(element.getKey());
            FieldSet both = mine.union(element.getValue());
            if (both != mine) {
                result.put(element.getKey(), both);
                grown = true;
            }
        }
        return grown ? result : this;
    }

    /** Fields that are not in the other. */
    public FieldSet minus(FieldSet other) {
        if (isEmpty() || other.isEmpty()) {
            return this;
        }
        FieldSet result = null;
        if (member && other.member) {
            result = copy(false);
        }
        for (Map.Entry<String, FieldSet> element : other.elements().entrySet()) {
            FieldSet mine = at(element.getKey());
            FieldSet rest = mine.minus(element.getValue());
            if (rest != mine) {
                result = result == null ? copy(member) : result;
                result.replace(element.getKey(), rest);
            }
        }
        return result == null ? this : result;
    }

    /** Fields in both. */
    public FieldSet intersect(FieldSet other) {
        FieldSet result = start(member && other.member);
        boolean mineIsSmaller = elements().size() <= other.elements().size();
        FieldSet smaller = mineIsSmaller ? this : other;
        FieldSet larger = mineIsSmaller ? other : this;
        for (Map.Entry<String, FieldSet> element : smaller.elements().entrySet()) {
            FieldSet there = larger.at(element.getKey());
            if (!there.isEmpty()) {
                result.put(element.getKey(), element.getValue().intersect(there));
            }
        }
        return result;
    }

    /** Every field as people write it, {@code .spec.containers[name="c"].image}, in the order of FieldsV1. */
    public List<String> paths() {
        List<String> paths = new ArrayList<>();
        addPaths("", paths);
        return paths;
    }

    private void addPaths(String prefix, List<String> paths) {
        elements().forEach((element, set) -> {
            String path = prefix + PathElements.readable(element);
            if (set.member) {
                paths.add(path);
            }
            set.addPaths(path, paths);
        });
    }

    private FieldSet copy(boolean asMember) {
        Map<String, FieldSet> elements = below();
        return new FieldSet(asMember, elements == null ? null : new TreeMap<>(elements));
    }

    private void replace(String element, FieldSet set) {
        Map<String, FieldSet> elements = below;
        if (elements == null) {
            return;
        }
        if (set.isEmpty()) {
            elements.remove(element);
            below = elements.isEmpty() ? null : elements;
        } else {
            elements.put(element, set);
        }
    }

    /** Whether both hold the same fields. Sets themselves are told apart by identity, which tells what did not change. */
    public boolean sameAs(FieldSet other) {
        if (other == this) {
            return true;
        }
        Map<String, FieldSet> mine = elements();
        Map<String, FieldSet> others = other.elements();
        return other.member == member
                && mine.size() == others.size()
                && mine.entrySet().stream()
                        .allMatch(element -> element.getValue().sameAs(other.at(element.getKey())));
    }

    /** FieldsV1. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        write(text);
        return text.toString();
    }
}
