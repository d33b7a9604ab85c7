package io.quarterdeck.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.quarterdeck.model.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Messages that JSON writes as something else than an object of their fields. Pure. */
final class SpecialMessages {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";
    private static final String CORE = "k8s.io.api.core.v1.";
    private static final String DEVICES = "k8s.io.api.resource.v1.";
    private static final String EXTENSIONS = "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.";

    /** Fields whose own fields stand in the object itself: structs that Go embeds. */
    private static final Set<String> INLINED = Set.of(
            "k8s.io.api.admissionregistration.v1.NamedRuleWithOperations.ruleWithOperations",
            "k8s.io.api.admissionregistration.v1beta1.NamedRuleWithOperations.ruleWithOperations",
            "k8s.io.api.admissionregistration.v1.RuleWithOperations.rule",
            CORE + "Volume.volumeSource",
            CORE + "PersistentVolumeSpec.persistentVolumeSource",
            CORE + "Probe.handler",
            CORE + "EphemeralContainer.ephemeralContainerCommon",
            CORE + "ConfigMapEnvSource.localObjectReference",
            CORE + "ConfigMapKeySelector.localObjectReference",
            CORE + "ConfigMapProjection.localObjectReference",
            CORE + "ConfigMapVolumeSource.localObjectReference",
            CORE + "SecretEnvSource.localObjectReference",
            CORE + "SecretKeySelector.localObjectReference",
            CORE + "SecretProjection.localObjectReference",
            "k8s.io.api.networking.v1.IngressRule.ingressRuleValue",
            DEVICES + "DeviceAllocationConfiguration.deviceConfiguration",
            DEVICES + "DeviceClaimConfiguration.deviceConfiguration",
            DEVICES + "DeviceClassConfiguration.deviceConfiguration");

    private SpecialMessages() {}

    static boolean inlined(String message, String field) {
        return INLINED.contains(message + "." + field);
    }

    /** What JSON writes for this message; null if it writes nothing. */
    static @Nullable JsonNode toJson(String message, ObjectNode fields) {
        return switch (message) {
            case META + "Time" -> time(fields, SECONDS);
            case META + "MicroTime" -> time(fields, MICROS);
            case "k8s.io.apimachinery.pkg.api.resource.Quantity" -> TextNode.valueOf(Json.text(fields, "string"));
            case "k8s.io.apimachinery.pkg.util.intstr.IntOrString" ->
                Json.at(fields, "type").asLong() == 1
                        ? TextNode.valueOf(Json.text(fields, "strVal"))
                        : com.fasterxml.jackson.databind.node.IntNode.valueOf(
                                Json.at(fields, "intVal").asInt());
            case META + "FieldsV1" -> raw(fields, "Raw");
            case "k8s.io.apimachinery.pkg.runtime.RawExtension", EXTENSIONS + "JSON" -> raw(fields, "raw");
            case META + "Verbs",
                    "k8s.io.api.authentication.v1.ExtraValue",
                    "k8s.io.api.authorization.v1.ExtraValue",
                    "k8s.io.api.certificates.v1.ExtraValue" -> fields.has("items") ? fields.get("items") : Json.array();
            case EXTENSIONS + "JSONSchemaPropsOrArray" -> either(fields, "jSONSchemas");
            case EXTENSIONS + "JSONSchemaPropsOrStringArray" -> either(fields, "property");
            case EXTENSIONS + "JSONSchemaPropsOrBool" ->
                fields.has("schema")
                        ? fields.get("schema")
                        : com.fasterxml.jackson.databind.node.BooleanNode.valueOf(
                                Json.at(fields, "allows").asBoolean());
            default -> fields;
        };
    }

    private static @Nullable JsonNode time(ObjectNode fields, DateTimeFormatter format) {
        if (fields.isEmpty()) {
            return null;
        }
        long nanos = Json.at(fields, "nanos").asLong();
        return TextNode.valueOf(
                format.format(Instant.ofEpochSecond(Json.at(fields, "seconds").asLong(), nanos)));
    }

    private static @Nullable JsonNode raw(ObjectNode fields, String field) {
        String base64 = Json.text(fields, field);
        return base64.isEmpty() ? null : Json.parse(Base64.getDecoder().decode(base64));
    }

    private static @Nullable JsonNode either(ObjectNode fields, String other) {
        return fields.has("schema") ? fields.get("schema") : fields.get(other);
    }
}
