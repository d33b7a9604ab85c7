package io.quarterdeck.machinery.cel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A rule's {@code fieldPath}: {@code .spec.limits['max-size']}. */
final class PathText {

    private static final Pattern STEP = Pattern.compile(
            "\\.([A-Za-z_][A-Za-z0-9_]*)|\\['((?:[^'\\\\]|\\\\.)*)'\\]|\\[\"((?:[^\"\\\\]|\\\\.)*)\"\\]");

    private PathText() {}

    /** @param bracketed whether it was written in brackets, as a map's key is */
    record Step(String name, boolean bracketed) {}

    /** Empty if the text is no such path. */
    static Optional<List<Step>> parse(String text) {
        List<Step> steps = new ArrayList<>();
        String rest = text.strip();
        Matcher matcher = STEP.matcher(rest);
        int at = 0;
        while (at < rest.length()) {
            matcher.region(at, rest.length());
            if (!matcher.lookingAt()) {
                return Optional.empty();
            }
            String plain = matcher.group(1);
            String quoted = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
            steps.add(plain == null ? new Step(quoted.replaceAll("\\\\(.)", "$1"), true) : new Step(plain, false));
            at = matcher.end();
        }
        return Optional.of(steps);
    }
}
