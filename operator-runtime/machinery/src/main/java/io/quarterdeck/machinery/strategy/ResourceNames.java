package io.quarterdeck.machinery.strategy;

import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Names;
import io.quarterdeck.model.Quantity;
import java.math.BigDecimal;
import java.util.Set;

/** Names of resources (cpu, memory, what a device plug-in offers), and amounts of them. */
final class ResourceNames {

    private static final String HUGE_PAGES = "hugepages-";
    private static final Set<String> OF_CONTAINERS = Set.of("cpu", "memory", "ephemeral-storage");

    /** What is counted and not measured. */
    private static final Set<String> COUNTED = Set.of(
            "configmaps",
            "persistentvolumeclaims",
            "pods",
            "replicationcontrollers",
            "resourcequotas",
            "secrets",
            "services",
            "services.loadbalancers",
            "services.nodeports");

    private static final Set<String> MEASURED = Set.of(
            "cpu",
            "memory",
            "ephemeral-storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage",
            "requests.cpu",
            "requests.memory",
            "requests.ephemeral-storage",
            "requests.storage");

    private ResourceNames() {}

    /** What a quota may be set on. */
    static void quota(String name, String path, Faults faults) {
        String plain = name.startsWith("requests.") ? name.substring("requests.".length()) : name;
        faults.invalidIf(Names.qualifiedNameFault(name), path, name);
        boolean standard = COUNTED.contains(name) || MEASURED.contains(name) || plain.startsWith(HUGE_PAGES);
        if (name.indexOf('/') < 0 && !standard) {
            faults.invalid(path, name, "must be a standard resource for quota");
        }
    }

    /** What a container may ask for. */
    static void ofContainer(String name, String path, Faults faults) {
        faults.invalidIf(Names.qualifiedNameFault(name), path, name);
        if (name.indexOf('/') < 0 && !OF_CONTAINERS.contains(name) && !name.startsWith(HUGE_PAGES)) {
            faults.invalid(path, name, "must be a standard resource for containers");
        }
    }

    static void amount(String name, String amount, String path, Faults faults) {
        if (!Quantity.isQuantity(amount)) {
            return;
        }
        BigDecimal value = Quantity.parse(amount).value();
        if (value.signum() < 0) {
            faults.invalid(path, amount, "must be greater than or equal to 0");
        } else if (COUNTED.contains(name) && value.stripTrailingZeros().scale() > 0) {
            faults.invalid(path, amount, "must be an integer");
        }
    }
}
