package io.quarterdeck.machinery.cel;

import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code semver('1.2.3')} and how versions compare. */
final class SemverFunctions {

    private static final OpaqueType SEMVER = OpaqueType.create("kubernetes.Semver");
    private static final Functions.Type TEXT = new Functions.Type(SimpleType.STRING, String.class);
    private static final Functions.Type TRUTH = new Functions.Type(SimpleType.BOOL, Boolean.class);
    private static final Functions.Type SELF = new Functions.Type(SEMVER, Version.class);
    private static final String NUMBER = "(0|[1-9][0-9]{0,17})";
    private static final String WORD = "(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)";
    private static final Pattern STRICT = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER + "(?:-(" + WORD
            + "(?:\\." + WORD + ")*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?");

    private SemverFunctions() {}

    private record Version(long major, long minor, long patch, List<String> pre) implements Comparable<Version> {

        static Version parse(String text, boolean normalize) {
            Matcher matcher = STRICT.matcher(normalize ? normalized(text) : text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("semver parse error on conversion of \"" + text + "\"");
            }
            String pre = matcher.group(4);
            return new Version(
                    Long.parseLong(matcher.group(1)),
                    Long.parseLong(matcher.group(2)),
                    Long.parseLong(matcher.group(3)),
                    pre == null ? List.of() : List.of(pre.split("\\.", -1)));
        }

        /** Drops a leading v and zeros before numbers, and adds the parts that are missing. */
        private static String normalized(String text) {
            String bare = text.startsWith("v") ? text.substring(1) : text;
            Matcher core = Pattern.compile("([0-9.]*)(.*)", Pattern.DOTALL).matcher(bare);
            if (!core.matches()) {
                return bare;
            }
            List<String> numbers = new ArrayList<>(List.of(core.group(1).split("\\.", -1)));
            while (numbers.size() < 3) {
                numbers.add("0");
            }
            numbers.replaceAll(number -> number.replaceFirst("^0+(?=[0-9])", ""));
            return String.join(".", numbers) + core.group(2);
        }

        @Override
        public int compareTo(Version other) {
            int order = Long.compare(major, other.major);
            order = order != 0 ? order : Long.compare(minor, other.minor);
            order = order != 0 ? order : Long.compare(patch, other.patch);
            if (order != 0 || pre.isEmpty() || other.pre.isEmpty()) {
                // What comes before a release is less than it.
                return order != 0 ? order : Boolean.compare(pre.isEmpty(), other.pre.isEmpty());
            }
            for (int i = 0; i < Math.min(pre.size(), other.pre.size()); i++) {
                int word = words(pre.get(i), other.pre.get(i));
                if (word != 0) {
                    return word;
                }
            }
            return Integer.compare(pre.size(), other.pre.size());
        }

        private static int words(String left, String right) {
            boolean leftNumber = isNumber(left);
            boolean rightNumber = isNumber(right);
            if (leftNumber && rightNumber) {
                return new BigInteger(left).compareTo(new BigInteger(right));
            }
            return leftNumber == rightNumber ? left.compareTo(right) : Boolean.compare(rightNumber, leftNumber);
        }

        private static boolean isNumber(String word) {
            return word.chars().allMatch(c -> c >= '0' && c <= '9');
        }
    }

    static void add(Functions functions) {
        functions
                .function("semver", SEMVER, List.of(TEXT), arguments -> Version.parse((String) arguments[0], false))
                .function(
                        "semver",
                        SEMVER,
                        List.of(TEXT, TRUTH),
                        arguments -> Version.parse((String) arguments[0], (Boolean) arguments[1]))
                .function("isSemver", SimpleType.BOOL, List.of(TEXT), arguments -> isVersion(arguments[0], false))
                .function(
                        "isSemver",
                        SimpleType.BOOL,
                        List.of(TEXT, TRUTH),
                        arguments -> isVersion(arguments[0], (Boolean) arguments[1]))
                .method("isLessThan", SimpleType.BOOL, List.of(SELF, SELF), arguments -> compare(arguments) < 0)
                .method("isGreaterThan", SimpleType.BOOL, List.of(SELF, SELF), arguments -> compare(arguments) > 0)
                .method("compareTo", SimpleType.INT, List.of(SELF, SELF), arguments ->
                        (long) Integer.signum(compare(arguments)));
        number(functions, "major", Version::major);
        number(functions, "minor", Version::minor);
        number(functions, "patch", Version::patch);
    }

    private static void number(Functions functions, String name, ToLongFunction<Version> part) {
        functions.method(name, SimpleType.INT, List.of(SELF), arguments -> part.applyAsLong((Version) arguments[0]));
    }

    private static boolean isVersion(Object text, boolean normalize) {
        try {
            Version.parse((String) text, normalize);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static int compare(Object[] arguments) {
        return ((Version) arguments[0]).compareTo((Version) arguments[1]);
    }
}
