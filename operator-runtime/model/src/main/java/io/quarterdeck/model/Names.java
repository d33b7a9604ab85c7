package io.quarterdeck.model;

import java.util.regex.Pattern;

/**
 * What a name may be. Each method returns the fault as kubectl users know it, or an empty text where there is none.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/names/">object names</a>
 */
public final class Names {

    /** DNS: a label has at most 63 octets (RFC 1035). */
    public static final int LABEL_LENGTH_MAX = 63;

    /** DNS: a name has at most 253 characters in text form (RFC 1035). */
    public static final int SUBDOMAIN_LENGTH_MAX = 253;

    /** RFC 6335: a service's name has at most 15 characters. */
    private static final int PORT_NAME_LENGTH_MAX = 15;

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern LABEL_1035 = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern QUALIFIED = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final Pattern LABEL_VALUE = Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");

    private Names() {}

    /** RFC 1123 label: namespaces, containers, port names. */
    public static String labelFault(String name) {
        if (name.length() > LABEL_LENGTH_MAX) {
            return tooLong(LABEL_LENGTH_MAX);
        }
        return LABEL.matcher(name).matches()
                ? ""
                : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and"
                        + " end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is"
                        + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    }

    /** RFC 1035 label: services. */
    public static String label1035Fault(String name) {
        if (name.length() > LABEL_LENGTH_MAX) {
            return tooLong(LABEL_LENGTH_MAX);
        }
        return LABEL_1035.matcher(name).matches()
                ? ""
                : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic"
                        + " character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used"
                        + " for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
    }

    /** RFC 1123 subdomain: most objects. */
    public static String subdomainFault(String name) {
        if (name.length() > SUBDOMAIN_LENGTH_MAX) {
            return tooLong(SUBDOMAIN_LENGTH_MAX);
        }
        return SUBDOMAIN.matcher(name).matches()
                ? ""
                : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must"
                        + " start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is"
                        + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    }

    /** The names of kinds that only must fit into a URL's path. */
    public static String pathSegmentFault(String name) {
        if (name.equals(".") || name.equals("..")) {
            return "may not be '" + name + "'";
        }
        if (name.indexOf('/') >= 0) {
            return "may not contain '/'";
        }
        return name.indexOf('%') >= 0 ? "may not contain '%'" : "";
    }

    /** A label's or annotation's key: an optional DNS prefix, a slash, a name. */
    public static String qualifiedNameFault(String key) {
        int slash = key.indexOf('/');
        String name = key.substring(slash + 1);
        if (slash >= 0) {
            String prefix = key.substring(0, slash);
            if (prefix.isEmpty()) {
                return "prefix part must be non-empty";
            }
            String fault = subdomainFault(prefix);
            if (!fault.isEmpty()) {
                return "prefix part " + fault;
            }
        }
        if (name.isEmpty()) {
            return "name part must be non-empty";
        }
        if (name.length() > LABEL_LENGTH_MAX) {
            return "name part " + tooLong(LABEL_LENGTH_MAX);
        }
        return QUALIFIED.matcher(name).matches()
                ? ""
                : "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
                        + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation"
                        + " is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    }

    /** A label's value; empty is valid. */
    public static String labelValueFault(String value) {
        if (value.length() > LABEL_LENGTH_MAX) {
            return tooLong(LABEL_LENGTH_MAX);
        }
        return LABEL_VALUE.matcher(value).matches()
                ? ""
                : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must"
                        + " start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345',"
                        + " regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
    }

    /** The name of a container's port (RFC 6335). */
    public static String portNameFault(String name) {
        if (name.length() > PORT_NAME_LENGTH_MAX) {
            return "must be no more than 15 characters";
        }
        if (!name.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))) {
            return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
        }
        if (name.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
            return "must contain at least one letter (a-z)";
        }
        if (name.contains("--")) {
            return "must not contain consecutive hyphens";
        }
        return name.startsWith("-") || name.endsWith("-") ? "must not begin or end with a hyphen" : "";
    }

    private static String tooLong(int max) {
        return "must be no more than " + max + " bytes";
    }
}
