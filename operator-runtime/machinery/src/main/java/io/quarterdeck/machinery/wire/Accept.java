package io.quarterdeck.machinery.wire;

import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Status;

/** The form in which a client wants its answer, from the Accept header: the first one named that can be given. */
public record Accept(Form form, boolean yaml) {

    /** What an object becomes. */
    public enum Form {
        /** Itself. */
        OBJECT,
        /** Rows and columns, as {@code kubectl get} prints them. */
        TABLE,
        /** Only its metadata. */
        METADATA
    }

    private static final Accept PLAIN = new Accept(Form.OBJECT, false);

    /**
     * Reads the header.
     *
     * @throws ApiException 406 if nothing that is named can be given
     */
    public static Accept parse(String header) {
        if (header.isEmpty() || header.equals("application/json") || header.equals("*/*")) {
            return PLAIN;
        }
        for (String range : header.split(",", -1)) {
            Accept accept = range(range);
            if (accept != null) {
                return accept;
            }
        }
        throw new ApiException(Status.of(
                406,
                "NotAcceptable",
                "only the following media types are accepted: application/json, application/yaml,"
                        + " application/json;as=Table;v=v1;g=meta.k8s.io"));
    }

    private static @org.jspecify.annotations.Nullable Accept range(String range) {
        String[] parts = range.split(";", -1);
        String type = parts[0].strip();
        boolean yaml = type.equals("application/yaml");
        if (!yaml && !type.equals("application/json") && !type.equals("*/*") && !type.equals("application/*")) {
            return null;
        }
        String as = "";
        String group = "";
        String version = "";
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip();
            if (part.startsWith("as=")) {
                as = part.substring(3);
            } else if (part.startsWith("g=")) {
                group = part.substring(2);
            } else if (part.startsWith("v=")) {
                version = part.substring(2);
            }
        }
        if (as.isEmpty()) {
            return new Accept(Form.OBJECT, yaml);
        }
        if (!group.equals("meta.k8s.io") || !version.equals("v1")) {
            return null;
        }
        return switch (as) {
            case "Table" -> new Accept(Form.TABLE, yaml);
            case "PartialObjectMetadata", "PartialObjectMetadataList" -> new Accept(Form.METADATA, yaml);
            default -> null;
        };
    }
}
