package io.quarterdeck.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.model.Header;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Write;
import java.util.List;

/** ConfigMaps of one kilobyte, the object that the published figures are about. */
final class Samples {

    static final String RESOURCE = "configmaps";

    private static final String VALUE = "x".repeat(850);

    private Samples() {}

    static Write.Create creation(String name) {
        ObjectNode tree = tree(name);
        return new Write.Create(RESOURCE, Header.of(tree, List.of()), KubeObject.encodeDraft(tree));
    }

    private static ObjectNode tree(String name) {
        ObjectNode tree = Json.object();
        tree.put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode metadata = tree.putObject("metadata");
        metadata.put("namespace", "default").put("name", name).put("uid", "b3f0c9a2-5d0e-4c39-8f57-6a6b3f1d2e4c");
        metadata.putObject("labels").put("app", "benchmark");
        tree.putObject("data").put("value", VALUE);
        return tree;
    }
}
