package io.quarterdeck.machinery.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Whether a text is a schedule: five fields (minute, hour, day, month, weekday), or a word such as {@code @daily}. Pure.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax">schedule syntax</a>
 */
final class CronText {

    private static final List<String> WORDS =
            List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
    private static final String EVERY = "@every ";
    private static final Pattern DURATION = Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h)"
            + "(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h))*|0");
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,9}");

    private static final List<Field> FIELDS = List.of(
            new Field(0, 59, Map.of()),
            new Field(0, 23, Map.of()),
            new Field(1, 31, Map.of()),
            new Field(1, 12, names(1, "jan feb mar apr may jun jul aug sep oct nov dec")),
            new Field(0, 6, names(0, "sun mon tue wed thu fri sat")));

    private CronText() {}

    /** The values that one field may have, and names for them. */
    private record Field(int least, int most, Map<String, Integer> names) {}

    private static Map<String, Integer> names(int first, String words) {
        Map<String, Integer> names = new java.util.HashMap<>();
        for (String word : words.split(" ", -1)) {
            names.put(word, first + names.size());
        }
        return Map.copyOf(names);
    }

    /** What is wrong with a schedule; empty if nothing is. */
    static String fault(String schedule) {
        try {
            parse(schedule);
            return "";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void parse(String schedule) {
        if (schedule.startsWith("@")) {
            word(schedule);
            return;
        }
        List<String> parts = new ArrayList<>(List.of(schedule.strip().split("\\s+", -1)));
        parts.removeIf(String::isEmpty);
        if (parts.size() != FIELDS.size()) {
            throw new IllegalArgumentException("expected exactly " + FIELDS.size() + " fields, found " + parts.size()
                    + ": [" + String.join(" ", parts) + "]");
        }
        for (int i = 0; i < parts.size(); i++) {
            for (String range : parts.get(i).split(",", -1)) {
                // A comma too many says nothing, and is let pass.
                if (!range.isEmpty()) {
                    range(range, FIELDS.get(i));
                }
            }
        }
    }

    private static void word(String schedule) {
        if (schedule.startsWith(EVERY)) {
            String duration = schedule.substring(EVERY.length());
            if (!DURATION.matcher(duration).matches()) {
                throw new IllegalArgumentException(
                        "failed to parse duration " + schedule + ": time: invalid duration \"" + duration + "\"");
            }
        } else if (!WORDS.contains(schedule)) {
            throw new IllegalArgumentException("unrecognized descriptor: " + schedule);
        }
    }

    private static void range(String text, Field field) {
        String[] steps = text.split("/", -1);
        String[] bounds = steps[0].split("-", -1);
        int first;
        int last;
        if (bounds[0].equals("*") || bounds[0].equals("?")) {
            first = field.least();
            last = field.most();
        } else {
            first = value(bounds[0], field);
            if (bounds.length > 2) {
                throw new IllegalArgumentException("too many hyphens: " + text);
            }
            last = bounds.length == 2 ? value(bounds[1], field) : steps.length > 1 ? field.most() : first;
        }
        if (steps.length > 2) {
            throw new IllegalArgumentException("too many slashes: " + text);
        }
        int step = steps.length == 2 ? number(steps[1]) : 1;
        if (first < field.least()) {
            throw new IllegalArgumentException(
                    "beginning of range (" + first + ") below minimum (" + field.least() + "): " + text);
        }
        if (last > field.most()) {
            throw new IllegalArgumentException(
                    "end of range (" + last + ") above maximum (" + field.most() + "): " + text);
        }
        if (first > last) {
            throw new IllegalArgumentException(
                    "beginning of range (" + first + ") beyond end of range (" + last + "): " + text);
        }
        if (step == 0) {
            throw new IllegalArgumentException("step of range should be a positive number: " + text);
        }
    }

    private static int value(String text, Field field) {
        Integer named = field.names().get(text.toLowerCase(Locale.ROOT));
        return named == null ? number(text) : named;
    }

    private static int number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "failed to parse int from " + text + ": strconv.Atoi: parsing \"" + text + "\": invalid syntax");
        }
        int number = Integer.parseInt(text);
        if (number < 0) {
            throw new IllegalArgumentException("negative number (" + number + ") not allowed: " + text);
        }
        return number;
    }
}
