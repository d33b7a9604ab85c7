package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Rows of jobs and of what makes them. */
final class BatchCells {

    /** Conditions that say what becomes of a job; the first that holds is shown. */
    private static final List<String> ENDS = List.of("Complete", "Failed");

    private static final List<String> STATES = List.of("Suspended", "SuccessCriteriaMet", "FailureTarget");

    private BatchCells() {}

    static String job(String column, ObjectNode job, Instant now) {
        return switch (column) {
            case "Status" -> status(job);
            case "Completions" -> completions(job);
            case "Duration" -> duration(job, now);
            default -> ComputedCells.workload(column, job);
        };
    }

    private static String status(ObjectNode job) {
        for (String end : ENDS) {
            if (holds(job, end)) {
                return end;
            }
        }
        if (!Json.text(job, "metadata", "deletionTimestamp").isEmpty()) {
            return "Terminating";
        }
        return STATES.stream().filter(state -> holds(job, state)).findFirst().orElse("Running");
    }

    private static boolean holds(ObjectNode job, String condition) {
        return Json.text(Json.condition(job, condition), "status").equals("True");
    }

    private static String completions(ObjectNode job) {
        int succeeded = Json.at(job, "status", "succeeded").asInt(0);
        JsonNode completions = Json.at(job, "spec", "completions");
        if (completions.isNumber()) {
            return succeeded + "/" + completions.asInt();
        }
        int parallelism = Json.at(job, "spec", "parallelism").asInt(0);
        return succeeded + "/1" + (parallelism > 1 ? " of " + parallelism : "");
    }

    private static String duration(ObjectNode job, Instant now) {
        Instant start = Json.time(job, "status", "startTime");
        Instant end = Json.time(job, "status", "completionTime");
        return start == null ? "" : HumanTime.of(Duration.between(start, end == null ? now : end));
    }

    static String cronJob(String column, ObjectNode cronJob, Instant now) {
        return switch (column) {
            case "Suspend" -> Json.at(cronJob, "spec", "suspend").asBoolean(false) ? "True" : "False";
            case "Active" ->
                Integer.toString(Json.at(cronJob, "status", "active").size());
            case "Last Schedule" -> {
                String last = Json.text(cronJob, "status", "lastScheduleTime");
                yield last.isEmpty() ? ComputedCells.NONE : HumanTime.since(last, now);
            }
            default ->
                ComputedCells.workload(
                        column, Json.object().set("spec", Json.at(cronJob, "spec", "jobTemplate", "spec")));
        };
    }
}
