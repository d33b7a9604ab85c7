package io.quarterdeck.machinery.cel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;

/** {@code find, findAll, format} of texts. Expressions are RE2's: their time grows with the text, never faster. */
final class TextFunctions {

    private static final Functions.Type TEXT = new Functions.Type(SimpleType.STRING, String.class);
    private static final Functions.Type COUNT = new Functions.Type(SimpleType.INT, Long.class);
    private static final Functions.Type VALUES = new Functions.Type(ListType.create(SimpleType.DYN), List.class);

    private TextFunctions() {}

    static void add(Functions functions) {
        ListType texts = ListType.create(SimpleType.STRING);
        functions
                .method("find", SimpleType.STRING, List.of(TEXT, TEXT), arguments -> {
                    Matcher matcher = Pattern.compile((String) arguments[1]).matcher((String) arguments[0]);
                    return matcher.find() ? matcher.group() : "";
                })
                .method("findAll", texts, List.of(TEXT, TEXT), arguments -> findAll(arguments, -1))
                .method(
                        "findAll",
                        texts,
                        List.of(TEXT, TEXT, COUNT),
                        arguments -> findAll(arguments, (Long) arguments[2]))
                .method(
                        "format",
                        SimpleType.STRING,
                        List.of(TEXT, VALUES),
                        arguments -> TextFormat.format((String) arguments[0], (List<?>) arguments[1]));
    }

    private static List<String> findAll(Object[] arguments, long most) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile((String) arguments[1]).matcher((String) arguments[0]);
        while ((most < 0 || found.size() < most) && matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }
}
