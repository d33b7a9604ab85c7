package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import java.time.ZoneId;
import java.util.Locale;

/** CronJobs: a schedule, the clock it goes by, and a template of jobs. */
final class CronJobStrategy implements Strategy {

    /** The jobs' names are the CronJob's with eleven more characters, and must be labels. */
    private static final int NAME_LENGTH_MAX = 52;

    @Override
    public void validateCreate(ObjectNode object, Faults faults) {
        String name = Json.text(object, "metadata", "name");
        if (name.length() > NAME_LENGTH_MAX) {
            faults.invalid("metadata.name", name, "must be no more than " + NAME_LENGTH_MAX + " characters");
        }
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        JsonNode spec = Json.at(object, "spec");
        String schedule = Json.text(spec, "schedule");
        if (!schedule.isEmpty()) {
            schedule(schedule, spec.has("timeZone"), faults);
        }
        if (spec.has("timeZone")) {
            timeZone(Json.text(spec, "timeZone"), faults);
        }
        JsonNode job = Json.at(spec, "jobTemplate", "spec");
        String path = "spec.jobTemplate.spec";
        JobRules.validate(job, path, faults);
        if (job.has("selector")) {
            faults.invalid(path + ".selector", Json.at(job, "selector"), "`selector` will be auto-generated");
        }
        if (Json.at(job, "manualSelector").asBoolean(false)) {
            faults.unsupported(path + ".manualSelector", "true", java.util.List.of("nil", "false"));
        }
    }

    private static void schedule(String schedule, boolean zoned, Faults faults) {
        if (schedule.contains("TZ")) {
            String only = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
            String both = "cannot use both timeZone field and TZ or CRON_TZ in schedule";
            faults.invalid("spec.schedule", schedule, zoned ? both : only);
            return;
        }
        faults.invalidIf(CronText.fault(schedule), "spec.schedule", schedule);
    }

    private static void timeZone(String zone, Faults faults) {
        if (zone.isEmpty()) {
            faults.invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string");
        } else if (zone.toLowerCase(Locale.ROOT).equals("local")) {
            faults.invalid(
                    "spec.timeZone",
                    zone,
                    "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        } else if (!ZoneId.getAvailableZoneIds().contains(zone)) {
            faults.invalid("spec.timeZone", zone, "unknown time zone " + zone);
        }
    }
}
