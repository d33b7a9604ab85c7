package io.quarterdeck.machinery.wire;

import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One form in which a client takes its answer, from the Accept header.
 *
 * @param pretty whether a person is to read it
 */
public record Accept(Encoding encoding, Form form, boolean pretty) {

    /** How an answer is written down. */
    public enum Encoding {
        JSON("application/json"),
        YAML("application/yaml"),
        PROTOBUF("application/vnd.kubernetes.protobuf");

        private final String mediaType;

        Encoding(String mediaType) {
            this.mediaType = mediaType;
        }

        public String mediaType() {
            return mediaType;
        }
    }

    /** What an object becomes. */
    public enum Form {
        /** Itself. */
        OBJECT(""),
        /** Rows and columns, as {@code kubectl get} prints them. */
        TABLE(";as=Table;v=v1;g=meta.k8s.io"),
        /** Only its metadata. */
        METADATA(";as=PartialObjectMetadata;v=v1;g=meta.k8s.io");

        private final String parameters;

        Form(String parameters) {
            this.parameters = parameters;
        }
    }

    private static final Accept PLAIN = new Accept(Encoding.JSON, Form.OBJECT, false);

    /** A longer header names more than there is to choose from. */
    private static final int RANGES_MAX = 64;

    private record Ranked(Accept accept, double quality, int wildcards) {}

    /** Everything that the header names and that is given at all, the most wanted first. */
    public static List<Accept> ranges(String header) {
        if (header.isEmpty() || header.equals("application/json") || header.equals("*/*")) {
            return List.of(PLAIN);
        }
        List<Ranked> ranked = new ArrayList<>();
        for (String range : header.split(",", RANGES_MAX)) {
            Ranked one = range(range);
            if (one != null && one.quality > 0) {
                ranked.add(one);
            }
        }
        // Among equals the more specific one, then the one that was named first.
        ranked.sort(Comparator.comparingDouble(Ranked::quality).reversed().thenComparingInt(Ranked::wildcards));
        return ranked.stream().map(Ranked::accept).toList();
    }

    /**
     * The most wanted form in JSON or YAML.
     *
     * @throws ApiException 406 if there is none
     */
    public static Accept parse(String header) {
        for (Accept accept : ranges(header)) {
            if (accept.encoding != Encoding.PROTOBUF) {
                return accept;
            }
        }
        throw notAcceptable(List.of(Encoding.JSON, Encoding.YAML));
    }

    /**
     * The most wanted form that can be sent event by event, which YAML cannot.
     *
     * @throws ApiException 406 if there is none
     */
    public static Accept parseStream(String header) {
        for (Accept accept : ranges(header)) {
            if (accept.encoding == Encoding.JSON) {
                return accept;
            }
        }
        throw notAcceptable(List.of(Encoding.JSON));
    }

    /** The answer to a client that takes none of these. */
    public static ApiException notAcceptable(List<Encoding> given) {
        String types = String.join(", ", given.stream().map(Encoding::mediaType).toList());
        return new ApiException(
                Status.of(406, "NotAcceptable", "only the following media types are accepted: " + types));
    }

    /** Whether objects go out as they are stored. */
    public boolean isPlain() {
        return encoding == Encoding.JSON && form == Form.OBJECT && !pretty;
    }

    /** The header that asks for the same form in JSON. */
    public String inJson() {
        return Encoding.JSON.mediaType + form.parameters;
    }

    private static @Nullable Ranked range(String range) {
        String[] parts = range.split(";", -1);
        String type = parts[0].strip().toLowerCase(Locale.ROOT);
        Encoding encoding = encoding(type);
        if (encoding == null) {
            return null;
        }
        String as = "";
        String group = "";
        String version = "";
        boolean pretty = false;
        double quality = 1;
        for (int i = 1; i < parts.length; i++) {
            String[] parameter = parts[i].strip().split("=", 2);
            String value = parameter.length < 2 ? "" : parameter[1];
            switch (parameter[0]) {
                case "as" -> as = value;
                case "g" -> group = value;
                case "v" -> version = value;
                case "pretty" -> pretty = value.equals("1");
                case "q" -> quality = quality(value);
                default -> {}
            }
        }
        Form form = as.isEmpty() ? Form.OBJECT : form(as, group, version);
        int wildcards = type.equals("*/*") ? 2 : type.endsWith("*") ? 1 : 0;
        return form == null ? null : new Ranked(new Accept(encoding, form, pretty), quality, wildcards);
    }

    private static @Nullable Encoding encoding(String type) {
        return switch (type) {
            case "application/json", "application/*", "*/*" -> Encoding.JSON;
            case "application/yaml" -> Encoding.YAML;
            case "application/vnd.kubernetes.protobuf" -> Encoding.PROTOBUF;
            default -> null;
        };
    }

    private static @Nullable Form form(String as, String group, String version) {
        if (!group.equals("meta.k8s.io") || !version.equals("v1")) {
            return null;
        }
        return switch (as) {
            case "Table" -> Form.TABLE;
            case "PartialObjectMetadata", "PartialObjectMetadataList" -> Form.METADATA;
            default -> null;
        };
    }

    /** What cannot be read counts as not said. */
    private static double quality(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
