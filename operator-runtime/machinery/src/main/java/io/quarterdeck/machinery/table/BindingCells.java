package io.quarterdeck.machinery.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Json;
import java.util.stream.Collectors;

/** What a RoleBinding or ClusterRoleBinding grants, and to whom. */
final class BindingCells {

    private BindingCells() {}

    static String text(String column, ObjectNode binding) {
        return switch (column) {
            case "Role" -> Json.text(binding, "roleRef", "kind") + "/" + Json.text(binding, "roleRef", "name");
            case "Users" -> subjects(binding, "User");
            case "Groups" -> subjects(binding, "Group");
            case "ServiceAccounts" -> subjects(binding, "ServiceAccount");
            default -> ComputedCells.NONE;
        };
    }

    private static String subjects(ObjectNode binding, String kind) {
        return Json.items(binding, "subjects").stream()
                .filter(subject -> Json.text(subject, "kind").equals(kind))
                .map(subject -> {
                    String namespace = Json.text(subject, "namespace");
                    String name = Json.text(subject, "name");
                    return kind.equals("ServiceAccount") ? namespace + "/" + name : name;
                })
                .collect(Collectors.joining(", "));
    }
}
