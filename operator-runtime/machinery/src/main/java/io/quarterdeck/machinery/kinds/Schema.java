package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shape of one JSON value: OpenAPI v3 as CustomResourceDefinitions use it, with Kubernetes' extensions. Immutable;
 * equal parts are shared between kinds, and a part may be recursive (JSONSchemaProps), so nobody walks it without a value.
 */
public interface Schema {

    /** {@code object}, {@code array}, {@code string}, {@code integer}, {@code number}, {@code boolean}, or empty for any. */
    String type();

    /** {@code int32}, {@code date-time}, {@code byte}, ... or empty. */
    String format();

    String description();

    /** The fields of an object, by name. */
    Map<String, Schema> properties();

    /** What the values of a map are; null if the object is no map. */
    @Nullable
    Schema additionalProperties();

    /** What the elements of an array are; null if unknown. */
    @Nullable
    Schema items();

    List<String> required();

    /** Allowed values as text; empty for any. */
    List<String> enumeration();

    /** What an absent field becomes; null for nothing. Not to be changed: copy it. */
    @Nullable
    JsonNode defaultValue();

    boolean nullable();

    /** x-kubernetes-preserve-unknown-fields. */
    boolean preservesUnknownFields();

    /** x-kubernetes-int-or-string. */
    boolean intOrString();

    /** x-kubernetes-embedded-resource. */
    boolean embeddedResource();

    /** x-kubernetes-list-type: {@code atomic}, {@code set}, {@code map}, or empty. */
    String listType();

    /** x-kubernetes-list-map-keys. */
    List<String> listMapKeys();

    /** x-kubernetes-map-type: {@code granular}, {@code atomic}, or empty. */
    String mapType();

    /** x-kubernetes-validations: the rules of this value, in order. */
    List<ValidationRule> validations();

    /** Whether this value, or one below it, has rules. */
    boolean hasRules();

    /** Whether an object of this schema may get defaults, itself or below. */
    boolean hasDefaults();

    /**
     * What {@code maker} makes of this schema: made when it is first asked for, and kept as long as the schema. There is one
     * such thing for each schema.
     */
    <T> T derived(Class<T> type, Supplier<T> maker);

    /** x-kubernetes-patch-merge-key; empty if a strategic patch does not merge this list by a key. */
    String patchMergeKey();

    /** x-kubernetes-patch-strategy: any of {@code merge}, {@code replace}, {@code retainKeys}. */
    List<String> patchStrategy();
}
