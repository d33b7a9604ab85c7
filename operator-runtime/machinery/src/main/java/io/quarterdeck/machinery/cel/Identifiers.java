package io.quarterdeck.machinery.cel;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of fields as CEL can spell them: {@code max-size} is {@code max__dash__size} there. */
final class Identifiers {

    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    private static final Pattern SPELLABLE = Pattern.compile("[A-Za-z_.\\-/][A-Za-z0-9_.\\-/]*");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private Identifiers() {}

    static boolean isIdentifier(String name) {
        return PLAIN.matcher(name).matches() && !RESERVED.contains(name);
    }

    /** The field that is spelled so. */
    static String unescape(String spelled) {
        boolean framed = spelled.length() > 4 && spelled.startsWith("__") && spelled.endsWith("__");
        if (framed && RESERVED.contains(spelled.substring(2, spelled.length() - 2))) {
            return spelled.substring(2, spelled.length() - 2);
        }
        return spelled.replace("__slash__", "/")
                .replace("__dash__", "-")
                .replace("__dot__", ".")
                .replace("__underscores__", "__");
    }

    /** Empty if there is no way to spell it: rules cannot reach such a field. */
    static Optional<String> escape(String field) {
        if (!SPELLABLE.matcher(field).matches()) {
            return Optional.empty();
        }
        if (RESERVED.contains(field)) {
            return Optional.of("__" + field + "__");
        }
        return Optional.of(field.replace("__", "__underscores__")
                .replace(".", "__dot__")
                .replace("-", "__dash__")
                .replace("/", "__slash__"));
    }
}
