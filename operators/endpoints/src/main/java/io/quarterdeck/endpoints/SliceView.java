package io.quarterdeck.endpoints;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.endpoints.ServiceView.Family;
import io.quarterdeck.model.Json;
import io.quarterdeck.model.KubeObject;
import io.quarterdeck.model.ObjectKey;
import java.util.List;
import java.util.Map;

/**
 * An EndpointSlice as it is.
 *
 * @param revision its resource version
 * @param serviceUid the Service that owns it
 * @param ports sorted
 */
record SliceView(
        ObjectKey key,
        long revision,
        String serviceUid,
        boolean deleting,
        Map<String, String> labels,
        Family family,
        List<EndpointPort> ports,
        List<Endpoint> endpoints) {

    static final String SERVICE_NAME = "kubernetes.io/service-name";
    static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    static final String MANAGER = "endpointslice-controller.k8s.io";

    SliceView {
        ports = List.copyOf(ports);
        endpoints = List.copyOf(endpoints);
    }

    static SliceView parse(KubeObject object) {
        ObjectNode tree = object.tree();
        var owner = object.header().controller();
        return new SliceView(
                object.key(),
                object.revision(),
                owner == null ? "" : owner.uid(),
                !Json.text(tree, "metadata", "deletionTimestamp").isEmpty(),
                object.header().labels(),
                Json.text(tree, "addressType").equals("IPv6") ? Family.IPv6 : Family.IPv4,
                Json.items(tree, "ports").stream()
                        .map(EndpointPort::parse)
                        .sorted()
                        .toList(),
                Json.items(tree, "endpoints").stream().map(Endpoint::parse).toList());
    }

    /** Whether this operator wrote it; others may write slices of the same service. */
    boolean ours() {
        return labels.getOrDefault(MANAGED_BY, "").equals(MANAGER);
    }

    ObjectKey service() {
        return new ObjectKey(key.namespace(), labels.getOrDefault(SERVICE_NAME, ""));
    }
}
