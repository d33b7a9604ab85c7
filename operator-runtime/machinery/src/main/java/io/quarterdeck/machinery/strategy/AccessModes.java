package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import java.util.List;

/** How a volume may be mounted, in volumes and in claims to them. */
final class AccessModes {

    private static final String ALONE = "ReadWriteOncePod";
    private static final List<String> MODES = List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", ALONE);

    private AccessModes() {}

    static void validate(JsonNode spec, String missing, Faults faults) {
        List<String> modes = Json.items(spec, "accessModes").stream()
                .map(mode -> mode.asText(""))
                .toList();
        if (modes.isEmpty()) {
            faults.required("spec.accessModes", missing);
        }
        for (String mode : modes) {
            if (!MODES.contains(mode)) {
                faults.unsupported("spec.accessModes", mode, MODES);
            }
        }
        if (modes.contains(ALONE) && modes.size() > 1) {
            faults.forbidden("spec.accessModes", "may not use ReadWriteOncePod with other access modes");
        }
    }
}
