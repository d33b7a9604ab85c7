package io.quarterdeck.apiserver.authorization;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads rules in the short form of {@code roles.yaml}, where it is explained. Pure. */
final class RuleText {

    private static final List<String> READ = List.of("get", "list", "watch");
    private static final List<String> WRITE = List.of("create", "delete", "deletecollection", "patch", "update");

    private RuleText() {}

    /**
     * The rules that one line stands for, one an API group, and one for its bare URLs.
     *
     * @throws IllegalArgumentException if it names nothing
     */
    static List<Rule> parse(String line) {
        String[] words = line.strip().split("\\s+");
        if (words.length < 2) {
            throw new IllegalArgumentException("a rule needs verbs and what they are about: " + line);
        }
        List<String> verbs = verbs(words[0]);
        List<Rule> rules = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            if (word.startsWith("/") || word.equals(Rule.ANY)) {
                paths.add(word);
            } else {
                rules.add(resources(verbs, word));
            }
        }
        if (!paths.isEmpty()) {
            rules.add(new Rule(verbs, List.of(), List.of(), List.of(), paths));
        }
        return rules;
    }

    private static List<String> verbs(String word) {
        Set<String> verbs = new LinkedHashSet<>();
        for (String verb : word.split(",", -1)) {
            switch (verb) {
                case "read" -> verbs.addAll(READ);
                case "write" -> verbs.addAll(WRITE);
                default -> verbs.add(verb);
            }
        }
        return List.copyOf(verbs);
    }

    private static Rule resources(List<String> verbs, String word) {
        int bracket = word.indexOf('[');
        String before = bracket < 0 ? word : word.substring(0, bracket);
        List<String> names = bracket < 0 ? List.of() : split(word.substring(bracket + 1, word.length() - 1));
        int colon = before.indexOf(':');
        String group = colon < 0 ? "" : before.substring(0, colon);
        return new Rule(verbs, List.of(group), split(before.substring(colon + 1)), names, List.of());
    }

    private static List<String> split(String list) {
        return List.of(list.split(",", -1));
    }
}
