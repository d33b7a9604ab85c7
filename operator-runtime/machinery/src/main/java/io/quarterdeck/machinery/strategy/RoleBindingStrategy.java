package io.quarterdeck.machinery.strategy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.validation.Faults;
import io.quarterdeck.machinery.write.Trees;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.Names;
import java.util.List;

/** RoleBindings and ClusterRoleBindings: subjects that can exist, and a role that stays the same for good. */
final class RoleBindingStrategy implements Strategy {

    private static final String GROUP = "rbac.authorization.k8s.io";

    private final boolean namespaced;

    RoleBindingStrategy(boolean namespaced) {
        this.namespaced = namespaced;
    }

    @Override
    public String nameFault(String name) {
        return Names.pathSegmentFault(name);
    }

    @Override
    public Traits traits() {
        return Traits.RECORDED;
    }

    @Override
    public void validate(ObjectNode binding, Faults faults) {
        JsonNode role = Json.at(binding, "roleRef");
        if (role.isObject()) {
            validateRole(role, faults);
        }
        List<JsonNode> subjects = Json.items(binding, "subjects");
        for (int i = 0; i < subjects.size(); i++) {
            validateSubject(subjects.get(i), "subjects[" + i + "].", faults);
        }
    }

    private void validateRole(JsonNode role, Faults faults) {
        String group = Json.text(role, "apiGroup");
        if (!group.equals(GROUP)) {
            faults.unsupported("roleRef.apiGroup", group, List.of(GROUP));
        }
        List<String> kinds = namespaced ? List.of("Role", "ClusterRole") : List.of("ClusterRole");
        String kind = Json.text(role, "kind");
        if (!kinds.contains(kind)) {
            faults.unsupported("roleRef.kind", kind, kinds);
        }
        String name = Json.text(role, "name");
        if (name.isEmpty()) {
            faults.required("roleRef.name", "");
        } else {
            faults.invalidIf(Names.pathSegmentFault(name), "roleRef.name", name);
        }
    }

    private void validateSubject(JsonNode subject, String field, Faults faults) {
        String name = Json.text(subject, "name");
        if (name.isEmpty()) {
            faults.required(field + "name", "");
        }
        boolean account = Json.text(subject, "kind").equals("ServiceAccount");
        String group = Json.text(subject, "apiGroup");
        String wanted = account ? "" : GROUP;
        if (!group.equals(wanted)) {
            faults.unsupported(field + "apiGroup", group, List.of(wanted));
        }
        if (!account) {
            return;
        }
        if (!name.isEmpty()) {
            faults.invalidIf(Names.subdomainFault(name), field + "name", name);
        }
        if (!namespaced && Json.text(subject, "namespace").isEmpty()) {
            faults.required(field + "namespace", "");
        }
    }

    @Override
    public void validateUpdate(ObjectNode binding, ObjectNode current, Faults faults) {
        JsonNode role = Json.at(binding, "roleRef");
        if (!Trees.same(role, Json.at(current, "roleRef"))) {
            faults.invalid("roleRef", role, "cannot change roleRef");
        }
    }
}
