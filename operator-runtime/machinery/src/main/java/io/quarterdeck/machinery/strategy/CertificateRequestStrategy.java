package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.User;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.write.Times;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * A request for a certificate says who has asked, which only the server knows, and never changes. Approvers write conditions
 * through one subresource, signers the certificate through the other.
 */
final class CertificateRequestStrategy implements Strategy {

    private static final String CONDITIONS = "status.conditions";
    private static final String APPROVED = "Approved";
    private static final String DENIED = "Denied";

    /** Conditions that stay once they are there, and are never anything but True. */
    private static final List<String> LASTING = List.of(APPROVED, DENIED, "Failed");

    private final InstantSource clock;

    CertificateRequestStrategy(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String nameFault(String name) {
        return Names.pathSegmentFault(name);
    }

    @Override
    public Traits traits() {
        return Traits.PLAIN;
    }

    @Override
    public void prepareCreate(ObjectNode object, User user) {
        ObjectNode spec = Json.ensureObject(object, "spec");
        spec.remove(List.of("username", "uid", "groups", "extra"));
        spec.put("username", user.name());
        if (!user.uid().isEmpty()) {
            spec.put("uid", user.uid());
        }
        if (!user.groups().isEmpty()) {
            user.groups().forEach(spec.putArray("groups")::add);
        }
        user.extra().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(fact ->
                        fact.getValue().forEach(Json.ensureObject(spec, "extra").putArray(fact.getKey())::add));
    }

    @Override
    public void prepareUpdate(ObjectNode object, ObjectNode current) {
        Trees.copyField(current, object, "spec");
    }

    @Override
    public void validate(ObjectNode object, Faults faults) {
        CertificateRequestRules.validate(Json.at(object, "spec"), faults);
    }

    @Override
    public void prepareStatus(String subresource, ObjectNode object, ObjectNode current) {
        if (subresource.equals("approval")) {
            Trees.copyField(Json.ensureObject(current, "status"), Json.ensureObject(object, "status"), "certificate");
        }
        String now = Times.format(clock.instant());
        for (JsonNode condition : Json.items(object, "status", "conditions")) {
            if (condition instanceof ObjectNode changed) {
                JsonNode before = Json.condition(current, Json.text(changed, "type"));
                boolean stays = Json.text(before, "status").equals(Json.text(changed, "status"));
                String since = Json.text(before, "lastTransitionTime");
                putIfAbsent(changed, "lastUpdateTime", now);
                putIfAbsent(changed, "lastTransitionTime", stays && !since.isEmpty() ? since : now);
            }
        }
    }

    private static void putIfAbsent(ObjectNode node, String field, String value) {
        if (Json.text(node, field).isEmpty()) {
            node.put(field, value);
        }
    }

    @Override
    public void validateStatus(String subresource, ObjectNode object, ObjectNode current, Faults faults) {
        conditions(Json.items(object, "status", "conditions"), faults);
        for (String type : LASTING) {
            lasting(type, object, current, subresource.equals("approval") || type.equals("Failed"), faults);
        }
        String had = Json.text(current, "status", "certificate");
        String has = Json.text(object, "status", "certificate");
        if (!had.isEmpty() && !had.equals(has)) {
            faults.forbidden("status.certificate", "updates may not modify existing certificate content");
        } else if (!had.equals(has)) {
            faults.invalidIf(Pem.certificatesFault(has), "status.certificate", has);
        }
    }

    private static void conditions(List<JsonNode> conditions, Faults faults) {
        boolean decided = false;
        for (int i = 0; i < conditions.size(); i++) {
            String at = CONDITIONS + "[" + i + "]";
            String type = Json.text(conditions.get(i), "type");
            String status = Json.text(conditions.get(i), "status");
            if (type.isEmpty()) {
                faults.required(at + ".type", "");
            }
            if (status.isEmpty()) {
                faults.required(at + ".status", "");
            } else if (LASTING.contains(type) && !status.equals("True")) {
                faults.unsupported(at + ".status", status, List.of("True"));
            } else if (!List.of("True", "False", "Unknown").contains(status)) {
                faults.unsupported(at + ".status", status, List.of("False", "True", "Unknown"));
            }
            boolean decision = type.equals(APPROVED) || type.equals(DENIED);
            if (decision && decided) {
                faults.invalid(at + ".type", type, "Approved and Denied conditions are mutually exclusive");
            }
            decided |= decision;
        }
    }

    private static void lasting(String type, ObjectNode object, ObjectNode current, boolean mayAdd, Faults faults) {
        JsonNode before = Json.condition(current, type);
        JsonNode now = Json.condition(object, type);
        if (before.isObject() && !now.isObject()) {
            faults.forbidden(CONDITIONS, "updates may not remove a condition of type \"" + type + "\"");
        } else if (before.isObject() && !Trees.same(before, now)) {
            faults.forbidden(CONDITIONS, "updates may not modify a condition of type \"" + type + "\"");
        } else if (!before.isObject() && now.isObject() && !mayAdd) {
            faults.forbidden(CONDITIONS, "updates may not add a condition of type \"" + type + "\"");
        }
    }
}
