package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The cells that no JSONPath can say, by resource and column. */
final class ComputedCells {

    static final String NONE = "<none>";

    private static final String ADMISSION = ".admissionregistration.k8s.io";

    private ComputedCells() {}

    /** The cell's text. An unknown pair is a fault of a document in {@code crds/}: the cell shows that nothing is known. */
    static String text(String resource, String column, ObjectNode object, Instant now) {
        return switch (resource) {
            case "pods" -> PodCells.text(column, object, now);
            case "nodes" -> NodeCells.text(column, object);
            case "services" -> ServiceCells.text(column, object);
            case "endpoints", "endpointslices.discovery.k8s.io" -> EndpointCells.text(column, object);
            case "events", "events.events.k8s.io" -> EventCells.text(column, object, now);
            case "configmaps", "secrets" ->
                Integer.toString(Json.at(object, "data").size()
                        + Json.at(object, "binaryData").size());
            case "serviceaccounts" ->
                Integer.toString(Json.at(object, "secrets").size());
            case "ingresses.networking.k8s.io" -> NetworkCells.ingress(column, object);
            case "ingressclasses.networking.k8s.io" -> NetworkCells.parameters(object);
            case "ipaddresses.networking.k8s.io" -> NetworkCells.parent(object);
            case "networkpolicies.networking.k8s.io" -> selector(Json.at(object, "spec", "podSelector"));
            case "storageclasses.storage.k8s.io",
                    "volumeattributesclasses.storage.k8s.io",
                    "volumeattachments.storage.k8s.io",
                    "csidrivers.storage.k8s.io",
                    "csinodes.storage.k8s.io" -> StorageCells.text(column, object);
            case "certificatesigningrequests.certificates.k8s.io" -> CertificateCells.text(column, object);
            case "resourceclaims.resource.k8s.io" -> DeviceCells.state(object);
            case "resourceslices.resource.k8s.io" -> Json.text(object, "spec", "nodeName");
            case "apiservices.apiregistration.k8s.io" -> ServingCells.apiService(column, object);
            case "flowschemas.flowcontrol.apiserver.k8s.io" -> ServingCells.dangling(object);
            case "jobs.batch" -> BatchCells.job(column, object, now);
            case "cronjobs.batch" -> BatchCells.cronJob(column, object, now);
            case "persistentvolumes", "persistentvolumeclaims" -> VolumeCells.text(column, object);
            case "horizontalpodautoscalers.autoscaling" -> AutoscalerCells.text(column, object);
            case "poddisruptionbudgets.policy", "resourcequotas", "componentstatuses", "controllerrevisions.apps" ->
                PolicyCells.text(column, object);
            case "podtemplates" -> template(column, Json.at(object, "template"));
            case "rolebindings.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io" ->
                BindingCells.text(column, object);
            default -> resource.endsWith(ADMISSION) ? ServingCells.admission(column, object) : workload(column, object);
        };
    }

    static String workload(String column, ObjectNode object) {
        return switch (column) {
            case "Ready" ->
                Json.at(object, "status", "readyReplicas").asInt(0) + "/"
                        + Json.at(object, "spec", "replicas").asInt(1);
            case "Selector" -> selector(Json.at(object, "spec", "selector"));
            case "Node Selector" -> labelsOrNone(Json.textMap(object, "spec", "template", "spec", "nodeSelector"));
            default -> template(column, Json.at(object, "spec", "template"));
        };
    }

    /** What a row shows of a template of pods. */
    static String template(String column, JsonNode template) {
        List<JsonNode> containers = Json.items(template, "spec", "containers");
        return switch (column) {
            case "Containers" -> joined(containers, "name");
            case "Images" -> joined(containers, "image");
            case "Pod Labels" -> labelsOrNone(Json.textMap(template, "metadata", "labels"));
            default -> NONE;
        };
    }

    private static String labelsOrNone(Map<String, String> labels) {
        return labels.isEmpty() ? NONE : labels(labels);
    }

    private static String joined(List<JsonNode> nodes, String field) {
        return nodes.stream().map(node -> Json.text(node, field)).collect(Collectors.joining(","));
    }

    /** A selector in the text form that {@code -l} takes. */
    static String selector(JsonNode selector) {
        // A ReplicationController's selector is a plain map.
        boolean plain = !selector.has("matchLabels") && !selector.has("matchExpressions");
        String labels = labels(plain ? Json.textMap(selector) : Json.textMap(selector, "matchLabels"));
        String expressions = Json.items(selector, "matchExpressions").stream()
                .map(ComputedCells::expression)
                .collect(Collectors.joining(","));
        if (labels.isEmpty() && expressions.isEmpty()) {
            return NONE;
        }
        return labels.isEmpty() || expressions.isEmpty() ? labels + expressions : labels + "," + expressions;
    }

    static String labels(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(","));
    }

    private static String expression(JsonNode expression) {
        String label = Json.text(expression, "key");
        String values = Json.items(expression, "values").stream()
                .map(value -> value.asText(""))
                .sorted()
                .collect(Collectors.joining(",", " (", ")"));
        return switch (Json.text(expression, "operator")) {
            case "In" -> label + " in" + values;
            case "NotIn" -> label + " notin" + values;
            case "DoesNotExist" -> "!" + label;
            default -> label;
        };
    }
}
