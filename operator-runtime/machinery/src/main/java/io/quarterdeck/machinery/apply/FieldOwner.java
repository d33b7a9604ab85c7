package io.quarterdeck.machinery.apply;

/**
 * Who may own fields.
 *
 * @param name the {@code fieldManager} of a request, or the first part of its User-Agent
 * @param apiVersion the version at which the fields are named
 * @param subresource through which the object was written; empty for the object itself
 */
public record FieldOwner(String name, Operation operation, String apiVersion, String subresource) {

    /** How fields came to be owned. */
    public enum Operation {
        APPLY("Apply"),
        UPDATE("Update");

        private final String word;

        Operation(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    public static FieldOwner update(String name, String apiVersion, String subresource) {
        return new FieldOwner(name, Operation.UPDATE, apiVersion, subresource);
    }

    public static FieldOwner apply(String name, String apiVersion, String subresource) {
        return new FieldOwner(name, Operation.APPLY, apiVersion, subresource);
    }

    boolean applies() {
        return operation == Operation.APPLY;
    }

    /** Whether both are one. Who applies stays the same at another version. */
    boolean is(FieldOwner other) {
        return name.equals(other.name)
                && operation == other.operation
                && subresource.equals(other.subresource)
                && (applies() || apiVersion.equals(other.apiVersion));
    }

    /** As conflicts name it: {@code "kubectl-edit" using apps/v1}. */
    String readable() {
        StringBuilder text = new StringBuilder();
        PathElements.quote(name, text);
        if (!subresource.isEmpty()) {
            PathElements.quote(subresource, text.append(" with subresource "));
        }
        if (!applies()) {
            text.append(" using ").append(apiVersion);
        }
        return text.toString();
    }
}
