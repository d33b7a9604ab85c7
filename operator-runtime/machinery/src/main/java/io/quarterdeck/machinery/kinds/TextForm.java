package io.quarterdeck.machinery.kinds;

import io.quarterdeck.model.Names;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a string of a built-in kind is, where a regular expression would give its user no readable answer. */
enum TextForm {
    DNS_LABEL("dns-label"),
    DNS_1035_LABEL("dns-1035-label"),
    DNS_SUBDOMAIN("dns-subdomain"),
    QUALIFIED_NAME("qualified-name"),
    /** Drivers and provisioners: some of their names have capitals. */
    ANY_CASE_QUALIFIED_NAME("any-case-qualified-name"),
    PATH_SEGMENT("path-segment"),
    DOMAIN_PATH("domain-path"),
    LABEL_VALUE("label-value"),
    ENVIRONMENT_VARIABLE("environment-variable"),
    PORT_NAME("port-name"),
    CONFIG_KEY("config-key"),
    ABSOLUTE_PATH("absolute-path"),
    IP("ip");

    private static final Pattern CONFIG_KEY_FORM = Pattern.compile("[-._a-zA-Z0-9]+");
    private static final Pattern URL_PATH = Pattern.compile("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("(?=.*:.*:)[0-9a-fA-F:.]{2,45}");

    private final String text;

    TextForm(String text) {
        this.text = text;
    }

    static TextForm of(String text) {
        for (TextForm form : values()) {
            if (form.text.equals(text)) {
                return form;
            }
        }
        throw new IllegalArgumentException("no form of text is called " + text);
    }

    /** What is wrong with a value, as kubectl users know it; empty if nothing is. */
    String fault(String value) {
        return switch (this) {
            case DNS_LABEL -> Names.labelFault(value);
            case DNS_1035_LABEL -> Names.label1035Fault(value);
            case DNS_SUBDOMAIN -> Names.subdomainFault(value);
            case QUALIFIED_NAME -> Names.qualifiedNameFault(value);
            case ANY_CASE_QUALIFIED_NAME -> Names.qualifiedNameFault(value.toLowerCase(Locale.ROOT));
            case PATH_SEGMENT -> Names.pathSegmentFault(value);
            case DOMAIN_PATH -> domainPathFault(value);
            case LABEL_VALUE -> Names.labelValueFault(value);
            case ENVIRONMENT_VARIABLE -> environmentVariableFault(value);
            case PORT_NAME -> Names.portNameFault(value);
            case CONFIG_KEY -> configKeyFault(value);
            case ABSOLUTE_PATH -> value.startsWith("/") ? "" : "must be an absolute path";
            case IP -> ipFault(value);
        };
    }

    private static String environmentVariableFault(String name) {
        boolean printable = !name.isEmpty() && name.chars().allMatch(c -> c > ' ' - 1 && c < 127 && c != '=');
        return printable
                ? ""
                : "a valid environment variable name must consist only of printable ASCII characters other than '='";
    }

    private static String configKeyFault(String key) {
        if (key.length() > Names.SUBDOMAIN_LENGTH_MAX) {
            return "must be no more than " + Names.SUBDOMAIN_LENGTH_MAX + " characters";
        }
        if (key.equals(".") || key.equals("..")) {
            return "must not be '" + key + "'";
        }
        if (key.startsWith("..")) {
            return "must not start with '..'";
        }
        return CONFIG_KEY_FORM.matcher(key).matches()
                ? ""
                : "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or"
                        + " 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
    }

    private static String domainPathFault(String value) {
        int slash = value.indexOf('/');
        if (slash <= 0 || slash == value.length() - 1) {
            return "must be a domain-prefixed path (such as \"acme.io/foo\")";
        }
        String fault = Names.subdomainFault(value.substring(0, slash));
        if (!fault.isEmpty()) {
            return fault;
        }
        return URL_PATH.matcher(value.substring(slash + 1)).matches()
                ? ""
                : "Invalid path (regex used for validation is '" + URL_PATH.pattern() + "')";
    }

    private static String ipFault(String address) {
        return IPV4.matcher(address).matches() || IPV6.matcher(address).matches()
                ? ""
                : "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    }
}
