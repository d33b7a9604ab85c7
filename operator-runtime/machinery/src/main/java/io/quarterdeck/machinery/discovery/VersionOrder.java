package io.quarterdeck.machinery.discovery;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order in which versions are preferred: {@code v10, v2, v1, v11beta2, v3beta1, v12alpha1, foo1}.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#version-priority">version
 *     priority</a>
 */
public final class VersionOrder implements Comparator<String> {

    private static final Pattern FORM = Pattern.compile("v([0-9]{1,9})(?:(alpha|beta)([0-9]{1,9}))?");
    private static final int STABLE = 3;
    private static final int BETA = 2;
    private static final int ALPHA = 1;

    @Override
    public int compare(String left, String right) {
        Matcher first = FORM.matcher(left);
        Matcher second = FORM.matcher(right);
        boolean known = first.matches();
        if (known != second.matches()) {
            return known ? -1 : 1;
        }
        if (!known) {
            return left.compareTo(right);
        }
        int stability = Integer.compare(stability(second), stability(first));
        if (stability != 0) {
            return stability;
        }
        int major = Integer.compare(number(second, 1), number(first, 1));
        return major != 0 ? major : Integer.compare(number(second, 3), number(first, 3));
    }

    private static int stability(Matcher version) {
        String word = version.group(2);
        if (word == null) {
            return STABLE;
        }
        return word.equals("beta") ? BETA : ALPHA;
    }

    private static int number(Matcher version, int group) {
        String digits = version.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
