package io.quarterdeck.machinery.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** Gives a new pod the priority of the class that it names, or of the default class, or none. */
public final class PriorityClasses implements Admission {

    public static final ResourceType TYPE =
            new ResourceType("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", false);

    /** The two that every cluster has, whether or not their objects have been made. */
    public static final Map<String, Integer> SYSTEM =
            Map.of("system-cluster-critical", 2_000_000_000, "system-node-critical", 2_000_001_000);

    private static final String PREEMPTS = "PreemptLowerPriority";

    private final Store store;

    PriorityClasses(Store store) {
        this.store = store;
    }

    @Override
    public boolean mutate(Attempt attempt) {
        ObjectNode pod = attempt.object();
        if (pod == null || !attempt.creates(Resources.PODS.resource())) {
            return false;
        }
        prioritise(pod);
        return true;
    }

    private void prioritise(ObjectNode pod) {
        ObjectNode spec = Json.ensureObject(pod, "spec");
        String name = Json.text(spec, "priorityClassName");
        Optional<KubeObject> found = name.isEmpty() ? usual(store) : find(name);
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
    public static Optional<KubeObject> usual(Store store) {
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
}
