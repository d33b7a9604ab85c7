package io.quarterdeck.machinery.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which fields an object names. */
public final class OwnedFields {

    /** What only the server sets, or what says which object it is: nobody's. */
    private static final FieldSet NOBODYS = nobodys();

    private OwnedFields() {}

    /**
     * The fields of an applied configuration. A structure is not among them, only what it holds, unless it holds nothing;
     * an element of a list is.
     */
    public static FieldSet applied(@Nullable Schema schema, JsonNode value) {
        return applied(schema, value, false);
    }

    private static FieldSet applied(@Nullable Schema schema, JsonNode value, boolean member) {
        return switch (Typing.of(schema, value)) {
            case LEAF -> FieldSet.LEAF;
            case MAP -> {
                FieldSet set = FieldSet.start(member);
                for (Map.Entry<String, JsonNode> field : value.properties()) {
                    String name = field.getKey();
                    JsonNode below = field.getValue();
                    boolean empty = below.isNull() || (below.isObject() && below.isEmpty());
                    boolean itself = empty || !Typing.isStructure(schema, name);
                    set.put(PathElements.field(name), applied(Typing.field(schema, name), below, itself));
                }
                yield set;
            }
            case SET, KEYED -> {
                FieldSet set = FieldSet.start(member);
                ListKeys keys = ListKeys.of(schema);
                Schema items = schema == null ? null : schema.items();
                value.forEach(element -> set.put(keys.element(element), applied(items, element, true)));
                yield set;
            }
        };
    }

    /** A value with all that is in it, each structure included: what somebody owns who made it. */
    static FieldSet whole(@Nullable Schema schema, JsonNode value) {
        return switch (Typing.of(schema, value)) {
            case LEAF -> FieldSet.LEAF;
            case MAP -> {
                FieldSet set = FieldSet.start(true);
                for (Map.Entry<String, JsonNode> field : value.properties()) {
                    Schema below = Typing.field(schema, field.getKey());
                    set.put(PathElements.field(field.getKey()), whole(below, field.getValue()));
                }
                yield set;
            }
            case SET, KEYED -> {
                FieldSet set = FieldSet.start(true);
                ListKeys keys = ListKeys.of(schema);
                Schema items = schema == null ? null : schema.items();
                // Elements with equal keys stand together as an array and are owned as one.
                keys.index(value).forEach((element, item) -> set.put(element, whole(items, item)));
                yield set;
            }
        };
    }

    /** A set without the fields that nobody owns. */
    static FieldSet ownable(FieldSet set) {
        return set.minus(NOBODYS);
    }

    private static FieldSet nobodys() {
        FieldSet metadata = FieldSet.start(true);
        for (String name : new String[] {
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "selfLink",
            "managedFields"
        }) {
            metadata.put(PathElements.field(name), FieldSet.LEAF);
        }
        FieldSet root = FieldSet.start(true);
        root.put(PathElements.field("apiVersion"), FieldSet.LEAF);
        root.put(PathElements.field("kind"), FieldSet.LEAF);
        root.put(PathElements.field("metadata"), metadata);
        return root;
    }

    /** An object without its managed fields; shares all else with it. */
    public static ObjectNode withoutManagedFields(ObjectNode object) {
        if (!(object.get("metadata") instanceof ObjectNode metadata) || !metadata.has("managedFields")) {
            return object;
        }
        ObjectNode lean = metadata.objectNode().setAll(metadata);
        lean.remove("managedFields");
        ObjectNode result = object.objectNode().setAll(object);
        result.set("metadata", lean);
        return result;
    }
}
