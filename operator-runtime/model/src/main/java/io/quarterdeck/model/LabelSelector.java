package io.quarterdeck.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Chooses objects by their labels. All requirements must hold; none at all chooses everything.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/">labels and selectors</a>
 */
public record LabelSelector(List<Requirement> requirements) {

    /** Chooses every object. */
    public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    /** How a requirement compares. {@code DOES_NOT_EXIST}, {@code NOT_IN} also hold for objects without the label. */
    public enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST,
        GREATER_THAN,
        LESS_THAN
    }

    /** One condition on one label. */
    public record Requirement(String label, Operator operator, List<String> values) {

        public Requirement {
            values = List.copyOf(values);
        }

        boolean matches(Map<String, String> labels) {
            String value = labels.get(label);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
                case GREATER_THAN -> value != null && isNumber(value) && Long.parseLong(value) > number();
                case LESS_THAN -> value != null && isNumber(value) && Long.parseLong(value) < number();
            };
        }

        private long number() {
            return Long.parseLong(values.getFirst());
        }
    }

    private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^()]*)\\)");
    private static final Pattern EQUALITY = Pattern.compile("([^=!<>\\s]+)\\s*(==|=|!=|>|<)\\s*([^=!<>\\s]*)");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");

    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    public boolean matches(Map<String, String> labels) {
        for (Requirement requirement : requirements) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    public boolean isEverything() {
        return requirements.isEmpty();
    }

    /** Requires each label of the map to have its value. */
    public static LabelSelector of(Map<String, String> matchLabels) {
        return new LabelSelector(matchLabels.entrySet().stream()
                .map(entry -> new Requirement(entry.getKey(), Operator.IN, List.of(entry.getValue())))
                .toList());
    }

    /**
     * Reads the {@code {matchLabels, matchExpressions}} form. An absent selector (null, missing) and an empty one differ
     * per field in Kubernetes; both read as {@link #EVERYTHING} here, so the caller asks for absence first.
     *
     * @throws IllegalArgumentException naming the operator or the values that are wrong
     */
    public static LabelSelector parse(JsonNode selector) {
        List<Requirement> requirements = new ArrayList<>();
        Json.textMap(selector, "matchLabels")
                .forEach((label, value) -> requirements.add(new Requirement(label, Operator.IN, List.of(value))));
        for (JsonNode expression : Json.items(selector, "matchExpressions")) {
            requirements.add(requirement(
                    Json.text(expression, "key"),
                    Json.text(expression, "operator"),
                    Json.items(expression, "values").stream()
                            .map(JsonNode::asText)
                            .toList()));
        }
        return new LabelSelector(requirements);
    }

    /**
     * A requirement as objects spell it. {@code Gt} and {@code Lt} are known to node selectors only.
     *
     * @throws IllegalArgumentException if the operator is none, or its values are too few or too many
     */
    public static Requirement requirement(String label, String operator, List<String> values) {
        Operator parsed = switch (operator) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            case "Gt" -> Operator.GREATER_THAN;
            case "Lt" -> Operator.LESS_THAN;
            default ->
                throw new IllegalArgumentException("\"" + operator + "\" is not a valid label selector operator");
        };
        boolean takesMany = parsed == Operator.IN || parsed == Operator.NOT_IN;
        boolean takesOne = parsed == Operator.GREATER_THAN || parsed == Operator.LESS_THAN;
        if (takesMany && values.isEmpty()) {
            throw new IllegalArgumentException("for 'in', 'notin' operators, values set can't be empty");
        }
        if (takesOne && (values.size() != 1 || !isNumber(values.getFirst()))) {
            throw new IllegalArgumentException("for 'Gt', 'Lt' operators, exactly one integer value is required");
        }
        if (!takesMany && !takesOne && !values.isEmpty()) {
            throw new IllegalArgumentException("values set must be empty for exists and does not exist");
        }
        return new Requirement(label, parsed, values);
    }

    /**
     * Reads the text form of a URL's {@code labelSelector}: {@code app=web,tier in (a,b),!old}.
     *
     * @throws IllegalArgumentException quoting the part that cannot be read
     */
    public static LabelSelector parse(String text) {
        if (text.isBlank()) {
            return EVERYTHING;
        }
        List<Requirement> requirements = new ArrayList<>();
        List<String> parts = splitOutsideParentheses(text);
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i).strip();
            if (part.isEmpty()) {
                String found = i == parts.size() - 1 ? "" : ",";
                String expected = i == 0 ? "!, identifier, or 'end of string'" : "identifier after ','";
                throw new IllegalArgumentException("found '" + found + "', expected: " + expected);
            }
            requirements.add(parseRequirement(part));
        }
        return new LabelSelector(requirements);
    }

    private static Requirement parseRequirement(String part) {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            String label = label(set.group(1));
            List<String> values = List.of(set.group(3).split(",", -1)).stream()
                    .map(String::strip)
                    .toList();
            for (int i = 0; i < values.size(); i++) {
                checkedValue(label, i, values.get(i));
            }
            return new Requirement(label, set.group(2).equals("in") ? Operator.IN : Operator.NOT_IN, values);
        }
        Matcher equality = EQUALITY.matcher(part);
        if (equality.matches()) {
            String label = label(equality.group(1));
            String value = equality.group(3);
            return switch (equality.group(2)) {
                case "!=" -> new Requirement(label, Operator.NOT_IN, List.of(checkedValue(label, 0, value)));
                case ">" -> requirement(label, "Gt", List.of(value));
                case "<" -> requirement(label, "Lt", List.of(value));
                default -> new Requirement(label, Operator.IN, List.of(checkedValue(label, 0, value)));
            };
        }
        if (part.startsWith("!")) {
            return new Requirement(label(part.substring(1).strip()), Operator.DOES_NOT_EXIST, List.of());
        }
        return new Requirement(label(part), Operator.EXISTS, List.of());
    }

    private static String label(String name) {
        String[] words = name.split("\\s+", 2);
        if (words.length > 1) {
            throw new IllegalArgumentException(
                    "unable to parse requirement: found '" + words[1] + "', expected: in, notin, =, ==, !=, gt, lt");
        }
        String fault = Names.qualifiedNameFault(name);
        if (!fault.isEmpty()) {
            throw new IllegalArgumentException(
                    "unable to parse requirement: key: Invalid value: \"" + name + "\": " + fault);
        }
        return name;
    }

    private static String checkedValue(String label, int index, String value) {
        String fault = Names.labelValueFault(value);
        if (!fault.isEmpty()) {
            throw new IllegalArgumentException("unable to parse requirement: values[" + index + "][" + label
                    + "]: Invalid value: \"" + value + "\": " + fault);
        }
        return value;
    }

    private static List<String> splitOutsideParentheses(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }
}
