package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of JSONPath that printer columns are written in: fields, indices, {@code [*]}, and a filter on one field, as in
 * {@code .status.conditions[?(@.type=="Ready")].status}.
 */
final class CellPath {

    private static final Pattern STEP = Pattern.compile("\\.?([A-Za-z0-9_$-]+(?:\\\\\\.[A-Za-z0-9_/-]+)*)"
            + "|\\[['\"]([^'\"]+)['\"]]"
            + "|\\[(-?[0-9]+)]"
            + "|(\\[\\*]|\\.\\*)"
            + "|\\[\\?\\(@\\.([A-Za-z0-9_.-]+)\\s*==\\s*['\"]?([^'\")]*)['\"]?\\)]");

    private sealed interface Step {
        record Field(String name) implements Step {}

        record Index(int index) implements Step {}

        record All() implements Step {}

        record Filter(List<String> path, String value) implements Step {}
    }

    private final List<Step> steps;

    private CellPath(List<Step> steps) {
        this.steps = steps;
    }

    /** Reads a path. What cannot be read matches nothing: a column must not keep a user from seeing the others. */
    static CellPath parse(String path) {
        String text = path.startsWith("{") && path.endsWith("}") ? path.substring(1, path.length() - 1) : path;
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text);
        int at = 0;
        while (at < text.length() && matcher.find(at) && matcher.start() == at) {
            steps.add(step(matcher));
            at = matcher.end();
        }
        return at == text.length() ? new CellPath(steps) : new CellPath(List.of(new Step.Index(Integer.MAX_VALUE)));
    }

    private static Step step(Matcher matcher) {
        if (matcher.group(1) != null) {
            return new Step.Field(matcher.group(1).replace("\\.", "."));
        }
        if (matcher.group(2) != null) {
            return new Step.Field(matcher.group(2));
        }
        if (matcher.group(3) != null) {
            return new Step.Index(Integer.parseInt(matcher.group(3)));
        }
        return matcher.group(4) != null
                ? new Step.All()
                : new Step.Filter(List.of(matcher.group(5).split("\\.", -1)), matcher.group(6));
    }

    /** The values at the path, in document order. */
    List<JsonNode> read(JsonNode object) {
        List<JsonNode> here = List.of(object);
        for (Step step : steps) {
            List<JsonNode> next = new ArrayList<>();
            here.forEach(node -> follow(step, node, next));
            here = next;
        }
        return here;
    }

    private static void follow(Step step, JsonNode node, List<JsonNode> next) {
        switch (step) {
            case Step.Field(var name) -> addUnlessNull(node.get(name), next);
            case Step.Index(var index) -> addUnlessNull(node.get(index < 0 ? node.size() + index : index), next);
            case Step.All() -> node.forEach(next::add);
            case Step.Filter(var path, var value) ->
                node.forEach(element -> {
                    JsonNode found = element;
                    for (String name : path) {
                        found = found.path(name);
                    }
                    if (found.asText("").equals(value)) {
                        next.add(element);
                    }
                });
        }
    }

    private static void addUnlessNull(@org.jspecify.annotations.Nullable JsonNode node, List<JsonNode> next) {
        if (node != null && !node.isNull()) {
            next.add(node);
        }
    }
}
