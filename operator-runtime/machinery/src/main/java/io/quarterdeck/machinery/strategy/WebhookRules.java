package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.validation.SelectorCheck;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/** What holds between the fields of webhook configurations: where a webhook is, and what it is asked about. */
final class WebhookRules {

    /** A webhook holds up the request that it is asked about: Kubernetes' own limit. */
    private static final int TIMEOUT_SECONDS_MAX = 30;

    private static final List<String> REVIEW_VERSIONS = List.of("v1", "v1beta1");
    private static final String URL_FORM = "; desired format: https://host[/path]";
    private static final String OPERATION_ALL = "*";
    private static final List<String> OPERATIONS = List.of(OPERATION_ALL, "CONNECT", "CREATE", "DELETE", "UPDATE");

    private WebhookRules() {}

    static void validate(ObjectNode configuration, Faults faults) {
        List<JsonNode> webhooks = Json.items(configuration, "webhooks");
        for (int i = 0; i < webhooks.size(); i++) {
            webhook(webhooks.get(i), "webhooks[" + i + "]", faults);
        }
    }

    private static void webhook(JsonNode webhook, String at, Faults faults) {
        String name = Json.text(webhook, "name");
        if (!name.isEmpty()) {
            String fault = Names.subdomainFault(name);
            boolean segments = name.split("\\.", -1).length > 2;
            String few = segments ? "" : "should be a domain with at least three segments separated by dots";
            faults.invalidIf(fault.isEmpty() ? few : fault, at + ".name", name);
        }
        rules(Json.items(webhook, "rules"), at + ".rules", faults);
        JsonNode timeout = Json.at(webhook, "timeoutSeconds");
        if (timeout.isNumber() && (timeout.asLong() < 1 || timeout.asLong() > TIMEOUT_SECONDS_MAX)) {
            faults.invalid(
                    at + ".timeoutSeconds",
                    timeout,
                    "the timeout value must be between 1 and " + TIMEOUT_SECONDS_MAX + " seconds");
        }
        for (String selector : List.of("namespaceSelector", "objectSelector")) {
            SelectorCheck.validate(Json.at(webhook, selector), at + "." + selector, faults);
        }
        reviewVersions(Json.items(webhook, "admissionReviewVersions"), at + ".admissionReviewVersions", faults);
        client(Json.at(webhook, "clientConfig"), at + ".clientConfig", faults);
    }

    private static void reviewVersions(List<JsonNode> versions, String at, Faults faults) {
        List<String> names =
                versions.stream().map(version -> version.asText("")).toList();
        if (names.isEmpty()) {
            faults.required(at, "must specify one of v1, v1beta1");
        } else if (names.stream().noneMatch(REVIEW_VERSIONS::contains)) {
            faults.invalid(at, names.toString(), "must include at least one of v1, v1beta1");
        }
        for (int i = 0; i < names.size(); i++) {
            faults.invalidIf(Names.label1035Fault(names.get(i)), at + "[" + i + "]", names.get(i));
            if (names.indexOf(names.get(i)) < i) {
                faults.duplicate(at + "[" + i + "]", names.get(i));
            }
        }
    }

    private static void client(JsonNode client, String at, Faults faults) {
        String url = Json.text(client, "url");
        JsonNode service = Json.at(client, "service");
        if (service.isObject() == !url.isEmpty()) {
            faults.required(at, "exactly one of url or service is required");
            return;
        }
        if (!url.isEmpty()) {
            url(url, at + ".url", faults);
            return;
        }
        String path = Json.text(service, "path");
        if (!path.isEmpty() && !path.startsWith("/")) {
            faults.invalid(at + ".service.path", path, "must start with a '/'");
        }
    }

    private static void url(String url, String field, Faults faults) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            faults.required(field, "url must be a valid URL: " + e.getReason() + URL_FORM);
            return;
        }
        if (!"https".equals(uri.getScheme())) {
            faults.invalid(field, url, "'https' is the only allowed URL scheme" + URL_FORM);
        }
        if (uri.getHost() == null) {
            faults.invalid(field, url, "host must be specified" + URL_FORM);
        }
        if (uri.getUserInfo() != null) {
            faults.invalid(field, url, "user information is not permitted in the URL");
        }
        if (uri.getFragment() != null) {
            faults.invalid(field, url, "fragments are not permitted in the URL");
        }
        if (uri.getQuery() != null) {
            faults.invalid(field, url, "query parameters are not permitted in the URL");
        }
    }

    /** Rules of webhooks and of admission policies. */
    static void rules(List<JsonNode> rules, String at, Faults faults) {
        for (int i = 0; i < rules.size(); i++) {
            String here = at + "[" + i + "]";
            operations(Json.items(rules.get(i), "operations"), here + ".operations", faults);
            for (String field : List.of("apiGroups", "apiVersions")) {
                wildcard(Json.items(rules.get(i), field), here + "." + field, faults);
            }
            List<JsonNode> versions = Json.items(rules.get(i), "apiVersions");
            for (int j = 0; j < versions.size(); j++) {
                if (versions.get(j).asText("").isEmpty()) {
                    faults.required(here + ".apiVersions[" + j + "]", "");
                }
            }
            resources(Json.items(rules.get(i), "resources"), here + ".resources", faults);
        }
    }

    private static void operations(List<JsonNode> operations, String at, Faults faults) {
        if (operations.isEmpty()) {
            faults.required(at, "");
        }
        wildcard(operations, at, faults);
        for (int i = 0; i < operations.size(); i++) {
            String operation = operations.get(i).asText("");
            if (!OPERATIONS.contains(operation)) {
                faults.unsupported(at + "[" + i + "]", operation, OPERATIONS);
            }
        }
    }

    private static void wildcard(List<JsonNode> values, String at, Faults faults) {
        boolean all = values.stream().anyMatch(value -> value.asText("").equals(OPERATION_ALL));
        if (all && values.size() > 1) {
            faults.invalid(at, texts(values), "if '*' is present, must not specify other " + last(at));
        } else if (values.isEmpty() && !at.endsWith("operations")) {
            faults.required(at, "");
        }
    }

    private static String last(String at) {
        return switch (at.substring(at.lastIndexOf('.') + 1)) {
            case "apiGroups" -> "API groups";
            case "apiVersions" -> "API versions";
            default -> "operations";
        };
    }

    private static void resources(List<JsonNode> resources, String at, Faults faults) {
        if (resources.isEmpty()) {
            faults.required(at, "");
        }
        List<String> names =
                resources.stream().map(resource -> resource.asText("")).toList();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).isEmpty()) {
                faults.required(at + "[" + i + "]", "");
            }
            String name = names.get(i);
            boolean whole = names.stream()
                    .anyMatch(other -> !other.equals(name)
                            && other.endsWith("/*")
                            && name.startsWith(other.substring(0, other.length() - 1)));
            if (whole) {
                faults.invalid(
                        at + "[" + i + "]",
                        name,
                        "if '" + name.split("/", 2)[0] + "/*' is present, must not specify " + name);
            }
        }
        if (names.contains("*/*") && names.size() > 1) {
            faults.invalid(at, texts(resources), "if '*/*' is present, must not specify other resources");
        }
    }

    private static JsonNode texts(List<JsonNode> values) {
        return Json.array().addAll(values);
    }
}
