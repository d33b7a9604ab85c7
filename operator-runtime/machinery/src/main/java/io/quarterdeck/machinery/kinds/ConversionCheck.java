package io.quarterdeck.machinery.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether objects can be converted as {@code spec.conversion} says. */
record ConversionCheck(Faults faults) {

    /** The forms of a ConversionReview that upstream knows; this server speaks the first. */
    private static final List<String> REVIEWS = List.of("v1", "v1beta1");

    private static final int PORT_MAX = 65_535;

    void check(JsonNode conversion, FieldPath path) {
        JsonNode webhook = Json.at(conversion, "webhook");
        FieldPath place = path.child("webhook");
        if (!Json.text(conversion, "strategy").equals("Webhook")) {
            if (webhook.isObject()) {
                faults.forbidden(place.toString(), "should not be set when strategy is not set to Webhook");
            }
            return;
        }
        if (!webhook.isObject()) {
            faults.required(place.toString(), "required when strategy is set to Webhook");
            return;
        }
        reviews(webhook, place.child("conversionReviewVersions"));
        client(Json.at(webhook, "clientConfig"), place.child("clientConfig"));
    }

    private void reviews(JsonNode webhook, FieldPath path) {
        List<String> versions = Json.items(webhook, "conversionReviewVersions").stream()
                .map(JsonNode::asText)
                .toList();
        if (versions.isEmpty()) {
            faults.required(path.toString(), "");
        } else if (versions.stream().noneMatch(REVIEWS::contains)) {
            faults.invalid(
                    path.toString(),
                    Json.at(webhook, "conversionReviewVersions"),
                    "must include at least one of " + String.join(", ", REVIEWS));
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < versions.size(); i++) {
            String version = versions.get(i);
            String element = path.element(i).toString();
            faults.invalidIf(Names.label1035Fault(version), element, version);
            if (!seen.add(version)) {
                faults.invalid(element, version, "duplicate version");
            }
        }
    }

    private void client(JsonNode config, FieldPath path) {
        boolean url = config.hasNonNull("url");
        boolean service = config.path("service").isObject();
        if (url == service) {
            faults.required(path.toString(), "exactly one of url or service is required");
        } else if (url) {
            url(Json.text(config, "url"), path.child("url"));
        } else {
            service(config.get("service"), path.child("service"));
        }
    }

    private void url(String text, FieldPath path) {
        boolean sound = text.startsWith("https://") && Formats.fits("uri", text) && text.length() > "https://".length();
        if (!sound) {
            faults.invalid(
                    path.toString(),
                    text,
                    "'https' is the only allowed URL scheme; desired format: https://host[/path]");
        } else if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0 || text.indexOf('@') >= 0) {
            faults.invalid(
                    path.toString(),
                    text,
                    "user information, query parameters and fragments are not permitted in the URL");
        }
    }

    private void service(JsonNode service, FieldPath path) {
        for (String field : List.of("namespace", "name")) {
            if (Json.text(service, field).isEmpty()) {
                faults.required(path.child(field).toString(), "service " + field + " is required");
            }
        }
        int port = Json.at(service, "port").asInt(1);
        if (port < 1 || port > PORT_MAX) {
            faults.invalid(
                    path.child("port").toString(), port, "port is not valid: must be between 1 and 65535, inclusive");
        }
        String where = Json.text(service, "path");
        if (!where.isEmpty() && !where.startsWith("/")) {
            faults.invalid(path.child("path").toString(), where, "must start with a '/'");
        }
    }
}
