package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.write.Times;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import java.time.InstantSource;
import java.util.List;

/** A group at one version, and who serves it. What another API server serves is not passed on, and the status says so. */
final class ApiServiceStrategy implements Strategy {

    private static final String AVAILABLE = "Available";

    /** Kubernetes' bounds; only the order counts. */
    private static final int GROUP_PRIORITY_MAX = 20_000;

    private static final int VERSION_PRIORITY_MAX = 1_000;

    private final InstantSource clock;

    ApiServiceStrategy(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String nameFault(String name) {
        return Names.pathSegmentFault(name);
    }

    @Override
    public Traits traits() {
        return Traits.PLAIN.requiringRevision();
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        report(object);
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode current) {
        report(object);
    }

    private void report(ObjectNode object) {
        boolean local = !Json.at(object, "spec", "service").isObject();
        String status = local ? "True" : "False";
        JsonNode known = Json.condition(object, AVAILABLE);
        if (Json.text(known, "status").equals(status)) {
            return;
        }
        ArrayNode conditions = Json.ensureObject(object, "status").putArray("conditions");
        conditions
                .addObject()
                .put("type", AVAILABLE)
                .put("status", status)
                .put("lastTransitionTime", Times.format(clock.instant()))
                .put("reason", local ? "Local" : "AggregationNotSupported")
                .put(
                        "message",
                        local
                                ? "Local APIServices are always available"
                                : "requests are not passed on to other API servers");
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        JsonNode spec = Json.at(object, "spec");
        String name = Json.text(object, "metadata", "name");
        String group = Json.text(spec, "group");
        String version = Json.text(spec, "version");
        String wanted = version + "." + group;
        if (!name.isEmpty() && !name.equals(wanted)) {
            faults.invalid("metadata.name", name, "must be `spec.version+\".\"+spec.group`: \"" + wanted + "\"");
        }
        if (!group.isEmpty()) {
            faults.invalidIf(Names.subdomainFault(group), "spec.group", group);
        }
        if (version.isEmpty()) {
            faults.required("spec.version", "");
        } else {
            faults.invalidIf(Names.label1035Fault(version), "spec.version", version);
        }
        priority(spec, "groupPriorityMinimum", GROUP_PRIORITY_MAX, faults);
        priority(spec, "versionPriority", VERSION_PRIORITY_MAX, faults);
        service(spec, faults);
    }

    private static void priority(JsonNode spec, String field, int most, Faults faults) {
        long value = Json.at(spec, field).asLong(0);
        if (value <= 0 || value > most) {
            faults.invalid("spec." + field, value, "must be positive and less than " + most);
        }
    }

    private static void service(JsonNode spec, Faults faults) {
        JsonNode service = Json.at(spec, "service");
        String bundle = Json.text(spec, "caBundle");
        JsonNode insecure = Json.at(spec, "insecureSkipTLSVerify");
        if (service.isObject()) {
            for (String field : List.of("namespace", "name")) {
                if (Json.text(service, field).isEmpty()) {
                    faults.required("spec.service." + field, "");
                }
            }
            if (insecure.asBoolean(false) && !bundle.isEmpty()) {
                faults.invalid("spec.insecureSkipTLSVerify", insecure, "may not be true if caBundle is present");
            }
            return;
        }
        if (!bundle.isEmpty()) {
            faults.invalid(
                    "spec.caBundle", bundle.length() + " characters", "local APIServices may not have a caBundle");
        }
        if (insecure.asBoolean(false)) {
            faults.invalid(
                    "spec.insecureSkipTLSVerify", insecure, "local APIServices may not have insecureSkipTLSVerify");
        }
    }
}
