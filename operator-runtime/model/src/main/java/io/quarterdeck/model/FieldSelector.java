package io.quarterdeck.model;

import java.util.ArrayList;
import java.util.List;

/** Chooses objects by the values of a few fields: {@code spec.nodeName=a,status.phase!=Failed}. */
public record FieldSelector(List<Term> terms) {

    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    /** One comparison of one dotted path. */
    public record Term(String path, boolean equal, String value) {}

    public FieldSelector {
        terms = List.copyOf(terms);
    }

    /** Requires one field to have one value. */
    public static FieldSelector of(String path, String value) {
        return new FieldSelector(List.of(new Term(path, true, value)));
    }

    /**
     * Reads the text form of a URL's {@code fieldSelector}.
     *
     * @throws IllegalArgumentException quoting the part that cannot be read
     */
    public static FieldSelector parse(String text) {
        List<Term> terms = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                terms.add(term(part.strip()));
            }
        }
        return new FieldSelector(terms);
    }

    /** Whether an object with this header is chosen. A path that the header does not hold reads as empty. */
    public boolean matches(Header header) {
        for (Term term : terms) {
            String actual = switch (term.path()) {
                case "metadata.name" -> header.key().name();
                case "metadata.namespace" -> header.key().namespace();
                default -> header.fields().getOrDefault(term.path(), "");
            };
            if (actual.equals(term.value()) != term.equal()) {
                return false;
            }
        }
        return true;
    }

    /** The fields that it compares, each at the path that is its name. */
    public List<SelectableField> fields() {
        return terms.stream()
                .map(Term::path)
                .distinct()
                .map(SelectableField::at)
                .toList();
    }

    public boolean isEverything() {
        return terms.isEmpty();
    }

    /** The text form that {@link #parse} reads. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Term term : terms) {
            text.append(text.isEmpty() ? "" : ",").append(term.path()).append(term.equal() ? "=" : "!=");
            text.append(term.value());
        }
        return text.toString();
    }

    private static Term term(String part) {
        int not = part.indexOf("!=");
        if (not > 0) {
            return new Term(part.substring(0, not), false, part.substring(not + 2));
        }
        int equals = part.indexOf('=');
        if (equals <= 0) {
            throw new IllegalArgumentException("invalid selector: '" + part + "'; can't understand '" + part + "'");
        }
        int value = part.startsWith("==", equals) ? equals + 2 : equals + 1;
        return new Term(part.substring(0, equals), true, part.substring(value));
    }
}
