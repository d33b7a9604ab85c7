package io.quarterdeck.store.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Header;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.SelectableField;
import io.quarterdeck.store.Write;
import java.util.List;

/** Objects to write: ConfigMaps whose only content is one text. */
public final class Drafts {

    public static final String CONFIG_MAPS = "configmaps";

    private Drafts() {}

    public static Write.Create creation(String resource, String namespace, String name, String value) {
        ObjectNode tree = tree(namespace, name, value);
        return new Write.Create(resource, header(tree), KubeObject.encodeDraft(tree));
    }

    public static Write.Replace replacement(String resource, KubeObject from, String value) {
        ObjectNode tree = tree(from.key().namespace(), from.key().name(), value);
        return new Write.Replace(resource, header(tree), KubeObject.encodeDraft(tree), from.revision());
    }

    public static Write.Delete deletion(String resource, KubeObject object) {
        return new Write.Delete(resource, object.key(), object.revision());
    }

    /** An object as a store would hold it. */
    public static KubeObject object(String namespace, String name, long revision) {
        ObjectNode tree = tree(namespace, name, "");
        return KubeObject.commit(header(tree), KubeObject.encodeDraft(tree), revision);
    }

    public static ObjectKey key(String namespace, String name) {
        return new ObjectKey(namespace, name);
    }

    public static String value(KubeObject object) {
        return Json.text(object.tree(), "data", "value");
    }

    public static Header header(ObjectNode tree) {
        return Header.of(tree, List.of(SelectableField.at("data.value")));
    }

    public static ObjectNode tree(String namespace, String name, String value) {
        ObjectNode tree = Json.object();
        tree.put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode metadata = tree.putObject("metadata");
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        metadata.put("name", name).put("uid", "uid-" + name);
        metadata.putObject("labels").put("zone", "east").put("app", name);
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "apps/v1")
                .put("kind", "ReplicaSet")
                .put("name", "owner")
                .put("uid", "uid-owner")
                .put("controller", true);
        tree.putObject("data").put("value", value);
        return tree;
    }
}
