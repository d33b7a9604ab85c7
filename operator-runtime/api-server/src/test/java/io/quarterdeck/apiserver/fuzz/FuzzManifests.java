package io.quarterdeck.apiserver.fuzz;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarterdeck.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** What an object of each kind needs to be taken, by resource; a kind that is not here needs nothing but a name. */
final class FuzzManifests {

    private static final YAMLMapper YAML = new YAMLMapper();

    private static final Map<String, String> SOUND = Map.of(
            "pods", """
                    spec:
                      tolerations: [{key: a, operator: Exists}]
                      volumes: [{name: v, emptyDir: {}}]
                      initContainers: [{name: i, image: i}]
                      containers:
                      - {name: c, image: i, ports: [{containerPort: 80}], env: [{name: A, value: b}],
                         resources: {requests: {cpu: 1}, limits: {cpu: 2}}, volumeMounts: [{name: v, mountPath: /v}],
                         livenessProbe: {httpGet: {port: 80}}}
                    """,
            "deployments.apps", """
                    spec:
                      replicas: 2
                      strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 25%}}
                      selector: {matchLabels: {app: x}}
                      template: {metadata: {labels: {app: x}}, spec: {containers: [{name: c, image: i}]}}
                    """,
            "replicasets.apps", """
                    spec:
                      replicas: 0
                      selector: {matchExpressions: [{key: app, operator: In, values: [x]}]}
                      template: {metadata: {labels: {app: x}}, spec: {containers: [{name: c, image: i}]}}
                    """,
            "services", "{spec: {type: NodePort, selector: {a: b}, ports: [{name: p, port: 80, targetPort: web}]}}",
            "configmaps", "{data: {a: b}, binaryData: {c: YQ==}}",
            "secrets", "{type: Opaque, data: {a: YQ==}, stringData: {c: d}}",
            "nodes", "{spec: {taints: [{key: a, effect: NoSchedule}]}}",
            "leases.coordination.k8s.io", "{spec: {holderIdentity: a, renewTime: '2026-01-02T03:04:05.123456Z'}}",
            "endpointslices.discovery.k8s.io",
                    "{addressType: IPv4, endpoints: [{addresses: [10.0.0.1]}], ports: [{name: p, port: 80}]}",
            "customresourcedefinitions.apiextensions.k8s.io", """
                    metadata: {name: ships.example.org}
                    spec:
                      group: example.org
                      scope: Namespaced
                      names: {plural: ships, kind: Ship}
                      versions:
                      - {name: v1, served: true, storage: true, subresources: {status: {}},
                         schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object}}}}}
                    """);

    private FuzzManifests() {}

    static ObjectNode of(String resource) {
        try {
            return (ObjectNode) YAML.readTree(SOUND.getOrDefault(resource, "{spec: {}}"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A kind of a user's, with a schema that says a few things. */
    public static byte[] definition() {
        ObjectNode definition = of("customresourcedefinitions.apiextensions.k8s.io");
        definition.put("apiVersion", "apiextensions.k8s.io/v1").put("kind", "CustomResourceDefinition");
        return Json.encode(definition);
    }
}
