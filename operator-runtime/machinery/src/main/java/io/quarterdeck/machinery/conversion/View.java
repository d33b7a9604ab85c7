package io.quarterdeck.machinery.conversion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import io.quarterdeck.model.Header;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.store.Write;

/** One kind seen through a conversion: objects, and writes of objects, in either form. */
record View(Kind served, Kind stored, Conversion conversion) {

    String resource() {
        return stored.storeName();
    }

    KubeObject toServed(KubeObject object) {
        ObjectNode tree = conversion.toServed(object.tree());
        return KubeObject.commit(
                Header.of(tree, served.selectableFields()), KubeObject.encodeDraft(tree), object.revision());
    }

    Write toStored(Write write) {
        return switch (write) {
            case Write.Create create -> {
                ObjectNode tree = tree(create.draft());
                yield new Write.Create(resource(), header(tree), KubeObject.encodeDraft(tree));
            }
            case Write.Replace replace -> {
                ObjectNode tree = tree(replace.draft());
                yield new Write.Replace(
                        resource(), header(tree), KubeObject.encodeDraft(tree), replace.expectedRevision());
            }
            case Write.Delete delete -> new Write.Delete(resource(), delete.key(), delete.expectedRevision());
        };
    }

    private ObjectNode tree(byte[] draft) {
        return conversion.toStored(Json.parseObject(draft));
    }

    private Header header(ObjectNode tree) {
        return Header.of(tree, stored.selectableFields());
    }
}
