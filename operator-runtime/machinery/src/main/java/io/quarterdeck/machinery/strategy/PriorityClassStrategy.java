package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.admission.PriorityClasses;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Store;

/** One class may be the default, and the names and values of the system's are its own. */
final class PriorityClassStrategy implements Strategy {

    private static final String SYSTEM_PREFIX = "system-";

    /** Beyond this is the system's. */
    private static final int USER_VALUE_MAX = 1_000_000_000;

    private final Store store;

    PriorityClassStrategy(Store store) {
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
            PriorityClasses.usual(store)
                    .map(there -> there.key().name())
                    .filter(other -> !other.equals(name))
                    .ifPresent(other -> {
                        throw new ApiException(Status.forbidden(
                                PriorityClasses.TYPE,
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
        Integer known = PriorityClasses.SYSTEM.get(name);
        if (known == null) {
            return name + " is not a known system priority class";
        }
        if (known != value) {
            return "value of " + name + " PriorityClass must be " + known;
        }
        return usual ? "globalDefault of " + name + " PriorityClass must be false" : "";
    }

    /** Counted once and never again: what could be counted cannot change. */
    @Override
    public Traits traits() {
        return Traits.COUNTED;
    }
}
