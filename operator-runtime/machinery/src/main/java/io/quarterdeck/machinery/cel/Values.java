package io.quarterdeck.machinery.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import io.quarterdeck.machinery.kinds.Durations;
import io.quarterdeck.machinery.kinds.ListMaps;
import io.quarterdeck.machinery.kinds.Schema;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON values as CEL sees them: views, made where a rule looks. The tree must not change meanwhile. */
final class Values {

    private Values() {}

    static Object of(Schema schema, boolean resource, JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> text(schema, value.textValue());
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> number(schema, value);
            case ARRAY -> new Elements(schema, (ArrayNode) value);
            case OBJECT -> object(schema, resource || schema.embeddedResource(), (ObjectNode) value);
            default -> NullValue.NULL_VALUE;
        };
    }

    private static Object number(Schema schema, JsonNode value) {
        boolean whole = schema.type().equals("integer") || (schema.intOrString() && value.isIntegralNumber());
        if (whole) {
            return value.longValue();
        }
        return value.doubleValue();
    }

    private static Object text(Schema schema, String text) {
        if (schema.intOrString()) {
            return text;
        }
        return switch (schema.format()) {
            case "byte" -> CelByteString.of(Base64.getMimeDecoder().decode(text));
            case "date" -> LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            case "date-time" -> OffsetDateTime.parse(text).toInstant();
            case "duration" ->
                Durations.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is no duration"));
            default -> text;
        };
    }

    private static Object object(Schema schema, boolean resource, ObjectNode object) {
        Schema values = schema.additionalProperties();
        if (values != null && schema.properties().isEmpty() && !resource) {
            return new Entries(values, object);
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        if (resource) {
            header(object, fields);
        }
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            Schema field = schema.properties().get(entry.getKey());
            boolean reachable =
                    field != null && (field.intOrString() || !field.type().isEmpty());
            if (reachable) {
                Identifiers.escape(entry.getKey())
                        .ifPresent(name -> fields.putIfAbsent(name, new Field(field, entry.getValue())));
            }
        }
        return new Fields(fields);
    }

    private static void header(ObjectNode object, Map<String, Field> fields) {
        for (String name : new String[] {"apiVersion", "kind"}) {
            if (object.path(name).isTextual()) {
                fields.put(name, new Field(null, object.get(name)));
            }
        }
        if (object.get("metadata") instanceof ObjectNode metadata) {
            ObjectNode visible = metadata.deepCopy().retain("name", "generateName");
            fields.put("metadata", new Field(null, visible));
        }
    }

    /** A value not yet looked at; without a schema it is part of a header, which is made of texts. */
    private record Field(@Nullable Schema schema, JsonNode value) {
        Object see() {
            if (schema != null) {
                return Values.of(schema, false, value);
            }
            if (value.isTextual()) {
                return value.textValue();
            }
            Map<String, Field> fields = new LinkedHashMap<>();
            value.properties().forEach(entry -> fields.put(entry.getKey(), new Field(null, entry.getValue())));
            return new Fields(fields);
        }
    }

    /** A map that makes its values when they are asked for. */
    private abstract static class View<V> extends AbstractMap<String, Object> {

        abstract Iterator<? extends Map.Entry<String, V>> sources();

        abstract Object see(V source);

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public Iterator<Entry<String, Object>> iterator() {
                    Iterator<? extends Map.Entry<String, V>> all = sources();
                    return new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return all.hasNext();
                        }

                        @Override
                        public Entry<String, Object> next() {
                            Map.Entry<String, V> entry = all.next();
                            return Map.entry(entry.getKey(), see(entry.getValue()));
                        }
                    };
                }

                @Override
                public int size() {
                    return View.this.size();
                }
            };
        }
    }

    private static final class Fields extends View<Field> {
        private final Map<String, Field> fields;

        Fields(Map<String, Field> fields) {
            this.fields = fields;
        }

        @Override
        Iterator<Map.Entry<String, Field>> sources() {
            return fields.entrySet().iterator();
        }

        @Override
        Object see(Field source) {
            return source.see();
        }

        @Override
        public int size() {
            return fields.size();
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return fields.containsKey(key);
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            return Optional.ofNullable(fields.get(key)).map(Field::see).orElse(null);
        }
    }

    private static final class Entries extends View<JsonNode> {
        private final Schema schema;
        private final ObjectNode object;

        Entries(Schema schema, ObjectNode object) {
            this.schema = schema;
            this.object = object;
        }

        @Override
        Iterator<Map.Entry<String, JsonNode>> sources() {
            return object.properties().iterator();
        }

        @Override
        Object see(JsonNode source) {
            return Values.of(schema, false, source);
        }

        @Override
        public int size() {
            return object.size();
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return key instanceof String name && object.has(name);
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            JsonNode value = key instanceof String name ? object.get(name) : null;
            return value == null ? null : see(value);
        }
    }

    /** A list that knows how its elements are told apart, which is what its equality is made of. */
    static final class Elements extends AbstractList<Object> implements RandomAccess {
        private final Schema schema;
        private final ArrayNode array;

        Elements(Schema schema, ArrayNode array) {
            this.schema = schema;
            this.array = array;
        }

        @Override
        public Object get(int index) {
            Schema items = schema.items();
            if (items == null) {
                throw new IllegalArgumentException("a list without a schema of its elements");
            }
            return Values.of(items, false, array.get(index));
        }

        @Override
        public int size() {
            return array.size();
        }

        /** Whether order means nothing: a set, or a map by keys. */
        boolean unordered() {
            return schema.listType().equals("set") || schema.listType().equals("map");
        }

        /** Whether {@link #key} tells elements apart. */
        boolean keyed() {
            return unordered();
        }

        /** What tells an element from the others: its keys, or the element itself. */
        JsonNode key(int index) {
            JsonNode element = array.get(index);
            return schema.listType().equals("map") ? ListMaps.key(schema, element) : element;
        }
    }
}
