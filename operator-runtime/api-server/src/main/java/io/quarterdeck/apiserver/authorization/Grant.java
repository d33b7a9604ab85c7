package io.quarterdeck.apiserver.authorization;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarterdeck.apiserver.access.Groups;
import io.quarterdeck.machinery.access.Decision;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;

/**
 * What one subject of one binding gets.
 *
 * @param role its key; without a namespace it is a ClusterRole
 * @param allowed the answer to what the role allows, made once
 */
record Grant(Subject to, ObjectKey binding, ObjectKey role, Decision allowed) {

    /**
     * Who gets it, and where.
     *
     * @param namespace empty for everywhere
     * @param group whether the name is a group's; service accounts are users by their long name
     */
    record Subject(String namespace, boolean group, String name) {}

    /** Every grant of a RoleBinding, or of a ClusterRoleBinding, whose key has no namespace. */
    static List<Grant> of(KubeObject object) {
        JsonNode tree = object.tree();
        ObjectKey binding = object.key();
        String roleName = Json.text(tree, "roleRef", "name");
        boolean clusterRole = Json.text(tree, "roleRef", "kind").equals("ClusterRole");
        ObjectKey role = new ObjectKey(clusterRole ? "" : binding.namespace(), roleName);
        String head = binding.namespace().isEmpty()
                ? "RBAC: allowed by ClusterRoleBinding \"" + binding.name() + "\""
                : "RBAC: allowed by RoleBinding \"" + binding.name() + "/" + binding.namespace() + "\"";
        String of = head + " of " + (clusterRole ? "ClusterRole" : "Role") + " \"" + roleName + "\" to ";
        List<Grant> grants = new ArrayList<>();
        for (JsonNode subject : Json.items(tree, "subjects")) {
            String name = Json.text(subject, "name");
            switch (Json.text(subject, "kind")) {
                case "User" -> grants.add(grant(binding, role, false, name, of + "User \"" + name + "\""));
                case "Group" -> grants.add(grant(binding, role, true, name, of + "Group \"" + name + "\""));
                case "ServiceAccount" -> {
                    String stated = Json.text(subject, "namespace");
                    String namespace = stated.isEmpty() ? binding.namespace() : stated;
                    String user = Groups.SERVICE_ACCOUNT_PREFIX + namespace + ":" + name;
                    String text = of + "ServiceAccount \"" + name + "/" + namespace + "\"";
                    grants.add(grant(binding, role, false, user, text));
                }
                default -> {
                    // A kind of subject that we do not know gets nothing.
                }
            }
        }
        return grants;
    }

    private static Grant grant(ObjectKey binding, ObjectKey role, boolean group, String name, String reason) {
        return new Grant(new Subject(binding.namespace(), group, name), binding, role, Decision.allow(reason));
    }
}
