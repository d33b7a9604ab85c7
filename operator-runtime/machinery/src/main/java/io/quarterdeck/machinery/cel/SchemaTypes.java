package io.quarterdeck.machinery.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import io.quarterdeck.machinery.kinds.Schema;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the values of a schema are in CEL. Made for the rules of one place and used by one thread. Guava stands here by its full
 * name, and nowhere else, because the library's types are made of it.
 */
final class SchemaTypes implements CelTypeProvider {

    private static final String PREFIX = "object.";

    private final Map<String, CelType> byName = new HashMap<>();
    private final IdentityHashMap<Schema, CelType> bySchema = new IdentityHashMap<>();

    /**
     * The type of a value.
     *
     * @param resource whether it is a whole object, of which rules see the header too
     */
    Optional<CelType> of(Schema schema, boolean resource) {
        CelType known = bySchema.get(schema);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<CelType> made = make(schema, resource || schema.embeddedResource());
        made.ifPresent(type -> bySchema.put(schema, type));
        return made;
    }

    /** The type of a whole object with all of its header, as far as the schema knows it. */
    CelType whole(Schema schema) {
        Set<String> names = new LinkedHashSet<>(Set.of("apiVersion", "kind", "metadata"));
        names.addAll(schema.properties().keySet());
        return struct(names, name -> {
            Schema field = schema.properties().get(name);
            return Optional.of(field == null ? SimpleType.DYN : of(field, false).orElse(SimpleType.DYN));
        });
    }

    /** The type of a value that has these fields and no others. */
    CelType fields(Map<String, CelType> fields) {
        Map<String, CelType> known = Map.copyOf(fields);
        return struct(known.keySet(), name -> Optional.ofNullable(known.get(name)));
    }

    /** The type of this name, which has these fields from now on. */
    void named(String name, Map<String, CelType> fields) {
        Map<String, CelType> known = Map.copyOf(fields);
        byName.put(
                name,
                StructType.create(
                        name,
                        com.google.common.collect.ImmutableSet.copyOf(known.keySet()),
                        field -> Optional.ofNullable(known.get(field))));
    }

    private Optional<CelType> make(Schema schema, boolean resource) {
        if (schema.intOrString()) {
            return Optional.of(SimpleType.DYN);
        }
        return switch (schema.type()) {
            case "object" -> object(schema, resource);
            case "array" -> {
                Schema items = schema.items();
                yield items == null
                        ? Optional.empty()
                        : of(items, false).map(element -> (CelType) ListType.create(element));
            }
            case "string" -> Optional.of(text(schema.format()));
            case "boolean" -> Optional.of(SimpleType.BOOL);
            case "integer" -> Optional.of(SimpleType.INT);
            case "number" -> Optional.of(SimpleType.DOUBLE);
            default -> Optional.empty();
        };
    }

    private static CelType text(String format) {
        return switch (format) {
            case "byte" -> SimpleType.BYTES;
            case "date", "date-time" -> SimpleType.TIMESTAMP;
            case "duration" -> SimpleType.DURATION;
            default -> SimpleType.STRING;
        };
    }

    private Optional<CelType> object(Schema schema, boolean resource) {
        Schema values = schema.additionalProperties();
        if (values != null && schema.properties().isEmpty() && !resource) {
            return of(values, false).map(value -> (CelType) MapType.create(SimpleType.STRING, value));
        }
        // Known before its fields are: a schema may contain itself.
        Map<String, CelType> fields = new LinkedHashMap<>();
        Map<String, Schema> waiting = new LinkedHashMap<>();
        if (resource) {
            fields.put("apiVersion", SimpleType.STRING);
            fields.put("kind", SimpleType.STRING);
            fields.put("metadata", metadata());
        }
        schema.properties().forEach((name, field) -> {
            boolean reachable = field.intOrString() || !field.type().isEmpty();
            Identifiers.escape(name)
                    .filter(escaped -> reachable && !fields.containsKey(escaped))
                    .ifPresent(escaped -> waiting.put(escaped, field));
        });
        Set<String> names = new LinkedHashSet<>(fields.keySet());
        names.addAll(waiting.keySet());
        return Optional.of(struct(names, name -> {
            CelType ready = fields.get(name);
            Schema field = waiting.get(name);
            return ready != null || field == null ? Optional.ofNullable(ready) : of(field, false);
        }));
    }

    private CelType metadata() {
        return struct(Set.of("name", "generateName"), _ -> Optional.of(SimpleType.STRING));
    }

    private CelType struct(Set<String> names, StructType.FieldResolver fields) {
        String name = PREFIX + byName.size();
        StructType type = StructType.create(name, com.google.common.collect.ImmutableSet.copyOf(names), fields);
        byName.put(name, type);
        return type;
    }

    @Override
    public com.google.common.collect.ImmutableCollection<CelType> types() {
        return com.google.common.collect.ImmutableList.copyOf(byName.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
