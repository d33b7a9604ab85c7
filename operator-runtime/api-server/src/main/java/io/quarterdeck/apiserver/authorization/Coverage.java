package io.quarterdeck.apiserver.authorization;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what somebody holds with what somebody wants to grant. Pure. */
final class Coverage {

    private Coverage() {}

    /** What of {@code wanted} no single held rule allows, verbs of one thing together; empty if all is held. */
    static List<Rule> missing(List<Rule> held, List<Rule> wanted) {
        Map<Rule, Set<String>> verbs = new LinkedHashMap<>();
        for (Rule rule : wanted) {
            for (Rule atom : atoms(rule)) {
                if (held.stream().noneMatch(owned -> covers(owned, atom))) {
                    Rule thing = new Rule(List.of(), atom.groups(), atom.resources(), atom.names(), atom.paths());
                    verbs.computeIfAbsent(thing, absent -> new LinkedHashSet<>())
                            .addAll(atom.verbs());
                }
            }
        }
        List<Rule> missing = new ArrayList<>();
        verbs.forEach((thing, some) -> missing.add(
                new Rule(List.copyOf(some), thing.groups(), thing.resources(), thing.names(), thing.paths())));
        return missing;
    }

    /** A rule taken apart: one verb on one resource of one group with one name or all, or one verb on one path. */
    private static List<Rule> atoms(Rule rule) {
        List<Rule> atoms = new ArrayList<>();
        for (String verb : rule.verbs()) {
            for (String path : rule.paths()) {
                atoms.add(new Rule(List.of(verb), List.of(), List.of(), List.of(), List.of(path)));
            }
        }
        for (String group : rule.groups()) {
            for (String resource : rule.resources()) {
                for (String verb : rule.verbs()) {
                    addNames(atoms, rule.names(), List.of(verb), List.of(group), List.of(resource));
                }
            }
        }
        return atoms;
    }

    private static void addNames(
            List<Rule> atoms, List<String> names, List<String> verb, List<String> group, List<String> resource) {
        if (names.isEmpty()) {
            atoms.add(new Rule(verb, group, resource, List.of(), List.of()));
        }
        names.forEach(name -> atoms.add(new Rule(verb, group, resource, List.of(name), List.of())));
    }

    private static boolean covers(Rule owned, Rule atom) {
        if (!Rule.has(owned.verbs(), atom.verbs().getFirst())) {
            return false;
        }
        if (!atom.paths().isEmpty()) {
            return owned.allowsPath(atom.paths().getFirst());
        }
        return Rule.has(owned.groups(), atom.groups().getFirst())
                && coversResource(owned, atom.resources().getFirst())
                && (owned.names().isEmpty()
                        || (!atom.names().isEmpty()
                                && owned.names().contains(atom.names().getFirst())));
    }

    private static boolean coversResource(Rule owned, String resource) {
        int slash = resource.indexOf('/');
        return slash < 0
                ? owned.allowsResource(resource, "")
                : owned.allowsResource(resource.substring(0, slash), resource.substring(slash + 1));
    }
}
