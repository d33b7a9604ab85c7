package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.validation.SelectorCheck;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import io.quarterdeck.model.Quantity;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The kinds of {@code storage.k8s.io}: classes of volumes, and what CSI drivers say of themselves. */
final class StorageKinds {

    /** What a driver may be told in a class: Kubernetes' own limits. */
    private static final int PARAMETERS_MAX = 512;

    private static final int PARAMETERS_LENGTH_MAX = 256 * 1024;

    /** A driver's name is a DNS name, and part of paths on the node. */
    private static final int DRIVER_NAME_LENGTH_MAX = 63;

    private StorageKinds() {}

    static Map<String, Strategy> strategies() {
        Traits plain = Traits.PLAIN.returningDeleted();
        Traits careful = plain.requiringRevision();
        return Map.of(
                "storageclasses.storage.k8s.io", CheckedKind.of(plain, StorageKinds::storageClass),
                "volumeattachments.storage.k8s.io", CheckedKind.of(careful, StorageKinds::attachment),
                "csidrivers.storage.k8s.io",
                        CheckedKind.of(Traits.COUNTED.returningDeleted().requiringRevision(), StorageKinds::driver),
                "csinodes.storage.k8s.io", new NodeDrivers(),
                "csistoragecapacities.storage.k8s.io", CheckedKind.of(careful, StorageKinds::capacity),
                "volumeattributesclasses.storage.k8s.io", CheckedKind.of(plain, StorageKinds::attributes));
    }

    private static void storageClass(ObjectNode object, Faults faults) {
        parameters(object, faults);
        List<JsonNode> terms = Json.items(object, "allowedTopologies");
        for (int i = 0; i < terms.size(); i++) {
            List<JsonNode> expressions = Json.items(terms.get(i), "matchLabelExpressions");
            Set<String> seen = new HashSet<>();
            for (int j = 0; j < expressions.size(); j++) {
                String at = "allowedTopologies[" + i + "].matchLabelExpressions[" + j + "]";
                String key = Json.text(expressions.get(j), "key");
                faults.invalidIf(Names.qualifiedNameFault(key), at + ".key", key);
                if (!seen.add(key)) {
                    faults.duplicate(at + ".key", key);
                }
                if (Json.items(expressions.get(j), "values").isEmpty()) {
                    faults.required(at + ".values", "");
                }
            }
        }
    }

    private static void attributes(ObjectNode object, Faults faults) {
        if (Json.at(object, "parameters").isEmpty()) {
            faults.required("parameters", "must contain at least one key/value pair");
        }
        parameters(object, faults);
    }

    private static void parameters(ObjectNode object, Faults faults) {
        Map<String, String> parameters = Json.textMap(object, "parameters");
        if (parameters.size() > PARAMETERS_MAX) {
            faults.tooLong("parameters", PARAMETERS_MAX);
            return;
        }
        long length = 0;
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            if (parameter.getKey().isEmpty()) {
                faults.invalid("parameters", "", "field can not be empty.");
            }
            length += parameter.getKey().getBytes(StandardCharsets.UTF_8).length;
            length += parameter.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (length > PARAMETERS_LENGTH_MAX) {
            faults.tooLong("parameters", PARAMETERS_LENGTH_MAX);
        }
    }

    private static void attachment(ObjectNode object, Faults faults) {
        JsonNode source = Json.at(object, "spec", "source");
        boolean inline = source.hasNonNull("inlineVolumeSpec");
        String name = Json.text(source, "persistentVolumeName");
        String only = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
        if (inline && !name.isEmpty()) {
            faults.forbidden("spec.source", only);
        } else if (!inline && name.isEmpty()) {
            faults.required("spec.source", only);
        } else if (!inline) {
            faults.invalidIf(Names.subdomainFault(name), "spec.source.persistentVolumeName", name);
        }
    }

    private static void driver(ObjectNode object, Faults faults) {
        driverName(Json.text(object, "metadata", "name"), "metadata.name", faults);
        List<JsonNode> requests = Json.items(object, "spec", "tokenRequests");
        Set<String> audiences = new HashSet<>();
        for (int i = 0; i < requests.size(); i++) {
            String audience = Json.text(requests.get(i), "audience");
            if (!audiences.add(audience)) {
                faults.duplicate("spec.tokenRequests[" + i + "].audience", audience);
            }
            JsonNode seconds = Json.at(requests.get(i), "expirationSeconds");
            if (seconds.isNumber() && seconds.asLong() < 600) {
                faults.invalid(
                        "spec.tokenRequests[" + i + "].expirationSeconds",
                        seconds,
                        "may not specify a duration less than 10 minutes");
            }
        }
    }

    private static void driverName(String name, String field, Faults faults) {
        if (name.length() > DRIVER_NAME_LENGTH_MAX) {
            faults.tooLong(field, DRIVER_NAME_LENGTH_MAX);
        } else if (!name.isEmpty()) {
            faults.invalidIf(Names.subdomainFault(name.toLowerCase(Locale.ROOT)), field, name);
        }
    }

    private static void capacity(ObjectNode object, Faults faults) {
        SelectorCheck.validate(Json.at(object, "nodeTopology"), "nodeTopology", faults);
        for (String field : List.of("capacity", "maximumVolumeSize")) {
            String text = Json.text(object, field);
            if (!text.isEmpty()
                    && Quantity.isQuantity(text)
                    && Quantity.parse(text).compareTo(Quantity.ZERO) < 0) {
                faults.invalid(field, text, "must be greater than or equal to 0");
            }
        }
    }

    /** The drivers of one node may come and go; only how much one can attach changes. */
    private static final class NodeDrivers implements Strategy {

        @Override
        public Traits traits() {
            return Traits.PLAIN.returningDeleted().requiringRevision();
        }

        @Override
        public void validate(ObjectNode object, Faults faults) {
            List<JsonNode> drivers = Json.items(object, "spec", "drivers");
            for (int i = 0; i < drivers.size(); i++) {
                String at = "spec.drivers[" + i + "]";
                driverName(Json.text(drivers.get(i), "name"), at + ".name", faults);
                Set<String> seen = new HashSet<>();
                for (JsonNode key : Json.items(drivers.get(i), "topologyKeys")) {
                    faults.invalidIf(Names.qualifiedNameFault(key.asText("")), at + ".topologyKeys", key.asText(""));
                    if (!seen.add(key.asText(""))) {
                        faults.duplicate(at + ".topologyKeys", key.asText(""));
                    }
                }
            }
        }

        @Override
        public void validateUpdate(ObjectNode object, ObjectNode current, Faults faults) {
            List<JsonNode> drivers = Json.items(object, "spec", "drivers");
            for (int i = 0; i < drivers.size(); i++) {
                JsonNode now = drivers.get(i);
                for (JsonNode before : Json.items(current, "spec", "drivers")) {
                    boolean same = Json.text(before, "name").equals(Json.text(now, "name"));
                    if (same
                            && now instanceof ObjectNode wanted
                            && before instanceof ObjectNode known
                            && Trees.differOutside(wanted, known, List.of("allocatable"))) {
                        faults.invalid("spec.drivers[" + i + "]", now, Faults.IMMUTABLE);
                    }
                }
            }
        }
    }
}
