package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What holds between the fields of a job's specification, in a job and in a CronJob's template of one. */
final class JobRules {

    /** As many pods at once as Kubernetes lets an indexed job have: each index is kept in its status. */
    private static final int INDEXED_PARALLELISM_MAX = 100_000;

    private JobRules() {}

    static void validate(JsonNode spec, String path, Faults faults) {
        TemplateRules.pod(Json.at(spec, "template"), path + ".template", Set.of(), faults);
        restarts(spec, path, faults);
        indexes(spec, path, Json.text(spec, "completionMode").equals("Indexed"), faults);
        failures(spec, path, faults);
        success(spec, path, faults);
        String manager = Json.text(spec, "managedBy");
        if (!manager.isEmpty() && !(manager.indexOf('/') > 0 && manager.length() <= 63)) {
            faults.invalid(path + ".managedBy", manager, "must be a domain-prefixed path (such as \"acme.io/foo\")");
        }
    }

    /** The pods of a job end, so they cannot be restarted always, which is what a template says if nobody says anything. */
    private static void restarts(JsonNode spec, String path, Faults faults) {
        JsonNode pod = Json.at(spec, "template", "spec");
        String field = path + ".template.spec.restartPolicy";
        String restart = Json.text(pod, "restartPolicy");
        if (restart.isEmpty() || restart.equals("Always")) {
            if (pod.isObject()) {
                faults.required(field, "valid values: \"OnFailure\", \"Never\"");
            }
        } else if (!restart.equals("OnFailure") && !restart.equals("Never")) {
            // Any other word is what the schema refuses already.
            return;
        }
        if (spec.has("podFailurePolicy") && !restart.equals("Never")) {
            faults.invalid(field, restart, "only \"Never\" is supported when podFailurePolicy is specified");
        }
    }

    private static void indexes(JsonNode spec, String path, boolean indexed, Faults faults) {
        JsonNode completions = Json.at(spec, "completions");
        if (indexed) {
            if (!completions.isNumber()) {
                faults.required(path + ".completions", "when completion mode is Indexed");
            }
            JsonNode parallelism = Json.at(spec, "parallelism");
            if (parallelism.asLong(0) > INDEXED_PARALLELISM_MAX) {
                faults.invalid(
                        path + ".parallelism",
                        parallelism,
                        "must be less than or equal to " + INDEXED_PARALLELISM_MAX
                                + " when completion mode is Indexed");
            }
        }
        for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
            if (!indexed && spec.has(field)) {
                faults.invalid(path + "." + field, Json.at(spec, field), "requires indexed completion mode");
            }
        }
        JsonNode failed = Json.at(spec, "maxFailedIndexes");
        if (failed.isNumber() && !spec.has("backoffLimitPerIndex")) {
            faults.required(path + ".backoffLimitPerIndex", "when maxFailedIndexes is specified");
        }
        if (failed.isNumber() && completions.isNumber() && failed.asLong() > completions.asLong()) {
            faults.invalid(path + ".maxFailedIndexes", failed, "must be less than or equal to completions");
        }
    }

    private static void failures(JsonNode spec, String path, Faults faults) {
        if (!spec.has("podFailurePolicy")) {
            return;
        }
        List<JsonNode> rules = Json.items(spec, "podFailurePolicy", "rules");
        for (int i = 0; i < rules.size(); i++) {
            JsonNode rule = rules.get(i);
            String at = path + ".podFailurePolicy.rules[" + i + "]";
            boolean exits = rule.has("onExitCodes");
            boolean conditions = !Json.items(rule, "onPodConditions").isEmpty();
            if (exits && conditions) {
                faults.invalid(at, rule, "specifying both OnExitCodes and OnPodConditions is not supported");
            } else if (!exits && !conditions) {
                faults.invalid(at, rule, "specifying one of OnExitCodes and OnPodConditions is required");
            }
            if (exits) {
                exitCodes(Json.at(rule, "onExitCodes"), at + ".onExitCodes", faults);
            }
            if (Json.text(rule, "action").equals("FailIndex") && !spec.has("backoffLimitPerIndex")) {
                faults.invalid(at + ".action", "FailIndex", "requires the backoffLimitPerIndex to be set");
            }
        }
        String replacement = Json.text(spec, "podReplacementPolicy");
        if (replacement.equals("TerminatingOrFailed")) {
            faults.unsupported(path + ".podReplacementPolicy", replacement, List.of("Failed"));
        }
    }

    private static void exitCodes(JsonNode requirement, String path, Faults faults) {
        List<JsonNode> codes = Json.items(requirement, "values");
        Set<Long> seen = new HashSet<>();
        long last = Long.MIN_VALUE;
        for (int i = 0; i < codes.size(); i++) {
            long code = codes.get(i).asLong();
            if (code == 0 && Json.text(requirement, "operator").equals("In")) {
                faults.invalid(path + ".values[" + i + "]", code, "must not be 0 for the In operator");
            }
            if (!seen.add(code)) {
                faults.duplicate(path + ".values[" + i + "]", Long.toString(code));
            } else if (code < last) {
                faults.invalid(path + ".values", Json.at(requirement, "values"), "must be ordered");
            }
            last = Math.max(last, code);
        }
    }

    private static void success(JsonNode spec, String path, Faults faults) {
        JsonNode policy = Json.at(spec, "successPolicy");
        if (!policy.isObject()) {
            return;
        }
        if (!Json.text(spec, "completionMode").equals("Indexed")) {
            faults.invalid(path + ".successPolicy", policy, "requires indexed completion mode");
            return;
        }
        List<JsonNode> rules = Json.items(policy, "rules");
        for (int i = 0; i < rules.size(); i++) {
            JsonNode rule = rules.get(i);
            String at = path + ".successPolicy.rules[" + i + "]";
            if (!rule.has("succeededCount") && !rule.has("succeededIndexes")) {
                faults.required(at, "at least one of succeededCount or succeededIndexes must be specified");
            }
            JsonNode count = Json.at(rule, "succeededCount");
            if (count.isNumber() && count.asLong() <= 0) {
                faults.invalid(at + ".succeededCount", count, "must be greater than or equal to 0");
            } else if (count.isNumber()
                    && count.asLong() > Json.at(spec, "completions").asLong(0)) {
                faults.invalid(
                        at + ".succeededCount",
                        count,
                        "must be less than or equal to "
                                + Json.at(spec, "completions").asLong(0) + " (the number of specified completions)");
            }
        }
    }
}
