package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.model.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one implementation of {@link Schema}. Compared by identity: shapes are recursive, and the reader that makes them
 * shares equal ones. Descriptions are not kept here but in the resource that OpenAPI documents are made from.
 */
final class Shape implements Schema {

    private final String type;
    private final String format;
    private final String model;
    private final boolean builtIn;
    private final Map<String, Schema> properties;
    private final @Nullable Schema additionalProperties;
    private final @Nullable Schema items;
    private final List<String> required;
    private final List<String> enumeration;
    private final @Nullable JsonNode defaultValue;
    private final boolean nullable;
    private final boolean preservesUnknownFields;
    private final boolean intOrString;
    private final boolean embeddedResource;
    private final String listType;
    private final List<String> listMapKeys;
    private final String mapType;
    private final String patchMergeKey;
    private final List<String> patchStrategy;
    private final Limits limits;
    private final Combinations combinations;
    private final Defaulting defaulting;
    private final String unique;
    private final byte[] source;
    private final List<ValidationRule> validations;
    private @Nullable List<Map.Entry<String, Shape>> defaulted;
    private volatile @Nullable Boolean hasRules;
    private volatile @Nullable Boolean hasDefaults;
    private volatile @Nullable Object derived;

    /**
     * What a reader has made of the parts of a schema.
     *
     * @param model {@code io.k8s.api.core.v1.PodSpec}; empty for what has no name of its own
     * @param source the schema's text, compressed; empty where another resource has it
     */
    record Parts(
            String model,
            boolean builtIn,
            Map<String, Schema> properties,
            @Nullable Schema additionalProperties,
            @Nullable Schema items,
            Combinations combinations,
            byte[] source) {}

    /** Further schemas of which a value must match all, one or more, exactly one, or not the one. */
    record Combinations(
            List<Shape> allOf,
            List<Shape> anyOf,
            List<Shape> oneOf,
            @Nullable Shape not) {
        static final Combinations NONE = new Combinations(List.of(), List.of(), List.of(), null);
    }

    /**
     * How defaulting goes beyond a fixed value.
     *
     * @param zeroIsAbsent whether an empty string or a zero is the same as an absent field
     * @param when values of sibling fields without one of which the default is not set; empty for always
     * @param rules what code adds to an object
     */
    record Defaulting(boolean zeroIsAbsent, Map<String, List<String>> when, List<DefaultRule> rules) {
        static final Defaulting PLAIN = new Defaulting(false, Map.of(), List.of());
    }

    /** Reads all that is no part from the JSON form of a schema. */
    Shape(JsonNode json, Parts parts) {
        type = Json.text(json, "type").intern();
        format = Json.text(json, "format").intern();
        model = parts.model();
        builtIn = parts.builtIn();
        properties = parts.properties();
        additionalProperties = parts.additionalProperties();
        items = parts.items();
        combinations = parts.combinations();
        source = parts.source();
        required = required(json);
        enumeration = texts(json, "enum");
        JsonNode value = json.get("default");
        defaultValue = value == null ? null : value.deepCopy();
        nullable = Json.at(json, "nullable").asBoolean();
        preservesUnknownFields =
                Json.at(json, "x-kubernetes-preserve-unknown-fields").asBoolean();
        intOrString = Json.at(json, "x-kubernetes-int-or-string").asBoolean();
        embeddedResource = Json.at(json, "x-kubernetes-embedded-resource").asBoolean();
        listType = Json.text(json, "x-kubernetes-list-type").intern();
        listMapKeys = texts(json, "x-kubernetes-list-map-keys");
        mapType = Json.text(json, "x-kubernetes-map-type").intern();
        patchMergeKey = Json.text(json, "x-kubernetes-patch-merge-key").intern();
        String strategies = Json.text(json, "x-kubernetes-patch-strategy");
        patchStrategy = strategies.isEmpty() ? List.of() : List.of(strategies.split(",", -1));
        limits = Limits.read(json, builtIn);
        defaulting = defaulting(json, builtIn && type.equals("string"));
        unique = Json.text(json, Extensions.UNIQUE).intern();
        validations = ValidationRule.readAll(json);
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public String format() {
        return format;
    }

    /** Always empty: see the class comment. */
    @Override
    public String description() {
        return "";
    }

    @Override
    public Map<String, Schema> properties() {
        return properties;
    }

    @Override
    public @Nullable Schema additionalProperties() {
        return additionalProperties;
    }

    @Override
    public @Nullable Schema items() {
        return items;
    }

    @Override
    public List<String> required() {
        return required;
    }

    @Override
    public List<String> enumeration() {
        return enumeration;
    }

    @Override
    public @Nullable JsonNode defaultValue() {
        return defaultValue;
    }

    @Override
    public boolean nullable() {
        return nullable;
    }

    @Override
    public boolean preservesUnknownFields() {
        return preservesUnknownFields;
    }

    @Override
    public boolean intOrString() {
        return intOrString;
    }

    @Override
    public boolean embeddedResource() {
        return embeddedResource;
    }

    @Override
    public String listType() {
        return listType;
    }

    @Override
    public List<String> listMapKeys() {
        return listMapKeys;
    }

    @Override
    public String mapType() {
        return mapType;
    }

    @Override
    public String patchMergeKey() {
        return patchMergeKey;
    }

    @Override
    public List<String> patchStrategy() {
        return patchStrategy;
    }

    @Override
    public List<ValidationRule> validations() {
        return validations;
    }

    @Override
    public boolean hasRules() {
        Boolean known = hasRules;
        if (known == null) {
            known = any(shape -> !shape.validations.isEmpty(), Collections.newSetFromMap(new IdentityHashMap<>()));
            hasRules = known;
        }
        return known;
    }

    @Override
    public boolean hasDefaults() {
        Boolean known = hasDefaults;
        if (known == null) {
            known = any(shape -> !shape.defaulted().isEmpty(), Collections.newSetFromMap(new IdentityHashMap<>()));
            hasDefaults = known;
        }
        return known;
    }

    /** Whether something holds here or below. Schemas may contain themselves, so each is looked at once. */
    private boolean any(Predicate<Shape> holds, Set<Shape> seen) {
        if (holds.test(this)) {
            return true;
        }
        if (!seen.add(this)) {
            return false;
        }
        boolean within = items != null && of(items).any(holds, seen);
        boolean amongValues =
                additionalProperties != null && of(additionalProperties).any(holds, seen);
        return within
                || amongValues
                || properties.values().stream().anyMatch(field -> of(field).any(holds, seen));
    }

    @Override
    public <T> T derived(Class<T> type, Supplier<T> maker) {
        Object known = derived;
        if (known == null) {
            synchronized (this) {
                known = derived;
                if (known == null) {
                    known = maker.get();
                    derived = known;
                }
            }
        }
        return type.cast(known);
    }

    String model() {
        return model;
    }

    boolean builtIn() {
        return builtIn;
    }

    Limits limits() {
        return limits;
    }

    Combinations combinations() {
        return combinations;
    }

    Defaulting defaulting() {
        return defaulting;
    }

    /** The field that tells the elements of a built-in kind's list apart; empty if two may be equal. */
    String unique() {
        return unique;
    }

    byte[] source() {
        return source;
    }

    /** The properties that have a default. */
    List<Map.Entry<String, Shape>> defaulted() {
        List<Map.Entry<String, Shape>> known = defaulted;
        if (known == null) {
            List<Map.Entry<String, Shape>> found = new ArrayList<>();
            properties.forEach((name, property) -> {
                if (property.defaultValue() != null) {
                    found.add(Map.entry(name, of(property)));
                }
            });
            known = List.copyOf(found);
            // Every thread computes the same immutable list, so a lost write costs only time.
            defaulted = known;
        }
        return known;
    }

    /** What a field of an object of this shape is; null if nothing is known of it. */
    @Nullable
    Shape field(String name) {
        Schema property = properties.get(name);
        if (property == null) {
            property = additionalProperties;
        }
        return property == null ? null : of(property);
    }

    @Nullable
    Shape element() {
        return items == null ? null : of(items);
    }

    /** All schemas that this package is given were made by it. */
    static Shape of(Schema schema) {
        if (schema instanceof Shape shape) {
            return shape;
        }
        throw new IllegalArgumentException("a schema of another make: " + schema);
    }

    private static List<String> required(JsonNode json) {
        List<String> optional = texts(json, Extensions.OPTIONAL);
        List<String> required = new ArrayList<>(texts(json, "required"));
        required.removeAll(optional);
        for (String further : texts(json, Extensions.REQUIRED)) {
            if (!required.contains(further)) {
                required.add(further);
            }
        }
        return List.copyOf(required);
    }

    private static Defaulting defaulting(JsonNode json, boolean text) {
        boolean zeroIsAbsent = Json.at(json, Extensions.ZERO_IS_ABSENT).asBoolean(text);
        List<DefaultRule> rules = texts(json, Extensions.DEFAULT_RULES).stream()
                .map(DefaultRule::of)
                .toList();
        JsonNode when = Json.at(json, Extensions.DEFAULT_WHEN);
        if (!zeroIsAbsent && rules.isEmpty() && when.isMissingNode()) {
            return Defaulting.PLAIN;
        }
        Map<String, List<String>> siblings = new TreeMap<>();
        when.properties().forEach(entry -> siblings.put(entry.getKey(), texts(when, entry.getKey())));
        return new Defaulting(zeroIsAbsent, Map.copyOf(siblings), rules);
    }

    private static List<String> texts(JsonNode json, String field) {
        return Json.items(json, field).stream()
                .map(item -> item.asText().intern())
                .toList();
    }
}
