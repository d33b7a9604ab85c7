package io.quarterdeck.machinery.kinds;

import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.SelectableField;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One served version of one kind. A kind without verbs is only the body of some subresource (Scale, Eviction): it has a
 * schema but no URL of its own.
 *
 * @param singular as {@code kubectl} takes it
 * @param listKind {@code PodList}
 * @param verbs as discovery lists them
 * @param subresources what stands below an object
 * @param columns what {@code kubectl get} shows, in order, age included; the name comes before them unless one of them has
 *     the format {@code name}
 * @param selectableFields what a field selector may name, beside metadata.name and metadata.namespace
 * @param immutable fields that an update may not change
 * @param builtIn whether the definition is ours and not a user's
 * @param storage the kind that its objects are stored as; most are stored as themselves
 * @param versions how objects of a user's kind get from one version into another
 */
public record Kind(
        ResourceType type,
        String singular,
        String listKind,
        List<String> shortNames,
        List<String> categories,
        List<String> verbs,
        List<Subresource> subresources,
        Schema schema,
        List<Column> columns,
        List<SelectableField> selectableFields,
        List<Immutable> immutable,
        boolean builtIn,
        ResourceType storage,
        Versions versions) {

    /**
     * What stands below an object, such as {@code status} or {@code scale}.
     *
     * @param kind the kind of its body, and group and version of that kind
     */
    public record Subresource(String name, String group, String version, String kind, List<String> verbs) {}

    /**
     * One column of a table.
     *
     * @param jsonPath where the value stands ({@code .status.phase}); empty if code computes it
     * @param priority 0 shown always, 1 with {@code -o wide}
     */
    public record Column(String name, String type, String format, String description, String jsonPath, int priority) {}

    /**
     * A field that is as it was made.
     *
     * @param path its name, and of each object around it
     * @param because the fault's text
     */
    public record Immutable(List<String> path, String because) {

        public Immutable {
            path = List.copyOf(path);
        }
    }

    public Kind {
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
        verbs = List.copyOf(verbs);
        subresources = List.copyOf(subresources);
        columns = List.copyOf(columns);
        selectableFields = List.copyOf(selectableFields);
        immutable = List.copyOf(immutable);
    }

    /** The name under which its objects are read and written: a resource of the store, or a view of one. */
    public String storeName() {
        return !builtIn || storage.equals(type) ? type.resource() : type.version() + "/" + type.resource();
    }

    /** Whether some objects cannot be read or written without a webhook, which may take its time or be gone. */
    public boolean isConverted() {
        return versions.webhook() != null;
    }

    /** Whether objects get into this version in the same way. */
    public boolean isConvertedAs(Kind other) {
        return storage.equals(other.storage) && Objects.equals(versions.webhook(), other.versions.webhook());
    }

    /** The same kind, whose objects are taken as they lie in the store, whatever their version: enough to remove them. */
    public Kind unconverted() {
        return new Kind(
                type,
                singular,
                listKind,
                shortNames,
                categories,
                verbs,
                subresources,
                schema,
                columns,
                selectableFields,
                immutable,
                builtIn,
                type,
                new Versions(Map.of(), versions.selectableFields(), null));
    }

    /** The paths of the values that are kept beside each stored object, to find it by. */
    public List<SelectableField> storedFields() {
        return builtIn ? selectableFields : versions.selectableFields();
    }

    /** Whether {@code status} is written apart from the rest. */
    public boolean hasStatus() {
        return subresources.stream().anyMatch(subresource -> subresource.name().equals("status"));
    }
}
