package io.quarterdeck.crds;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.kubernetes.client.proto.IntStr;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Resource;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Admissionregistration;
import io.kubernetes.client.proto.V1Apiextensions;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Autoscaling;
import io.kubernetes.client.proto.V1Batch;
import io.kubernetes.client.proto.V1Certificates;
import io.kubernetes.client.proto.V1Networking;
import io.kubernetes.client.proto.V1Policy;
import io.kubernetes.client.proto.V1Rbac;
import io.kubernetes.client.proto.V1Scheduling;
import io.kubernetes.client.proto.V1Storage;
import io.kubernetes.client.proto.V1beta1Admissionregistration;
import io.kubernetes.client.proto.V2Autoscaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes which field has which number in Kubernetes' protobuf messages, one line a field, so that the API can read what
 * kubectl sends without any generated class: {@code number name type}, below a line {@code message name}.
 */
public final class MessageShapes {

    private static final List<FileDescriptor> FILES = List.of(
            IntStr.getDescriptor(),
            Meta.getDescriptor(),
            Resource.getDescriptor(),
            io.kubernetes.client.proto.Runtime.getDescriptor(),
            V1.getDescriptor(),
            V1Admissionregistration.getDescriptor(),
            V1beta1Admissionregistration.getDescriptor(),
            V1Apiextensions.getDescriptor(),
            V1Apps.getDescriptor(),
            V1Authentication.getDescriptor(),
            V1Authorization.getDescriptor(),
            V1Autoscaling.getDescriptor(),
            V1Batch.getDescriptor(),
            V1Certificates.getDescriptor(),
            V1Networking.getDescriptor(),
            V1Policy.getDescriptor(),
            V1Rbac.getDescriptor(),
            V1Scheduling.getDescriptor(),
            V1Storage.getDescriptor(),
            V2Autoscaling.getDescriptor());

    /** Fields that JSON calls otherwise, by message: names that protobuf could not spell. */
    private static final Map<String, Map<String, String>> JSON_NAMES = Map.of(
            "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps",
                    Map.of(
                            "ref", "$ref",
                            "schema", "$schema",
                            "xKubernetesEmbeddedResource", "x-kubernetes-embedded-resource",
                            "xKubernetesIntOrString", "x-kubernetes-int-or-string",
                            "xKubernetesListMapKeys", "x-kubernetes-list-map-keys",
                            "xKubernetesListType", "x-kubernetes-list-type",
                            "xKubernetesMapType", "x-kubernetes-map-type",
                            "xKubernetesPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields",
                            "xKubernetesValidations", "x-kubernetes-validations"),
            "k8s.io.api.authentication.v1.BoundObjectReference", Map.of("uID", "uid"),
            "k8s.io.api.admissionregistration.v1.MutatingWebhookConfiguration", Map.of("Webhooks", "webhooks"),
            "k8s.io.api.admissionregistration.v1.ValidatingWebhookConfiguration", Map.of("Webhooks", "webhooks"),
            "k8s.io.api.admissionregistration.v1.Validation", Map.of("Expression", "expression"),
            "k8s.io.api.admissionregistration.v1.Variable", Map.of("Name", "name", "Expression", "expression"),
            "k8s.io.api.admissionregistration.v1beta1.Variable", Map.of("Name", "name", "Expression", "expression"),
            "k8s.io.api.networking.v1.IngressClassParametersReference", Map.of("aPIGroup", "apiGroup"));

    private MessageShapes() {}

    /** Takes two arguments: the file of the messages that have no descriptor, and the file to write. */
    public static void main(String[] arguments) throws IOException {
        StringBuilder text = new StringBuilder();
        for (FileDescriptor file : FILES) {
            file.getMessageTypes().forEach(message -> append(text, message));
        }
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            if (!line.startsWith("#")) {
                text.append(line).append('\n');
            }
        }
        Path target = Path.of(arguments[1]);
        Path folder = target.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(target, text);
    }

    private static void append(StringBuilder text, Descriptor message) {
        text.append("message ").append(message.getFullName()).append('\n');
        for (FieldDescriptor field : message.getFields()) {
            String name = JSON_NAMES
                    .getOrDefault(message.getFullName(), Map.of())
                    .getOrDefault(field.getName(), field.getName());
            text.append(field.getNumber()).append(' ').append(name).append(' ');
            if (field.isMapField()) {
                FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
                text.append("map ").append(type(value));
            } else {
                text.append(field.isRepeated() ? "list " : "one ").append(type(field));
            }
            text.append('\n');
        }
    }

    private static String type(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case STRING -> "string";
            case BOOLEAN -> "bool";
            case INT, LONG -> "int";
            case DOUBLE -> "double";
            case BYTE_STRING -> "bytes";
            case MESSAGE -> field.getMessageType().getFullName();
            case FLOAT, ENUM -> throw new IllegalStateException("no field of Kubernetes is like " + field);
        };
    }
}
