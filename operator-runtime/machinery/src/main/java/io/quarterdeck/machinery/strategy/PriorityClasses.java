package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.ResourceType;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Store;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** Priority classes, and the priority that a new pod gets from one. */
final class PriorityClasses implements Strategy {

    private static final ResourceType TYPE =
            new ResourceType("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", false);

    /** The two that every cluster has, whether or not their objects have been made. */
    private static final Map<String, Integer> SYSTEM =
            Map.of("system-cluster-critical", 2_000_000_000, "system-node-critical", 2_000_001_000);

    private static final String SYSTEM_PREFIX = "system-";

    /** Beyond this is the system's. */
    private static final int USER_VALUE_MAX = 1_000_000_000;

    private static final String PREEMPTS = "PreemptLowerPriority";

    private final Store store;

    PriorityClasses(Store store) {
        this.store = store;
    }

    @Override
    public void prepareCreate(ObjectNode object) {
        requireOneDefault(object);
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode current) {
        requireOneDefault(object);
    }

    private void requireOneDefault(ObjectNode object) {
        String name = Json.text(object, "metadata", "name");
        if (Json.at(object, "globalDefault").asBoolean(false)) {
            usual().map(there -> there.key().name())
                    .filter(other -> !other.equals(name))
                    .ifPresent(other -> {
                        throw new ApiException(Status.forbidden(
                                TYPE,
                                name,
                                "PriorityClass " + other
                                        + " is already marked as default. Only one default can exist"));
                    });
        }
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        String name = Json.text(object, "metadata", "name");
        long value = Json.at(object, "value").asLong(0);
        if (name.startsWith(SYSTEM_PREFIX)) {
            String why =
                    systemFault(name, value, Json.at(object, "globalDefault").asBoolean(false));
            if (!why.isEmpty()) {
                faults.forbidden(
                        "metadata.name",
                        "priority class names with 'system-' prefix are reserved for system use only. error: " + why);
            }
        } else if (value > USER_VALUE_MAX) {
            faults.forbidden("value", "maximum allowed value of a user defined priority is " + USER_VALUE_MAX);
        }
    }

    private static String systemFault(String name, long value, boolean usual) {
        Integer known = SYSTEM.get(name);
        if (known == null) {
            return name + " is not a known system priority class";
        }
        if (known != value) {
            return "value of " + name + " PriorityClass must be " + known;
        }
        return usual ? "globalDefault of " + name + " PriorityClass must be false" : "";
    }

    /** Gives a new pod the priority of the class that it names, or of the default class, or none. */
    void prioritise(ObjectNode pod) {
        ObjectNode spec = Json.ensureObject(pod, "spec");
        String name = Json.text(spec, "priorityClassName");
        Optional<KubeObject> found = name.isEmpty() ? usual() : find(name);
        if (name.isEmpty()) {
            found.ifPresent(usual -> spec.put("priorityClassName", usual.key().name()));
        } else if (found.isEmpty() && !SYSTEM.containsKey(name)) {
            throw forbidden(pod, "no PriorityClass with name " + name + " was found");
        }
        ObjectNode chosen = found.map(KubeObject::tree).orElseGet(Json::object);
        int priority = Json.at(chosen, "value").asInt(SYSTEM.getOrDefault(name, 0));
        String preemption = Json.text(chosen, "preemptionPolicy");
        agree(pod, spec, priority, preemption.isEmpty() ? PREEMPTS : preemption);
    }

    private static void agree(ObjectNode pod, ObjectNode spec, int priority, String preemption) {
        JsonNode wanted = Json.at(spec, "priority");
        if (wanted.isNumber() && wanted.asInt() != priority) {
            throw forbidden(
                    pod,
                    "the integer value of priority (" + wanted.asInt()
                            + ") must not be provided in pod spec; priority admission controller computed " + priority
                            + " from the given PriorityClass name");
        }
        String policy = Json.text(spec, "preemptionPolicy");
        if (!policy.isEmpty() && !policy.equals(preemption)) {
            throw forbidden(
                    pod,
                    "the string value of PreemptionPolicy (" + policy
                            + ") must not be provided in pod spec; priority admission controller computed " + preemption
                            + " from the given PriorityClass name");
        }
        spec.put("priority", priority).put("preemptionPolicy", preemption);
    }

    private static ApiException forbidden(ObjectNode pod, String why) {
        return new ApiException(Status.forbidden(Resources.PODS, Json.text(pod, "metadata", "name"), why));
    }

    private Optional<KubeObject> find(String name) {
        return store.snapshot(TYPE.resource()).get(new ObjectKey("", name));
    }

    /** The default class; of several, which only a race can leave behind, the lowest. */
    private Optional<KubeObject> usual() {
        KubeObject lowest = null;
        for (Iterator<KubeObject> all = store.snapshot(TYPE.resource()).all(); all.hasNext(); ) {
            KubeObject next = all.next();
            boolean usual = Json.at(next.tree(), "globalDefault").asBoolean(false);
            if (usual && (lowest == null || value(next) < value(lowest))) {
                lowest = next;
            }
        }
        return Optional.ofNullable(lowest);
    }

    private static long value(KubeObject priorityClass) {
        return Json.at(priorityClass.tree(), "value").asLong(0);
    }

    /** Counted once and never again: what could be counted cannot change. */
    @Override
    public boolean tracksGeneration() {
        return true;
    }
}
