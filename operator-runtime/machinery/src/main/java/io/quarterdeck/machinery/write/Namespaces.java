package io.quarterdeck.machinery.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.wire.Target;
import io.quarterdeck.model.ApiException;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import io.quarterdeck.model.Resources;
import io.quarterdeck.model.Status;
import io.quarterdeck.store.Store;
import java.util.List;

/** Lets nothing be made in a namespace that is not there or is going away. */
final class Namespaces {

    private final Store store;

    Namespaces(Store store) {
        this.store = store;
    }

    /** Answers 404 or 403 unless an object may be created there. */
    void requireActive(Target target, String name) {
        if (!target.type().namespaced()) {
            return;
        }
        KubeObject namespace = store.snapshot(Resources.NAMESPACES.resource())
                .get(ObjectKey.clusterWide(target.namespace()))
                .orElseThrow(() -> new ApiException(Status.notFound(Resources.NAMESPACES, target.namespace())));
        ObjectNode tree = namespace.tree();
        if (!Json.text(tree, "metadata", "deletionTimestamp").isEmpty()) {
            throw new ApiException(terminating(target, name));
        }
    }

    private static Status terminating(Target target, String name) {
        String why =
                "unable to create new content in namespace " + target.namespace() + " because it is being terminated";
        Status status = Status.forbidden(target.type(), name, why);
        Status.Cause cause = new Status.Cause(
                "NamespaceTerminating",
                "namespace " + target.namespace() + " is being terminated",
                "metadata.namespace");
        return new Status(status.code(), status.reason(), status.message(), status.subject(), List.of(cause), 0);
    }
}
